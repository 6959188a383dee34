"""When a repeating follow-up falls due and how one is told; pure."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from crm.activity.rules import Kind, moved, say_day
from crm.core import calendar
from crm.core.calendar import Holidays

SNOOZES_THAT_ASK = 3
_PARTICIPANT = re.compile(r"(,? *\bplacement)? *\bP-[0-9]{3,}\b", re.IGNORECASE)
_CODE = re.compile(
    r"\b(?!E-)(?=[A-Z0-9-]*[0-9])(?=[A-Z0-9-]*[A-Z])(?:[A-Z0-9]+-[A-Z0-9-]{3,}|[A-Z0-9]{6,20})\b"
)
_YEAR = re.compile(r"\b([A-Z][a-z]{2} [0-9]{1,2} [A-Z][a-z]{2}) ([0-9]{4})\b")
_ACTS = {"call": Kind.CALL, "phone": Kind.CALL, "ring": Kind.CALL, "ask": Kind.CALL,
         "visit": Kind.VISIT, "review": Kind.VISIT, "meet": Kind.MEETING, "meeting": Kind.MEETING,
         "mail": Kind.MAIL, "email": Kind.MAIL, "write": Kind.MAIL}  # fmt: skip


class Every(StrEnum):
    """What a repeating follow-up is counted in."""

    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"


class Ended(StrEnum):
    """How a follow-up came to its end."""

    DONE = "done"
    DROPPED = "dropped"


@dataclass(frozen=True)
class Due:
    """The day that was worked out and the working day it falls due on."""

    planned_on: date
    due_on: date


def occurrence(anchor: date, count: int, unit: Every, n: int, holidays: Holidays) -> Due:
    """Return the ``n``-th occurrence (0 is the anchor), always counted from the anchor."""
    steps = count * n
    if unit is Every.MONTHS:
        planned = calendar.add_months(anchor, steps)
    else:
        planned = anchor + timedelta(days=steps * (7 if unit is Every.WEEKS else 1))
    return Due(planned, calendar.roll_forward(planned, holidays))


def say_every(count: int, unit: Every, anchor: date) -> str:
    """Return the reason of a repeating follow-up: ``Every 4 weeks from Thu 1 Oct 2026.``"""
    often = f"{count} {unit}" if count > 1 else unit.removesuffix("s")
    return f"Every {often} from {say_day(anchor)}."


def week_ahead(today: date, holidays: Holidays) -> tuple[date, str]:
    """Return the Sunday up to which Today looks, and the heading of those days.

    From a Friday, and on days off, it looks at the week to come.
    """
    next_working = calendar.add_working_days(today, 1, holidays)
    sunday = next_working + timedelta(days=6 - next_working.weekday())
    this_sunday = today + timedelta(days=6 - today.weekday())
    return sunday, "Later this week" if sunday == this_sunday else "Next week"


def reason_line(
    why: str, *, planned_on: date, first_due_on: date, snoozes: int, snooze_reason: str
) -> str:
    """Return why a follow-up is here and what became of its first day."""
    parts = [why, moved(planned_on, first_due_on)]
    if snoozes:
        times = "once" if snoozes == 1 else f"{snoozes} times"
        parts.append(f"First due {say_day(first_due_on)}, moved {times}: “{snooze_reason}”.")
    if snoozes >= SNOOZES_THAT_ASK:
        parts.append("Close it or hand it over?")
    return " ".join(part for part in parts if part)


def guess_kind(title: str) -> Kind | None:
    """Return the kind of contact that a title asks for, by the first word that says one."""
    words = re.findall(r"[a-z]+", title.lower())
    return next((_ACTS[word] for word in words if word in _ACTS), None)


def in_year(text: str, year: int) -> str:
    """Return ``text`` with its dates of ``year`` shown without it."""
    return _YEAR.sub(lambda m: m[1] if m[2] == str(year) else m[0], text)


def without_people(title: str) -> str:
    """Return a title without references of supported people and their placements, for mail."""
    told = _PARTICIPANT.sub(lambda m: m[1] or " a placement", title)
    return _CODE.sub("(reference left out)", told).strip()
