"""How long somebody has been in work. Pure."""

from datetime import date, timedelta

MARK_WEEKS = 26
"""Weeks in work that count as sustained. Source: the project's domain reference, 1.4 and 3.4."""


def weeks_in_work(started_on: date, ended_on: date | None, today: date) -> int:
    """Return the whole weeks from the start to the end, or so far; 0 before the start."""
    return max((min(ended_on or today, today) - started_on).days, 0) // 7


def mark_on(started_on: date) -> date:
    """Return the day on which 26 weeks in work are reached."""
    return started_on + timedelta(weeks=MARK_WEEKS)


def mark_reached(started_on: date, ended_on: date | None, today: date) -> bool:
    """Tell whether the person was still in work on the day of the 26-week mark."""
    return weeks_in_work(started_on, ended_on, today) >= MARK_WEEKS
