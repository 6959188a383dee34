"""Feeds of vacancies in XML or JSON, such as those of school recruitment systems. Pure.

Each system has its own names for the same things, so names are compared without case and signs.
Source: sample feeds of DFE-Digital/teaching-vacancies (Broadbean, Fusion, Ventrus).
"""

import html
import re
from collections.abc import Iterator, Mapping, Set
from decimal import Decimal
from html.entities import html5
from typing import Any

from lxml import etree

from crm.adverts import keys
from crm.adverts.postings import dated, kinds, noted, postcode_in, starting, web
from crm.adverts.salary import in_words
from crm.adverts.stated import Advert, Doubt, Unreadable
from crm.adverts.times import hours_in
from crm.adverts.wording import line, plain

NAMES: Mapping[str, tuple[str, ...]] = {
    "title": ("jobtitle", "vacancytitle", "vtitle", "title", "position"),
    "number": ("reference", "vacancyid", "jobid", "jobref", "jobreference", "id", "guid"),
    "url": ("adverturl", "joburl", "url", "link", "applicationurl"),
    "employer": ("company", "companyname", "employer", "employername", "organisation",
                 "organization", "organisationname", "schoolname", "school", "advertiser",
                 "hiringorganization", "client"),
    "schools": ("schoolurns", "urn", "urns", "trustuid", "trustid"),
    "pay": ("salary", "salarytext", "salarydescription", "pay", "wage"),
    "description": ("jobadvert", "adverttext", "jobdescription", "description", "content",
                    "summary", "body"),
    "postcode": ("postcode", "postalcode", "zip"),
    "town": ("joblocation", "location", "town", "city"),
    "address": ("address", "street", "streetaddress"),
    "starts_on": ("startdate", "jobstartdate"),
    "closes_on": ("expiresat", "expirydate", "closingdate", "validthrough", "enddate", "deadline",
                  "closes"),
    "posted_on": ("publishon", "dateposted", "pubdate", "published", "updated"),
    "hours": ("workhours", "weeklyhours", "hoursperweek", "hours"),
    "contract": ("contracttype", "vcontracttype", "employmenttype", "jobtype"),
    "patterns": ("workingpatterns", "workingpattern"),
    "phase": ("phase",),
}  # fmt: skip
PHASES = frozenset(
    "nursery primary middle middle_deemed_primary middle_deemed_secondary secondary "
    "sixth_form_or_college sixth_form through all_through 16-19 special".split()
)
LISTS = ("items", "jobs", "vacancies", "results", "data", "postings", "entries", "positions")
ENTRIES = frozenset("item job vacancy entry position advert".split())
_ERRORS = ("error", "errors", "message", "detail", "error_description", "title")
_KEPT = frozenset("amp lt gt quot apos".split())
_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31});")
_DECLARED = re.compile(r"^\s*<\?xml[^<>]*\?>", re.I)
DEEPEST = 40


def in_xml(text: str, areas: Set[str]) -> tuple[list[Advert], list[str]]:
    """Return the adverts of an XML feed, and sentences about where it is not well-formed."""
    if re.search(r"<!\s*(?:DOCTYPE|ENTITY)", text, re.I):
        raise Unreadable("This feed declares entities of its own, which is not safe to read.")
    bare = _ENTITY.sub(_letter, _DECLARED.sub(_lines_of, text)).lstrip(" \t\r")
    parser = etree.XMLParser(
        encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False,
        huge_tree=False, recover=True, remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(bare.lstrip("\n").encode("utf-8", "replace"), parser=parser)
    except etree.XMLSyntaxError:
        root = None
    if root is None:
        raise Unreadable("This is neither a page nor a feed: no XML, JSON or HTML can be read.")
    skipped = len(bare) - len(bare.lstrip("\n"))
    found_at = [error.line + skipped for error in parser.error_log]
    notices = [_broken(found_at)] if found_at else []
    adverts = [
        in_fields(
            _flat(one), areas, f"{_name(one)} {n} of the feed, line {one.sourceline + skipped}"
        )
        for n, one in enumerate(_entries(root), 1)
    ]
    if not adverts:
        _refuse_error({_name(one): one.text or "" for one in root.iter(etree.Element)})
    return adverts, notices


def in_json(data: Any, areas: Set[str]) -> list[Advert]:
    """Return the adverts of a JSON feed; raises ``Unreadable`` when it answers with an error."""
    entries = list(_listed(data))
    if not entries and isinstance(data, Mapping):
        _refuse_error(data)
    return [
        in_fields(_flat_json(one), areas, f"entry {n} of the feed")
        for n, one in enumerate(entries, 1)
    ]


def in_fields(stated: Mapping[str, str], areas: Set[str], where: str) -> Advert:
    """Return one entry of a feed as an advert; ``stated`` has bare names in lower case."""

    def of(name: str) -> str:
        return next((stated[one] for one in NAMES[name] if stated.get(one, "").strip()), "")

    doubts: list[Doubt] = []
    employer, schools = line(of("employer")), keys.of_schools(of("schools"))
    if schools and not employer:
        told = schools.removeprefix("urn:").replace(",", ", ")
        doubts.append(Doubt("employer", f"The feed names the school only by number: {told}."))
    url = web(line(of("url"), 500))
    phase = line(of("phase"), 60)
    if phase and phase.lower().replace(" ", "_") not in PHASES:
        doubts.append(Doubt("phase", f"“{phase}” is no phase of education. It is not kept."))
    texts = [of("contract"), of("patterns")]
    contract, pattern = kinds([line(text) for text in texts if text], doubts)
    title = line(of("title"))
    return Advert(
        title=title,
        where=where,
        employer=employer,
        organisation=schools or keys.of_name(employer),
        key=keys.of_advert(line(of("number")), url, schools or employer, title, of("postcode")),
        url=url,
        address=line(of("address")),
        town=line(of("town").replace("_", " "), 80),
        postcode=postcode_in(line(of("postcode"), 20), areas, doubts)
        or postcode_in(line(of("address")), areas),
        contract=contract,
        pattern=pattern,
        pay=noted(in_words(of("pay")), doubts),
        hours=hours_in(of("hours")),
        posted_on=dated(of("posted_on"), "posted_on", doubts),
        closes_on=(closes := dated(of("closes_on"), "closes_on", doubts)),
        starts_on=starting(of("starts_on"), closes, doubts),
        description=plain(of("description")),
        doubts=tuple(doubts),
    )


def _lines_of(found: re.Match[str]) -> str:
    return "\n" * found[0].count("\n")


def _letter(found: re.Match[str]) -> str:
    """Return the letter that an HTML entity means, which XML by itself does not know."""
    return found[0] if found[1] in _KEPT else html5.get(f"{found[1]};", found[0])


def _broken(lines: list[int]) -> str:
    told = ", ".join(str(n) for n in sorted(set(lines))[:5])
    return f"The feed is not well-formed XML in line {told}. Compare what was read near there."


def _entries(root: Any) -> Iterator[Any]:
    """Yield the innermost elements that are entries by name and have a title."""
    for element in root.iter(etree.Element):
        if _name(element) not in ENTRIES:
            continue
        inside = [one for one in element.iter(etree.Element) if one is not element]
        nested = any(_name(one) in ENTRIES and len(one) for one in inside)
        if not nested and any(_name(one) in NAMES["title"] for one in inside):
            yield element


def _flat(entry: Any) -> dict[str, str]:
    """Return the texts of an entry by bare name, the first of each; attached files are left out.

    What stands beside an inner entry in an outer one, such as its link, belongs to it too.
    """
    found: dict[str, str] = {}
    waiting = list(reversed(entry))
    while waiting:
        one = waiting.pop()
        if _name(one) in ("documents", "attachments"):
            continue
        if len(one):
            waiting.extend(reversed(one))
        else:
            _keep(found, one)
    for outer in entry.iterancestors():
        for one in outer if _name(outer) in ENTRIES else ():
            _keep(found, one)
    return found


def _keep(found: dict[str, str], element: Any) -> None:
    text = (element.text or "").strip() or element.get("href", "")
    if text and not len(element):
        found.setdefault(_name(element), text)


def _name(element: Any) -> str:
    return _bare(etree.QName(element).localname) if isinstance(element.tag, str) else ""


def _bare(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _listed(data: Any) -> Iterator[Mapping[str, Any]]:
    """Yield the entries of a list, or of the first list that a known name holds."""
    if isinstance(data, Mapping):
        named = {_bare(key): value for key, value in data.items()}
        lists = [named[name] for name in LISTS if isinstance(named.get(name), list | dict)]
        if lists and not any(name in named for name in NAMES["title"][:3]):
            yield from _listed(lists[0])
            return
        data = [data]
    for one in data if isinstance(data, list) else ():
        if isinstance(one, Mapping) and any(_bare(key) in NAMES["title"] for key in one):
            yield one


def _flat_json(entry: Mapping[str, Any]) -> dict[str, str]:
    found: dict[str, str] = {}
    waiting: list[tuple[str, Any, int]] = [(k, v, 0) for k, v in reversed(list(entry.items()))]
    while waiting:
        name, value, depth = waiting.pop()
        if isinstance(value, Mapping) and depth < DEEPEST:
            waiting += [(k, v, depth + 1) for k, v in reversed(list(value.items()))]
        elif isinstance(value, list):
            found.setdefault(_bare(name), ",".join(filter(None, map(_text, value))))
        elif _text(value):
            found.setdefault(_bare(name), _text(value))
    return found


def _text(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        return ""
    return str(value)


def _refuse_error(data: Mapping[str, Any]) -> None:
    """Raise ``Unreadable`` with the feed's own words when it answers with an error."""
    named = {_bare(key): value for key, value in data.items()}
    if not any(_bare(name) in named for name in _ERRORS[:3]):
        return
    value = next(named[_bare(name)] for name in _ERRORS if named.get(_bare(name)))
    while isinstance(value, list | Mapping) and value:
        value = next(iter(value.values() if isinstance(value, Mapping) else value))
    told = line(html.unescape(_text(value)), 120)
    raise Unreadable(
        f"The feed answers with an error instead of vacancies{f': “{told}”' if told else ''}. "
        "Ask whoever runs it, then fetch it again."
    )
