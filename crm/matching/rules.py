"""How each line of a vacancy stands to what suits a person. Pure; every number is whole.

Times are minutes after midnight, hours a week are hundredths of an hour, pay is pence, distances
are tenths of a mile. A set of days, words or contracts is a number with a bit for each.
"""

import math
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, NamedTuple

Point = tuple[int, int]
"""Easting and northing in metres on the National Grid."""
METRES_TO_TENTHS = 10 / 1609.344
MOST_HOURS = 100_000
BUS = 4
"""The bit of travelling by bus in ``Person.modes``."""


class Verdict(IntEnum):
    """How one line stands. What is not known is neither a fit nor held against anybody."""

    FIT = 0
    STRETCH = 1
    UNKNOWN = 2
    BLOCKER = 3


FIT, STRETCH, UNKNOWN, BLOCKER = Verdict


class Limits(NamedTuple):
    """What is still a stretch, how far roads and feet go, and what each line counts.

    ``weights`` are 1 to 9 by line.
    """

    days_over: int
    minutes_over: int
    hours_over: int
    miles_over: int
    tasks_over: int
    pence_under: int
    road_percent: int
    walk_mph: int
    cycle_mph: int
    bus_mph: int
    car_mph: int
    weights: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Person:
    """What would suit one person; empty sets and None mean that nothing was said."""

    id: int
    ref: str
    days: int = 0
    earliest: int | None = None
    latest: int | None = None
    hours: tuple[int | None, int | None] = (None, None)
    home: Point | None = None
    reach: int | None = None
    modes: int = 0
    tasks: int = 0
    cannot: int = 0
    wanted: int = 0
    unwanted: int = 0
    support: int = 0
    contracts: int = 0
    min_pay: int | None = None
    earn_most: int | None = None
    hours_most: int | None = None


@dataclass(frozen=True, slots=True)
class Opening:
    """What one vacancy is; ``unread`` are task lines in which no word of the list was found."""

    id: int
    ref: str
    days: int = 0
    starts: int | None = None
    ends: int | None = None
    hours: tuple[int | None, int | None] = (None, None)
    site: Point | None = None
    first_bus: int | None = None
    tasks: int = 0
    unread: tuple[str, ...] = ()
    sorts: int = 0
    offered: int = 0
    asked: bool = False
    contract: int = 0
    pay: int | None = None


def sort_of(want: tuple[int, int], sorts: int, _limits: Limits) -> Verdict:
    """Judge the sort of work: only one that is not wanted at all stands in the way."""
    wanted, unwanted = want
    if sorts & wanted:
        return FIT
    if sorts & unwanted:
        return BLOCKER
    return STRETCH if sorts and wanted else UNKNOWN


def tasks(want: tuple[int, int], offer: tuple[int, bool], limits: Limits) -> Verdict:
    """Judge the tasks: few that somebody cannot do might be carved off."""
    known, cannot = want
    asked, some_unread = offer
    blocked = asked & cannot
    if blocked:
        few = blocked.bit_count() <= limits.tasks_over and blocked != asked
        return STRETCH if few else BLOCKER
    if some_unread or asked & ~known or not asked:
        return UNKNOWN
    return FIT


def days(want: int, offer: int, limits: Limits) -> Verdict:
    """Judge the days worked against the days that suit."""
    if not want or not offer:
        return UNKNOWN
    missing = offer & ~want
    if not missing:
        return FIT
    return STRETCH if missing.bit_count() <= limits.days_over and missing != offer else BLOCKER


def times(
    want: tuple[int | None, int | None], offer: tuple[int | None, int | None], limits: Limits
) -> Verdict:
    """Judge start and end of the working day."""
    (earliest, latest), (starts, ends) = want, offer
    if earliest is None and latest is None:
        return UNKNOWN
    over = max(before(earliest, starts), after(latest, starts, ends))
    if over > limits.minutes_over:
        return BLOCKER
    if over > 0:
        return STRETCH
    unsaid = (earliest is not None and starts is None) or (latest is not None and ends is None)
    return UNKNOWN if unsaid else FIT


def before(earliest: int | None, starts: int | None) -> int:
    """Return by how many minutes the work starts too early; 0 while one is not known."""
    return 0 if earliest is None or starts is None else earliest - starts


def after(latest: int | None, starts: int | None, ends: int | None) -> int:
    """Return by how many minutes it ends too late; an end before the start is the next day."""
    if latest is None or ends is None:
        return 0
    return ends + (1440 if starts is not None and ends < starts else 0) - latest


def hours(
    want: tuple[int | None, int | None], offer: tuple[int | None, int | None], limits: Limits
) -> Verdict:
    """Judge the hours a week: the two ranges meet, or are a few hours apart."""
    if offer[0] is None or offer[1] is None or want == (None, None):
        return UNKNOWN
    gap = max((want[0] or 0) - offer[1], offer[0] - (want[1] or MOST_HOURS))
    if gap <= 0:
        return FIT
    return STRETCH if gap <= limits.hours_over * 100 else BLOCKER


def distance(want: tuple[Point | None, int | None], site: Point | None, limits: Limits) -> Verdict:
    """Judge the way to work against how far somebody can travel."""
    home, reach = want
    if home is None or reach is None or site is None:
        return UNKNOWN
    far = apart(home, site, limits.road_percent)
    if far <= reach:
        return FIT
    return STRETCH if far <= reach + limits.miles_over * 10 else BLOCKER


def apart(home: Point, site: Point, road_percent: int) -> int:
    """Return the way between two places in tenths of a mile: the straight line, made longer."""
    straight = math.hypot(home[0] - site[0], home[1] - site[1])
    return round(straight * METRES_TO_TENTHS * road_percent / 100)


def transport(modes: int, offer: tuple[int | None, int | None], limits: Limits) -> Verdict:
    """Judge whether somebody who has only the bus is there when the work starts."""
    first_bus, starts = offer
    if modes & ~BUS:
        return FIT
    if not modes or first_bus is None or starts is None:
        return UNKNOWN
    late = first_bus - starts
    if late <= 0:
        return FIT
    return STRETCH if late <= limits.minutes_over else BLOCKER


def pay(
    want: tuple[int | None, int | None, int | None, int | None],
    offer: tuple[int | None, int | None, int | None],
    limits: Limits,
) -> Verdict:
    """Judge pay and hours against the least and the most somebody may or wants to earn or work."""
    least, earn_most, hours_most, own_hours = want
    hourly, hours_from, hours_to = offer
    work = fewest(own_hours, hours_from, hours_to)
    found = (
        _pay_enough(least, hourly, limits),
        _hours_below(hours_most, work, limits),
        _earns_below(earn_most, hourly, work, limits),
    )
    return BLOCKER if BLOCKER in found else STRETCH if STRETCH in found else max(found)


def fewest(own: int | None, hours_from: int | None, hours_to: int | None) -> int | None:
    """Return the fewest hours a week in which the work can be done and suits."""
    if own is None or hours_from is None or own > (hours_to or hours_from):
        return hours_from
    return max(own, hours_from)


def _pay_enough(least: int | None, hourly: int | None, limits: Limits) -> Verdict:
    if least is None:
        return FIT
    if hourly is None:
        return UNKNOWN
    if hourly >= least:
        return FIT
    return STRETCH if least - hourly <= limits.pence_under else BLOCKER


def _hours_below(most: int | None, work: int | None, limits: Limits) -> Verdict:
    if most is None:
        return FIT
    if work is None:
        return UNKNOWN
    if work <= most:
        return FIT
    return STRETCH if work - most <= limits.hours_over * 100 else BLOCKER


def _earns_below(most: int | None, hourly: int | None, work: int | None, limits: Limits) -> Verdict:
    if most is None:
        return FIT
    if hourly is None or work is None:
        return UNKNOWN
    if hourly * work <= most * 100:
        return FIT
    return STRETCH if hourly * (work - limits.hours_over * 100) <= most * 100 else BLOCKER


def support(want: int, offer: tuple[int, bool], _limits: Limits) -> Verdict:
    """Judge what helps at work: what is not offered yet is asked for, never held against."""
    offered, asked = offer
    if not want & ~offered:
        return FIT
    return STRETCH if asked else UNKNOWN


def contract(want: int, offer: int, _limits: Limits) -> Verdict:
    """Judge the contract; whoever named none would take any."""
    if not want or want & offer:
        return FIT
    return STRETCH if offer else UNKNOWN


class Line(NamedTuple):
    """One requirement: what of a person and of a vacancy it looks at, and how it is judged.

    A line that is no ``must`` is nice to have and stands in nobody's way but when it is refused.
    """

    code: str
    title: str
    must: bool
    want: Callable[[Person], Hashable]
    offer: Callable[[Opening], Hashable]
    judge: Callable[[Any, Any, Limits], Verdict]


LINES = (
    Line("sort", "Sort of work", False, lambda p: (p.wanted, p.unwanted), lambda o: o.sorts,
         sort_of),
    Line("tasks", "Tasks", True, lambda p: (p.tasks, p.cannot),
         lambda o: (o.tasks, bool(o.unread)), tasks),
    Line("days", "Days", True, lambda p: p.days, lambda o: o.days, days),
    Line("times", "Times", True, lambda p: (p.earliest, p.latest), lambda o: (o.starts, o.ends),
         times),
    Line("hours", "Hours a week", True, lambda p: p.hours, lambda o: o.hours, hours),
    Line("distance", "Distance", True, lambda p: (p.home, p.reach), lambda o: o.site, distance),
    Line("transport", "Getting there", True, lambda p: p.modes,
         lambda o: (o.first_bus, o.starts), transport),
    Line("pay", "Pay and limits", True,
         lambda p: (p.min_pay, p.earn_most, p.hours_most, p.hours[0]),
         lambda o: (o.pay, *o.hours), pay),
    Line("support", "What helps", False, lambda p: p.support, lambda o: (o.offered, o.asked),
         support),
    Line("contract", "Contract", False, lambda p: p.contracts, lambda o: o.contract, contract),
)  # fmt: skip
WORTH = {FIT: 2, STRETCH: 1, UNKNOWN: 1, BLOCKER: 0}
"""What a verdict is worth, times the weight of its line."""


class Match(NamedTuple):
    """One person and one vacancy, judged: verdicts in the order of ``LINES``."""

    person: Person
    opening: Opening
    verdicts: tuple[Verdict, ...]
    blockers: int
    points: int

    @property
    def rank(self) -> tuple[int, int]:
        """Return what it is ordered by: the fewest blockers first, then the most points."""
        return self.blockers, -self.points


def match(person: Person, opening: Opening, limits: Limits) -> Match:
    """Judge one person and one vacancy, line by line."""
    verdicts = tuple(line.judge(line.want(person), line.offer(opening), limits) for line in LINES)
    points = sum(
        WORTH[found] * limits.weights[line.code]
        for line, found in zip(LINES, verdicts, strict=True)
    )
    return Match(person, opening, verdicts, verdicts.count(BLOCKER), points)
