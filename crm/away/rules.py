"""Leave in words, as days of a calendar, and the first day back; pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from crm.core import calendar, formats
from crm.core.calendar import Holidays

LONGEST = timedelta(days=366)
Span = tuple[date, date]


@dataclass(frozen=True)
class Moved:
    """How much falls due in a leave: planned, of it with an agreed time, and by rhythm."""

    planned: int
    timed: int
    rhythm: int


def first_day_back(to_on: date, others: Iterable[Span], holidays: Holidays) -> date:
    """Return the first working day after ``to_on`` that lies in no other leave of the person."""
    day = calendar.add_working_days(to_on, 1, holidays)
    for from_on, until in sorted(others):
        if from_on <= day <= until:
            day = calendar.add_working_days(until, 1, holidays)
    return day


def meets(first: Span, second: Span) -> bool:
    """Return whether two spans of days, both ends included, share a day."""
    return first[0] <= second[1] and second[0] <= first[1]


def span(from_on: date, to_on: date) -> str:
    """Return ``Mon 23 Nov to Fri 27 Nov``, or one day."""
    first, last = formats.day(from_on), formats.day(to_on)
    return first if from_on == to_on else f"{first} to {last}"


def two_weeks(today: date, holidays: Holidays) -> Sequence[date]:
    """Return the next ten working days, today among them if it is one."""
    days = [calendar.roll_forward(today, holidays)]
    while len(days) < 10:
        days.append(calendar.add_working_days(days[-1], 1, holidays))
    return days


def effect(moved: Moved, *, cover: str, back_on: date) -> str:
    """Return what becomes of the steps that fall due in a leave."""
    if not moved.planned + moved.rhythm:
        return "Nothing falls due in that time yet."
    if cover:
        return f"{_steps(moved.planned, moved.rhythm)} on the Today of {cover}."
    told = f"{_steps(moved.planned - moved.timed, moved.rhythm)} on {formats.day(back_on)}."
    if moved.timed:
        told += f" With an agreed time, so kept on its day: {moved.timed}. Hand that over."
    return told


def _steps(planned: int, rhythm: int) -> str:
    """Return ``2 follow-ups and 1 day to keep in touch come``."""
    follow_ups = formats.plural(planned, "follow-up")
    return f"{follow_ups} and {formats.plural(rhythm, 'day')} to keep in touch come"
