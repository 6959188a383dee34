"""When somebody is paid, and the first pay day with a whole pay period behind it. Pure."""

import calendar
from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum


class Frequency(StrEnum):
    """How often somebody is paid."""

    WEEKLY = "every week"
    FORTNIGHTLY = "every 2 weeks"
    FOUR_WEEKLY = "every 4 weeks"
    MONTHLY = "every month"


_DAYS = {Frequency.WEEKLY: 7, Frequency.FORTNIGHTLY: 14, Frequency.FOUR_WEEKLY: 28}


def pay_days(every: Frequency, known: date, since: date) -> Iterator[date]:
    """Yield the pay days from ``since`` on; ``known`` is any one of them, before or after.

    The last day of a month stands for the last day of every month.
    """
    if every is not Frequency.MONTHLY:
        days = _DAYS[every]
        day = since + timedelta(days=(known - since).days % days)
        while True:
            yield day
            day += timedelta(days=days)
    month = since.year * 12 + since.month - 1
    while True:
        day = _in_month(known, *divmod(month, 12))
        if day >= since:
            yield day
        month += 1


def _in_month(known: date, year: int, month: int) -> date:
    last = calendar.monthrange(year, month + 1)[1]
    at_end = known.day == calendar.monthrange(known.year, known.month)[1]
    return date(year, month + 1, last if at_end else min(known.day, last))


def first_full(every: Frequency, known: date, since: date) -> date:
    """Return the first pay day with a whole pay period behind it that began on ``since`` or later.

    Where pay runs ahead of or behind the period it is for, the day is late rather than early.
    """
    days = pay_days(every, known, since - timedelta(days=1))
    before = next(days)
    while True:
        day = next(days)
        if before >= since - timedelta(days=1):
            return day
        before = day
