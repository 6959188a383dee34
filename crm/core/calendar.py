"""Dates and wall times, worked out from what is passed in: nothing here asks the time.

Bank holidays are rows of reference data: working-day questions take them as a set of dates. Due
dates are rolled forward when they are worked out; the anchor they count from never moves.
"""

import calendar
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")

Holidays = AbstractSet[date]


def is_working_day(day: date, holidays: Holidays) -> bool:
    """Say whether ``day`` is a Monday to Friday that is no bank holiday."""
    return day.weekday() < calendar.SATURDAY and day not in holidays


def roll_forward(day: date, holidays: Holidays) -> date:
    """Return ``day`` itself when it is a working day, else the next one that is."""
    while not is_working_day(day, holidays):
        day += timedelta(days=1)
    return day


def add_working_days(day: date, count: int, holidays: Holidays) -> date:
    """Return the ``count``-th working day after ``day``; 0 rolls ``day`` forward.

    Raises ValueError for a negative count.
    """
    if count < 0:
        raise ValueError("Count working days forward only.")
    if count == 0:
        return roll_forward(day, holidays)
    for _ in range(count):
        day = roll_forward(day + timedelta(days=1), holidays)
    return day


def working_days(first: date, last: date, holidays: Holidays) -> int:
    """Count the working days from ``first`` to ``last``, both included."""
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return sum(is_working_day(day, holidays) for day in days)


def add_months(anchor: date, months: int) -> date:
    """Return the same day ``months`` later, clipped to the length of that month.

    Call it with the anchor and the whole number of months for every occurrence: stepping from the
    previous one loses the day for ever (31 January, 28 February, 28 March).
    """
    year, month = divmod(anchor.year * 12 + anchor.month - 1 + months, 12)
    length = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(anchor.day, length))


def add_weeks(day: date, weeks: int) -> date:
    """Return the same weekday ``weeks`` later."""
    return day + timedelta(weeks=weeks)


def last_working_day(year: int, month: int, holidays: Holidays) -> date:
    """Return the last working day of a month."""
    day = date(year, month, calendar.monthrange(year, month)[1])
    while not is_working_day(day, holidays):
        day -= timedelta(days=1)
    return day


def iso_week(day: date) -> str:
    """Return the ISO 8601 week as ``2026-W53``; its year can differ from the calendar year."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"


def utc_from_london(wall: datetime) -> datetime:
    """Return the UTC moment of a naive London wall time.

    A time skipped in March moves forward by the gap (01:30 is read as 02:30); a time that comes
    twice in October is its first occurrence. Raises ValueError when ``wall`` carries a zone.
    """
    if wall.tzinfo is not None:
        raise ValueError("Give a London wall time without a time zone.")
    # With fold=0 Python reads a skipped time by the offset before the gap: the shift wanted here.
    return wall.replace(tzinfo=LONDON, fold=0).astimezone(UTC)


def london_date(moment: datetime) -> date:
    """Return the date in London at an aware ``moment``; raises ValueError for a naive one."""
    return _aware(moment).astimezone(LONDON).date()


def minutes_between(start: datetime, end: datetime) -> int:
    """Return the whole minutes that pass between two aware moments, compared in UTC.

    Subtracting two times of one zone compares wall clocks and is an hour out on a clock change.
    """
    return (_aware(end).astimezone(UTC) - _aware(start).astimezone(UTC)) // timedelta(minutes=1)


@dataclass(frozen=True, order=True)
class Quarter:
    """A quarter of the financial year that begins on 1 April of ``year``; ``number`` is 1 to 4."""

    year: int
    number: int

    @property
    def starts_on(self) -> date:
        """Return its first day."""
        return add_months(date(self.year, 4, 1), 3 * (self.number - 1))

    @property
    def ends_on(self) -> date:
        """Return its last day: 30 June, 30 September, 31 December or 31 March."""
        return add_months(self.starts_on, 3) - timedelta(days=1)

    def __str__(self) -> str:
        return f"{financial_year_name(self.year)} Q{self.number}"


def financial_year(day: date) -> int:
    """Return the calendar year in which the financial year of ``day`` began (1 April)."""
    return day.year if day.month >= 4 else day.year - 1


def financial_year_name(year: int) -> str:
    """Return ``2026-27`` for the financial year that begins in ``year``."""
    return f"{year}-{(year + 1) % 100:02d}"


def financial_quarter(day: date) -> Quarter:
    """Return the financial quarter that ``day`` falls in."""
    return Quarter(financial_year(day), (day.month - 4) % 12 // 3 + 1)


def _aware(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("Give a moment with a time zone.")
    return moment
