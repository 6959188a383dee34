"""Dates and times as Teams and Zoom write them, and in which order day and month stand. Pure.

No file says its order or its zone. The known day of the webinar decides; without one the file's
own days may, and else what is left is a guess that is said.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

DAY_FIRST, MONTH_FIRST, YEAR_FIRST = "day first", "month first", "year first"
ORDERS = (DAY_FIRST, MONTH_FIRST)
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split(" ")
_CLOCK = (
    r"(?:[T,]?\s*([0-9]{1,2})[:.]([0-9]{2})(?:[:.]([0-9]{2})(?:\.[0-9]+)?)?\s*([ap]\.?\s?m\.?)?)"
)
_NUMERIC = re.compile(rf"([0-9]{{1,4}})[/.-]([0-9]{{1,2}})[/.-]([0-9]{{1,4}}){_CLOCK}?", re.I)
_NAMED = re.compile(
    rf"(?:(?P<d1>[0-9]{{1,2}})\s+)?(?P<month>[a-z]{{3}})[a-z]*\.?(?:\s+(?P<d2>[0-9]{{1,2}}))?,?\s+"
    rf"(?P<year>[0-9]{{4}}){_CLOCK}?",
    re.I,
)
_PART = re.compile(r"([0-9]+)\s*([^\W\d_]+)", re.I)
_SECONDS = {"d": 86_400, "h": 3_600, "g": 3_600, "m": 60, "s": 1}


@dataclass(frozen=True)
class Stamp:
    """One cell that holds a date: its numbers as they stand, the time of day, and the clock.

    ``fixed`` says that the order is beyond doubt: a month's name, or the year in front; ``first``
    is the month then.
    """

    first: int
    second: int
    year: int
    seconds: int
    twelve: str
    fixed: bool = False

    def read(self, order: str) -> datetime | None:
        """Return the moment under ``order``; None where there is no such day."""
        swap = not self.fixed and order == DAY_FIRST
        month, day = (self.second, self.first) if swap else (self.first, self.second)
        try:
            # Wall time without a zone: the file names none, and it is compared with nothing else.
            midnight = datetime(self.year, month, day)  # noqa: DTZ001
        except ValueError:
            return None
        return midnight + timedelta(seconds=self.seconds)


def stamp(text: str) -> Stamp | None:
    """Return the date and time in a cell, None when it is not one."""
    text = text.strip()[:60]
    if found := _NUMERIC.fullmatch(text):
        seconds = _of_day(*found.group(4, 5, 6, 7))
        a, b, c = (int(found[n]) for n in (1, 2, 3))
        if len(found[1]) == 4:
            return _stamp(b, c, a, seconds, found[7], fixed=True)
        return _stamp(a, b, c + (2000 if len(found[3]) <= 2 else 0), seconds, found[7])
    if found := _NAMED.fullmatch(text):
        day, month = found["d1"] or found["d2"], found["month"].lower()
        if day and month in _MONTHS:
            clock = found.groups()[-4:]
            at = _MONTHS.index(month) + 1
            return _stamp(at, int(day), int(found["year"]), _of_day(*clock), clock[3], fixed=True)
    return None


def _stamp(
    first: int,
    second: int,
    year: int,
    seconds: int | None,
    half: str | None,
    *,
    fixed: bool = False,
) -> Stamp | None:
    if seconds is None or not 1990 <= year <= 2199:
        return None
    one = Stamp(first, second, year, seconds, (half or "").strip(), fixed)
    return one if one.read(DAY_FIRST) or one.read(MONTH_FIRST) else None


def _of_day(
    hour: str | None, minute: str | None, second: str | None, half: str | None
) -> int | None:
    if hour is None:
        return 0
    number = int(hour)
    if half:
        if not 1 <= number <= 12:
            return None
        number = number % 12 + (12 if half.lower().startswith("p") else 0)
    if number > 23 or int(minute or 0) > 59 or int(second or 0) > 59:
        return None
    return number * 3_600 + int(minute or 0) * 60 + int(second or 0)


def seconds_in(text: str) -> int | None:
    """Return the seconds of a duration such as ``1h 7s`` or ``2 godz. 18 min 8 s``; or None."""
    parts = _PART.findall(text)
    if not parts or any(unit[0].lower() not in _SECONDS for _, unit in parts):
        return None
    return sum(int(number[:9]) * _SECONDS[unit[0].lower()] for number, unit in parts)


@dataclass(frozen=True)
class Order:
    """In which order days and months stand, how that was told, and what to say about it.

    ``said`` is what the answer calls it: "unknown" when nothing in the file tells.
    """

    order: str
    said: str
    warning: str = ""


def settle(
    held: Sequence[Stamp], beside: Sequence[Stamp], days: tuple[date, date] | None
) -> Order | None:
    """Say in which order the dates of a file stand; None when it has none.

    ``held`` are dates of the meeting itself, ``beside`` others such as those of registrations;
    ``days`` are the first and last day of the webinar. Raises ``ValueError`` with the readings
    when none of them falls on it.
    """
    found = [*held, *beside]
    if not found:
        return None
    clock = "12h" if any(one.twelve for one in found) else "24h"
    open_ = [one for one in found if not one.fixed]
    if not open_:
        _refuse_other_day(held or found, [DAY_FIRST], days)
        return Order(DAY_FIRST, f"{YEAR_FIRST}, {clock}")
    possible = [order for order in ORDERS if all(one.read(order) for one in open_)]
    if not possible:
        raise ValueError("Its dates stand in two orders. Download the report again.")
    if days:
        possible = _refuse_other_day(held or found, possible, days)
    same = len({tuple(one.read(order) for one in open_) for order in possible}) == 1
    if len(possible) == 1 or same:
        return Order(possible[0], f"{possible[0]}, {clock}")
    return _guess(open_, clock)


def _refuse_other_day(
    found: Sequence[Stamp], possible: list[str], days: tuple[date, date] | None
) -> list[str]:
    """Return the orders under which the file is of the webinar's day; raises without one."""
    if days is None:
        return possible
    read = {order: [at.date() for one in found if (at := one.read(order))] for order in possible}
    fits = [order for order in possible if any(days[0] <= day <= days[1] for day in read[order])]
    if not fits:
        told = " or ".join(
            dict.fromkeys(f"{_long(min(read[order]))} ({order})" for order in possible)
        )
        raise ValueError(f"This file is for {told}, not for {_long(days[0])}.")
    return fits


def _guess(found: list[Stamp], clock: str) -> Order:
    """Guess by habit: dates close together, then US files say PM and others say 14:00 or pm."""
    span = {order: _span(found, order) for order in ORDERS}
    near, far = sorted(ORDERS, key=lambda order: span[order])
    if span[near] * 8 < span[far] and span[near] <= timedelta(days=1):
        return Order(near, f"{near}, {clock}")
    upper = any(one.twelve.isupper() for one in found)
    if upper or clock == "24h":
        order = MONTH_FIRST if upper else DAY_FIRST
        why = "AM and PM" if upper else "the 24-hour clock"
        told = f"{order.capitalize()} is taken because of {why}."
        return Order(order, f"{order}, {clock}", f"{_OPEN} {told}")
    told = "Day first is taken; give the start and end of the webinar to be sure."
    return Order(DAY_FIRST, "unknown", f"{_OPEN} {told}")


_OPEN = "Nothing tells whether the dates are day first or month first."


def _span(found: list[Stamp], order: str) -> timedelta:
    read = [at for one in found if (at := one.read(order))]
    return max(read) - min(read)


def _long(day: date) -> str:
    return f"{day:%-d %B %Y}"
