"""Rows of attendance gathered into people: stays, their union in minutes, what was stated. Pure."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

Stay = tuple[datetime, datetime | None]
_SUFFIX = re.compile(r"\s*\((?:unverified|guest|external)\)\s*$", re.I)


@dataclass
class Line:
    """One row of a file, dates read; ``stated`` are seconds as the file says, None if it does not.

    ``left`` is None while nobody noted the leaving; ``registered`` is None where the file knows
    nothing of a registration.
    """

    name: str
    email: str = ""
    joined: datetime | None = None
    left: datetime | None = None
    stated: int | None = None
    role: str = ""
    registered: bool | None = None
    cancelled: bool | None = None


@dataclass
class Person:
    """Somebody in a file. ``stays`` as they stand there; ``stated`` seconds summed over rows."""

    name: str
    email: str
    role: str = ""
    registered: bool | None = None
    cancelled: bool | None = None
    stated: int | None = None
    stays: list[Stay] = field(default_factory=list)

    def minutes(self, window: tuple[datetime, datetime] | None) -> float:
        """Return minutes there, overlaps counted once, clipped to ``window``.

        Who was never noted as leaving stays to the end of the window; without one that stay
        counts nothing.
        """
        return round(union(self.stays, window).total_seconds() / 60, 2)


def bare(name: str) -> str:
    """Return a name without what Teams says about the account behind it."""
    while (shorter := _SUFFIX.sub("", name)) != name:
        name = shorter
    return name.strip()


def union(stays: Iterable[Stay], window: tuple[datetime, datetime] | None = None) -> timedelta:
    """Return how long somebody was there: overlapping stays are never added up."""
    total, until = timedelta(), None
    for begin, end in sorted(one for one in _clipped(stays, window) if one[1] > one[0]):
        begins = begin if until is None else max(begin, until)
        total += max(timedelta(), end - begins)
        until = end if until is None else max(until, end)
    return total


def _clipped(
    stays: Iterable[Stay], window: tuple[datetime, datetime] | None
) -> Iterator[tuple[datetime, datetime]]:
    for begin, end in stays:
        if window is None:
            yield begin, end or begin
        else:
            yield max(begin, window[0]), min(end or window[1], window[1])


def gather(lines: Iterable[Line]) -> tuple[list[Person], list[str]]:
    """Return the people of a file in its order, and what to say about them.

    An address is one person, however it is written; without one, a name is. A name with and
    without an address stays two people: that is for somebody to say.
    """
    found: dict[str, Person] = {}
    for line in lines:
        name, email = bare(line.name), line.email.strip()
        key = email.casefold() or f"name {name.casefold()}"
        if not name and not email:
            continue
        person = found.setdefault(key, Person(name or email, email))
        _add(person, line)
    return list(found.values()), _doubles(found.values())


def _add(person: Person, line: Line) -> None:
    if line.joined is not None:
        person.stays.append((line.joined, line.left))
    if line.stated is not None:
        person.stated = (person.stated or 0) + line.stated
    person.role = person.role or line.role
    if line.registered is not None:
        person.registered = bool(person.registered) or line.registered
    if line.cancelled is not None:
        person.cancelled = line.cancelled if person.cancelled is None else (
            person.cancelled and line.cancelled
        )  # fmt: skip


def _doubles(people: Iterable[Person]) -> list[str]:
    by_name: dict[str, list[Person]] = {}
    for person in people:
        by_name.setdefault(person.name.casefold(), []).append(person)
    return [
        f"{same[0].name} stands here {len(same)} times with different addresses. Look whether it is"
        " one person."
        for same in by_name.values()
        if len(same) > 1
    ]


@dataclass(frozen=True)
class Event:
    """One line of a list of joining and leaving; ``identity`` is the name as it stands there."""

    name: str
    identity: str
    joins: bool
    at: datetime


def paired(events: Sequence[Event]) -> tuple[list[Line], list[str]]:
    """Return the stays that a list of joining and leaving holds, and what did not pair.

    Each account is paired by itself, so that one person on two devices keeps both stays;
    the stated time is what pairs when all lines of a name are taken together.
    """
    lines: list[Line] = []
    warnings: list[str] = []
    never: list[str] = []
    by_name: dict[str, list[Event]] = {}
    for event in events:
        by_name.setdefault(event.name, []).append(event)
    for name, own in by_name.items():
        closed, _, _ = _pair(own)
        lines.append(Line(name, stated=sum(int((e - b).total_seconds()) for b, e in closed)))
        for identity in dict.fromkeys(one.identity for one in own):
            stays, open_, lost = _pair([one for one in own if one.identity == identity])
            lines += [Line(name, joined=b, left=e) for b, e in stays]
            if open_:
                lines.append(Line(name, joined=open_))
                never.append(name)
            if lost:
                warnings.append(f"{name}: {lost} times joining or leaving without the other.")
    if never:
        count = "1 stay has" if len(never) == 1 else f"{len(never)} stays have"
        told = ", ".join(never[:5]) + (" and others" if len(never) > 5 else "")
        warnings.append(
            f"{count} no end in the file: {told}. Each counts to the end of the webinar."
        )
    return lines, warnings


def _pair(
    events: Sequence[Event],
) -> tuple[list[tuple[datetime, datetime]], datetime | None, int]:
    """Return closed stays, the joining of an open one, and how many lines did not pair."""
    closed, open_, lost = [], None, 0
    for event in sorted(events, key=lambda one: one.at):
        if event.joins:
            lost += open_ is not None
            open_ = event.at
        elif open_ is None:
            lost += 1
        else:
            closed.append((open_, event.at))
            open_ = None
    return closed, open_, lost
