"""Job postings in a page's own marks: microdata, and RDFa as search engines read it. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml import etree
from lxml import html as pages

from crm.adverts.stated import Unreadable

MOST_ATTRIBUTES = 500
DEEPEST = 12
_TAG = re.compile(r"<[a-zA-Z][^\s/>]*")
_ATTRIBUTE = re.compile(r"[\s/]*[^\s/>][^\s/>=]*(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s>]*))?")


@dataclass(frozen=True)
class Marks:
    """The attribute names of one way of marking: what begins a thing, its kind, a property."""

    name: str
    scope: str
    kind: str
    prop: str


WAYS = (
    Marks("microdata", "itemscope", "itemtype", "itemprop"),
    Marks("RDFa", "typeof", "typeof", "property"),
)


def postings(rest: str) -> Iterator[tuple[dict[str, Any], str]]:
    """Yield each marked posting as JSON-LD would have it, and the way it was marked.

    ``rest`` is the page without scripts and comments.
    """
    if "JobPosting" not in rest or not ("itemtype" in rest or "typeof" in rest):
        return
    _refuse_endless_tags(rest)
    parser = pages.HTMLParser(encoding="utf-8", huge_tree=False, no_network=True)
    try:
        root = pages.document_fromstring(rest.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return
    for way in WAYS:
        for element in root.iter(etree.Element):
            if _kind(element, way) == "JobPosting":
                yield _thing(element, way, 0), way.name


def _refuse_endless_tags(text: str) -> None:
    """Raise for a tag with more attributes than any page has: the parser is slow on those."""
    at = 0
    while tag := _TAG.search(text, at):
        at, count = tag.end(), 0
        while found := _ATTRIBUTE.match(text, at):
            at, count = found.end(), count + 1
            if count > MOST_ATTRIBUTES:
                raise Unreadable("This page is not built like one: a tag in it never ends.")


def _kind(element: Any, way: Marks) -> str:
    if element.get(way.scope) is None:
        return ""
    kinds = (element.get(way.kind) or "").split()
    return next((re.split(r"[/#:]", kind)[-1] for kind in kinds), "")


def _thing(element: Any, way: Marks, depth: int) -> dict[str, Any]:
    found: dict[str, Any] = {"@type": _kind(element, way)}
    waiting = list(reversed(element))
    while waiting:
        child = waiting.pop()
        if not isinstance(child.tag, str):
            continue
        names = (child.get(way.prop) or "").split()
        inner = child.get(way.scope) is not None
        if names and (not inner or depth < DEEPEST):
            value = _thing(child, way, depth + 1) if inner else _value(child, names)
            for name in names:
                _add(found, name.rpartition(":")[2], value)
        if not inner:
            waiting.extend(reversed(child))
    return found


def _add(found: dict[str, Any], name: str, value: Any) -> None:
    """Set a property; a second value of the same name makes a list of it."""
    if name not in found:
        found[name] = value
    elif isinstance(found[name], list):
        found[name].append(value)
    else:
        found[name] = [found[name], value]


def _value(element: Any, names: list[str]) -> str:
    for name in ("content", "datetime"):
        if element.get(name) is not None:
            return str(element.get(name))
    if element.tag in ("data", "meter") and element.get("value"):
        return str(element.get("value"))
    if element.get("href") and not {"url", "sameAs"}.isdisjoint(names):
        return str(element.get("href"))
    return str(etree.tostring(element, encoding="unicode", with_tail=False))
