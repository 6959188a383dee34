"""An attendance file as its page shows it: unsure people first, then who is sure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from crm.core import clock
from crm.core.formats import plural
from webinars.day import rules
from webinars.day.models import AttendanceFile, read_stays
from webinars.day.rules import Rule
from webinars.importing import matching
from webinars.importing.matching import Kind, Match

FEW = 25


@dataclass(frozen=True)
class Row:
    """One person of a file in words."""

    number: int
    name: str
    aside: str
    employer: str
    stayed: str
    minutes: int | None
    counts: bool
    new: bool
    why: str
    likely: str = ""
    likely_aside: str = ""
    caller: bool = False
    confirmed: bool = False


@dataclass(frozen=True)
class Look:
    """Everything the page of a file says."""

    unsure: Sequence[Row]
    sure: Sequence[Row]
    tally: Mapping[Kind, int]
    overlap: str = ""

    @property
    def listed(self) -> int:
        """Return how many people of the file were there."""
        return self.tally[Kind.SURE] + self.tally[Kind.UNSURE]


def look(file: AttendanceFile, found: Sequence[Match], rule: Rule) -> Look:
    """Return what to show of a file."""
    people = file.read.get("people", [])
    by_number = {one.seen.number: one for one in found}
    rows = [(one, _row(one, people, by_number, rule, file)) for one in found]
    return Look(
        [row for one, row in rows if one.kind is Kind.UNSURE],
        [row for one, row in rows if one.kind is Kind.SURE],
        matching.counts(found),
    )


def _row(
    one: Match,
    people: Sequence[Mapping[str, object]],
    by_number: Mapping[int, Match],
    rule: Rule,
    file: AttendanceFile,
) -> Row:
    person: Mapping[str, object] = people[one.seen.number]
    stays = read_stays(person["stays"])  # type: ignore[arg-type]
    there = rules.there(stays, rule)
    minutes = int(there.total_seconds()) // 60 if stays else None
    if minutes is None and file.by_stated and isinstance(person["stated"], int):
        minutes = min(person["stated"], int(rule.length.total_seconds()) // 60)
    counts = rule.attended(there) if stays else (minutes or 0) >= rule.needed_minutes > 0
    beside = by_number.get(one.beside) if one.beside is not None else None
    likely = one.likely.name if one.likely else beside.seen.name if beside else ""
    employer = one.booked.employer if one.booked else one.known.employer if one.known else ""
    return Row(
        one.seen.number,
        "Counted without a name" if one.unnamed else rules.masked(one.seen.name),
        _aside(one, stays),
        employer,
        ", ".join(_clock(span) for span in rules.joined(stays, rule)) or "Not inside the webinar"
        if stays
        else _stated(person["stated"]),
        minutes,
        counts,
        one.booked is None,
        one.why + _overlap(stays, rule),
        likely,
        (one.likely.employer if one.likely else "in this file, with an address" if beside else ""),
        rules.is_caller(one.seen.name),
        one.confirmed,
    )


def _aside(one: Match, stays: Sequence[rules.Stay]) -> str:
    parts = [one.seen.email or ("by phone" if rules.is_caller(one.seen.name) else "no address")]
    if len(stays) > 1:
        parts.append({2: "joined twice"}.get(len(stays), f"joined {len(stays)} times"))
    return ", ".join(parts)


def _clock(span: rules.Span) -> str:
    return f"{clock.to_london(span[0]):%H:%M} to {clock.to_london(span[1]):%H:%M}"


def _stated(minutes: object) -> str:
    return f"{plural(minutes, 'minute')} stated, no times" if isinstance(minutes, int) else ""


def _overlap(stays: Sequence[rules.Stay], rule: Rule) -> str:
    """Say it where stays overlap, as with two devices: their union counts, not their sum."""
    spans = [one for stay in stays for one in rules.joined([stay], rule)]
    apart = sum(int((end - begin).total_seconds()) for begin, end in spans) // 60
    union = int(rules.there(stays, rule).total_seconds()) // 60
    whole = int(rule.length.total_seconds()) // 60
    if apart <= union + 1 or union == whole:
        return ""
    return f". Devices overlap: {plural(union, 'minute')}, not {apart}"
