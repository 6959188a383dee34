"""How a next step is told: a shape and a few words. Pure."""

from collections.abc import Set as AbstractSet
from datetime import date, timedelta
from typing import NamedTuple

from crm.core.calendar import working_days


class Step(NamedTuple):
    """``state`` picks the shape (overdue, today, later, none); ``words`` stand beside it."""

    state: str
    words: str


def tell(due_on: date | None, today: date, holidays: AbstractSet[date]) -> Step:
    """Say when the next step is due; days overdue are working days."""
    if due_on is None or due_on == date.max:
        return Step("none", "None set")
    if due_on < today:
        days = max(working_days(due_on, today - timedelta(days=1), holidays), 1)
        return Step("overdue", f"Overdue {days} day{'' if days == 1 else 's'}")
    if due_on == today:
        return Step("today", "Today")
    year = "" if due_on.year == today.year else f" {due_on.year}"
    return Step("later", f"{due_on:%a} {due_on.day} {due_on:%b}{year}")
