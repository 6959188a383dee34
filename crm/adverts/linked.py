"""JSON-LD in pages: the scripts found, read, and their job postings picked out. Pure."""

import html
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from crm.adverts.stated import Unreadable

Node = Mapping[str, Any]
_OPENS = re.compile(r"<!--|<(script|style|textarea|title)\b[^<>]*>", re.I)
_LINKED = re.compile(r"application/ld\+json", re.I)
_WRAPPED = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[)")
_UNWRAP = re.compile(r"(?:-->|//\s*\]\]>|/\*\s*\]\]>\s*\*/|\]\]>)\s*$")
MOST_NODES = 300_000
MOST_SCRIPTS = 1_000
_FAULTS = (
    ("Invalid control character", "a line break or a tab stands inside a text"),
    ("Illegal trailing comma", "a comma stands before a closing bracket"),
    ("Expecting property name", "a name in quotation marks is missing, or a comma is too many"),
    ("Expecting ',' delimiter", "a comma or a closing bracket is missing"),
    ("Expecting ':' delimiter", "a colon is missing"),
    ("Expecting value", "a value is missing, or a comma is too many"),
    ("Unterminated string", "a text has no closing quotation mark"),
    ("Invalid \\escape", "a backslash stands where it may not"),
    ("Extra data", "something follows after the end"),
)


@dataclass(frozen=True)
class Script:
    """One JSON-LD script of a page and the line of the page on which its text begins."""

    text: str
    line: int
    number: int


@dataclass(frozen=True)
class Split:
    """A page taken apart: its JSON-LD scripts, and the rest without scripts and comments."""

    scripts: list[Script]
    rest: str


def split(page: str) -> Split:
    """Take the JSON-LD scripts out of a page; each character is looked at once."""
    scripts: list[Script] = []
    kept: list[str] = []
    at, lines, counted, folded = 0, 1, 0, page.lower()
    while len(scripts) < MOST_SCRIPTS and (found := _OPENS.search(page, at)):
        kept.append(page[at : found.start()])
        name = found[1]
        end = folded.find(f"</{name.lower()}" if name else "-->", found.end())
        inside = page[found.end() : end if end >= 0 else len(page)]
        if name and _LINKED.search(found[0]):
            lines, counted = lines + page.count("\n", counted, found.end()), found.end()
            scripts.append(Script(inside, lines, len(scripts) + 1))
        if end < 0:
            return Split(scripts, "".join(kept))
        at = end + (0 if name else 3)
    return Split(scripts, "".join([*kept, page[at:]]))


def loads(text: str, first_line: int = 1) -> Any:
    """Read JSON; raises ``Unreadable`` naming the line and what is wrong there."""
    bare = _UNWRAP.sub("", _WRAPPED.sub(_lines_of, text)) if "<!" in text else text
    if '"' not in bare and re.search(r"&(?:quot|#34|#x22);", bare):
        bare = html.unescape(bare)
    try:
        return json.loads(bare, parse_float=_exact, parse_constant=lambda _name: None)
    except json.JSONDecodeError as error:
        why = next((told for said, told in _FAULTS if error.msg.startswith(said)), "")
        raise Unreadable(
            f"The JSON is broken in line {first_line + error.lineno - 1}"
            f"{f': {why}' if why else ''}."
        ) from None
    except (RecursionError, ValueError):
        raise Unreadable("The JSON is nested too deeply or holds a number too long.") from None


def _lines_of(found: re.Match[str]) -> str:
    return "\n" * found[0].count("\n")


def _exact(text: str) -> Decimal | str:
    """Return an exact number; one too long to be an amount stays text."""
    return Decimal(text) if len(text) <= 20 and "e" not in text.lower() else text


def is_posting(node: Any) -> bool:
    """Say whether ``node`` is a JobPosting, under whichever prefix."""
    if not isinstance(node, Mapping):
        return False
    kinds = node.get("@type") or node.get("type") or ()
    kinds = [kinds] if isinstance(kinds, str) else kinds
    return isinstance(kinds, list | tuple) and any(
        isinstance(kind, str) and re.split(r"[/#:]", kind)[-1].lower() == "jobposting"
        for kind in kinds
    )


def postings(data: Any) -> Iterator[tuple[Node, Mapping[str, Node]]]:
    """Yield the job postings anywhere in ``data``, each with all nodes of the file by their id."""
    found: list[Node] = []
    index: dict[str, Node] = {}
    waiting, seen = [data], 0
    while waiting and seen < MOST_NODES:
        node = waiting.pop()
        seen += 1
        if isinstance(node, list):
            waiting.extend(reversed(node))
        elif isinstance(node, dict):
            named = node.get("@id")
            if isinstance(named, str) and len(node) > 1:
                index.setdefault(named, node)
            if is_posting(node):
                found.append(node)
            waiting.extend(reversed([v for v in node.values() if isinstance(v, dict | list)]))
    for node in found:
        yield node, index
