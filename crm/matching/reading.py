"""From what is kept and written to the sets and numbers that are judged. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from crm.matching.rules import Limits

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MODES = ("walk", "cycle", "bus", "car")
_BUS = re.compile(
    r"(?:first bus|no bus before|bus(?:es)?(?: [0-9a-z]{1,4})? from)[^0-9]{0,20}"
    r"([0-9]{1,2})[:.]([0-9]{2})",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Term:
    """One word of the list: its code, how it is shown, and how it is found."""

    code: str
    label: str
    beginnings: Sequence[str] = ()
    soc: Sequence[str] = ()


@dataclass(frozen=True)
class Terms:
    """The words of one kind; each has a bit."""

    terms: Sequence[Term]
    bits: Mapping[str, int] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "bits", {t.code: 1 << n for n, t in enumerate(self.terms)})

    def of(self, codes: Iterable[str]) -> int:
        """Return the set of these codes; one that is no longer in the list is left out."""
        return sum(self.bits.get(code, 0) for code in set(codes))

    def labels(self, found: int) -> list[str]:
        """Return the words of a set, in the order of the list."""
        return [t.label for n, t in enumerate(self.terms) if found >> n & 1]

    def read(self, text: str) -> int:
        """Return the set of words that are found in what somebody wrote."""
        return sum(1 << n for n, shape in self._shapes if shape.search(text))

    @cached_property
    def _shapes(self) -> list[tuple[int, re.Pattern[str]]]:
        return [
            (n, re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, t.beginnings)) + ")", re.I))
            for n, t in enumerate(self.terms)
            if t.beginnings
        ]

    def of_occupation(self, soc: str) -> int:
        """Return the set of sorts of work that a SOC 2020 code belongs to."""
        if not soc:
            return 0
        return sum(1 << n for n, t in enumerate(self.terms) if soc.startswith(tuple(t.soc)))


@dataclass(frozen=True)
class Lexicon:
    """The words of every kind."""

    tasks: Terms
    sorts: Terms
    support: Terms
    contracts: Terms


def set_of(codes: Iterable[str], order: Sequence[str]) -> int:
    """Return a set of codes whose bits stand in ``order``; unknown ones are left out."""
    return sum(1 << order.index(code) for code in set(codes) if code in order)


def minutes(clock: str) -> int | None:
    """Return 07:30 as minutes after midnight; None for nothing."""
    return int(clock[:2]) * 60 + int(clock[3:]) if clock else None


def hundredths(amount: Decimal | None) -> int | None:
    """Return hours or pounds in hundredths, rounded."""
    return None if amount is None else round(amount * 100)


def first_bus(words: str) -> int | None:
    """Return when the first bus comes, from words like "First bus 06:50", in minutes."""
    found = _BUS.search(words)
    if found is None or int(found[1]) > 23 or int(found[2]) > 59:
        return None
    return int(found[1]) * 60 + int(found[2])


def reach(most: int | None, *, by_minutes: bool, modes: int, limits: Limits) -> int | None:
    """Return how far somebody can travel in tenths of a mile; None while it cannot be told.

    Minutes become miles by the quickest way that somebody has.
    """
    if most is None:
        return None
    if not by_minutes:
        return most * 10
    speeds = (limits.walk_mph, limits.cycle_mph, limits.bus_mph, limits.car_mph)
    own = [speed for n, speed in enumerate(speeds) if modes >> n & 1]
    return most * max(own) * 10 // 60 if own else None


def tasks_read(lines: Iterable[str], terms: Terms) -> tuple[int, tuple[str, ...]]:
    """Return the tasks found in the lines, and the lines in which none was found."""
    found, unread = 0, []
    for line in lines:
        here = terms.read(line)
        found |= here
        if not here:
            unread.append(line)
    return found, tuple(unread)
