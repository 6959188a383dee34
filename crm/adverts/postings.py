"""A schema.org JobPosting, in the forms that pages really have, as one advert. Pure.

Source: schema.org JobPosting, and Google's notes on job posting data for the usual property forms.
"""

import re
from collections.abc import Mapping, Set
from datetime import date
from decimal import Decimal
from typing import Any

from crm.adverts import keys
from crm.adverts.salary import in_schema
from crm.adverts.stated import Advert, Doubt, PayRead
from crm.adverts.times import day_in, hours_in
from crm.adverts.wording import line, plain
from crm.reference.postcodes import read_postcode

Node = Mapping[str, Any]
#: What else a posting may say about the work; each becomes a paragraph of its own.
_MORE = {
    "responsibilities": "Responsibilities",
    "qualifications": "Qualifications",
    "experienceRequirements": "Experience",
    "skills": "Skills",
    "jobBenefits": "Benefits",
    "specialCommitments": "Commitments",
}
CONTRACTS = {
    "permanent": "permanent", "fixed": "fixed term", "cover": "fixed term",
    "temp": "temporary", "season": "seasonal", "apprentice": "apprenticeship",
    "zero": "zero hours", "casual": "zero hours",
}  # fmt: skip
PATTERNS = {
    "full": "Full time",
    "part": "Part time",
    "job_share": "Job share",
    "jobshare": "Job share",
    "term": "Term time",
    "flexible": "Flexible",
}


class Posting:
    """One posting with the nodes it may point to."""

    def __init__(self, node: Node, index: Mapping[str, Node]) -> None:
        self.node = {key.rpartition(":")[2]: value for key, value in node.items()}
        self.index = index

    def all(self, name: str, within: Node | None = None) -> list[Any]:
        """Return every value of a property, with what it points to in its place."""
        found = (self.node if within is None else within).get(name)
        values = found if isinstance(found, list) else [found]
        return [self._meant(value) for value in values if value not in (None, "", [])]

    def first(self, name: str, within: Node | None = None) -> Any:
        """Return the first value of a property, or None."""
        return next(iter(self.all(name, within)), None)

    def text(self, name: str, within: Node | None = None) -> str:
        """Return a property as one line; of a thing its name."""
        return said(self.first(name, within))

    def _meant(self, value: Any) -> Any:
        if not isinstance(value, Mapping):
            return value
        if "@value" in value:
            return value["@value"]
        named = value.get("@id")
        if len(value) == 1 and isinstance(named, str):
            return self.index.get(named, named)
        return {key.rpartition(":")[2]: inner for key, inner in value.items()}


def said(value: Any) -> str:
    """Return a value as one line: a text, a number, or the name of a thing."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, Mapping):
        value = value.get("name") or value.get("value") or value.get("@value")
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        value = str(value)
    return line(value)


def advert(node: Node, index: Mapping[str, Node], areas: Set[str], where: str) -> Advert:
    """Return what one posting states; ``areas`` are the letters a UK postcode begins with."""
    posting = Posting(node, index)
    doubts: list[Doubt] = []
    employer = posting.text("hiringOrganization")
    place = _place(posting, areas, doubts)
    pay = in_schema(posting.first("baseSalary"), posting.text("salaryCurrency"))
    if not pay.text:
        pay = in_schema(posting.first("salary"), posting.text("salaryCurrency"))
    contract, pattern = kinds([said(v) for v in posting.all("employmentType")], doubts)
    url = web(posting.text("url") or posting.text("@id"))
    title = posting.text("title") or posting.text("name")
    return Advert(
        title=title,
        where=where,
        employer=employer,
        organisation=keys.of_name(employer),
        key=keys.of_advert(
            _identifier(posting), url, employer, title, place["postcode"] or place["town"]
        ),
        url=url,
        contract=contract,
        pattern=pattern,
        pay=noted(pay, doubts),
        hours=hours_in(_hours(posting)),
        posted_on=dated(posting.first("datePosted"), "posted_on", doubts),
        closes_on=(closes := dated(posting.first("validThrough"), "closes_on", doubts)),
        starts_on=starting(posting.first("jobStartDate"), closes, doubts),
        description=_description(posting),
        doubts=tuple(doubts),
        **place,
    )


def noted(pay: PayRead, doubts: list[Doubt]) -> PayRead:
    """Return ``pay``, with a sentence among ``doubts`` when it is not taken over whole."""
    if pay.text and not pay.certain:
        doubts.append(Doubt("pay", f"Pay “{pay.text}” was left blank: {pay.doubt}."))
    elif pay.certain and pay.high != pay.low:
        doubts.append(Doubt("pay", f"Pay “{pay.text}” is a range: the lower end is taken."))
    return pay


def dated(value: Any, field: str, doubts: list[Doubt]) -> date | None:
    """Return the day that ``value`` means; one that cannot be read is said among ``doubts``."""
    found = day_in(value)
    if found is None and (text := said(value)):
        doubts.append(Doubt(field, f"“{text}” is not a date that can be read."))
    return found


def starting(value: Any, closes_on: date | None, doubts: list[Doubt]) -> date | None:
    """Return the start; one before the closing date cannot be right and is said in ``doubts``."""
    found = dated(value, "starts_on", doubts)
    if found and closes_on and found < closes_on:
        told = f"The start, {found:%-d %B %Y}, is before the closing date. It was left blank."
        doubts.append(Doubt("starts_on", told))
        return None
    return found


def kinds(texts: list[str], doubts: list[Doubt]) -> tuple[str, str]:
    """Return contract and pattern of work out of words such as FULL_TIME or "Part-time"."""
    contract, patterns, other = "", [], []
    for text in (part for one in texts for part in re.split(r"[,;|]", one)):
        plainly = re.sub(r"[\s-]+", "_", text.strip().lower())
        kind = next((v for k, v in CONTRACTS.items() if f"_{k}" in f"_{plainly}"), "")
        pattern = next((v for k, v in PATTERNS.items() if plainly.startswith(k)), "")
        contract = contract or kind
        patterns += [pattern] * bool(pattern)
        other += [text.strip()] * bool(plainly not in ("", "other") and not kind and not pattern)
    if other:
        doubts.append(
            Doubt("contract", f"“{line(', '.join(other), 80)}” is no kind of contract here.")
        )
    words = " or ".join(dict.fromkeys(patterns))
    return contract, words[:1] + words[1:].lower()


def web(text: str) -> str:
    """Return a web address that may be shown as a link, else nothing."""
    shown = text.strip()
    return shown if re.fullmatch(r"https?://[^\s<>\"']{3,500}", shown, re.I) else ""


def _identifier(posting: Posting) -> str:
    value = posting.first("identifier")
    if isinstance(value, Mapping):
        value = value.get("value") or value.get("@value")
    return said(value)


def _hours(posting: Posting) -> Any:
    """Return the working hours: of several, the texts one after another."""
    values = posting.all("workHours")
    return values[0] if len(values) == 1 else ", ".join(filter(None, map(said, values)))


def _place(posting: Posting, areas: Set[str], doubts: list[Doubt]) -> dict[str, str]:
    places = [_address(posting, place) for place in posting.all("jobLocation")]
    places = [place for place in places if any(place)]
    remote = "TELECOMMUTE" in [said(v).upper() for v in posting.all("jobLocationType")]
    if remote:
        doubts.append(Doubt("place", "The work is done from home or anywhere."))
    if not places:
        return {"address": "", "town": "", "postcode": ""}
    if len(places) > 1:
        others = ", ".join(filter(None, (place[1] or place[0] for place in places[1:6])))
        doubts.append(Doubt("place", f"Also at {line(others, 120)}: the first place is taken."))
    street, town, code = places[0]
    return {
        "address": street,
        "town": town,
        "postcode": postcode_in(code, areas, doubts) or postcode_in(street, areas),
    }


def _address(posting: Posting, place: Any) -> tuple[str, str, str]:
    """Return street, town and postcode of a place, an address or a text."""
    if isinstance(place, Mapping):
        inner = posting.first("address", place)
        place = inner if inner is not None else place
    if isinstance(place, Mapping):
        parts = ("streetAddress", "addressLocality", "postalCode")
        street, town, code = (posting.text(name, place) for name in parts)
        return street, town, code
    return said(place), "", ""


def postcode_in(text: str, areas: Set[str], doubts: list[Doubt] | None = None) -> str:
    """Return the postcode in a text; with ``doubts``, a text that should be one is noted there."""
    if not text:
        return ""
    found = read_postcode(text, areas)
    if found.postcode:
        return found.postcode
    inside = re.findall(r"\b[A-Za-z]{1,2}[0-9][0-9A-Za-z]?\s*[0-9][A-Za-z]{2}\b", text)
    read = {read_postcode(one, areas).postcode for one in inside} - {None}
    if len(read) == 1:
        return str(read.pop())
    if doubts is not None:
        doubts.append(Doubt("postcode", found.problem))
    return ""


def _description(posting: Posting) -> str:
    parts = [plain(posting.first("description"))]
    for name, heading in _MORE.items():
        words = "\n".join(filter(None, map(_words, posting.all(name))))
        parts += [f"{heading}: {words}"] * bool(words)
    return plain("\n\n".join(filter(None, parts)))


def _words(value: Any) -> str:
    if isinstance(value, Mapping):
        value = value.get("description") or value.get("name") or value.get("credentialCategory")
    return plain(value)
