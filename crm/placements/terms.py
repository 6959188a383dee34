"""The history of what was agreed for a placement: which lines count and when. Pure.

Lines are only ever added. One entered by mistake is replaced by a later line about it; an undo
adds a line that takes another back, and undoing that adds one that puts it back.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum
from typing import Any


class What(StrEnum):
    """Why a line was written; the last two say something about another line only."""

    START = "start"
    CHANGE = "change"
    MISTAKE = "entered by mistake"
    TAKEN_BACK = "taken back"
    PUT_BACK = "put back"


AGREED = (What.START, What.CHANGE, What.MISTAKE)
TERMS = (
    "job_title",
    "contract",
    "pay_amount",
    "pay_basis",
    "weekly_hours",
    "weeks_per_year",
)
"""What is agreed, by the names that a placement and a line of its history share."""


def counting(lines: Iterable[Any]) -> list[Any]:
    """Return the lines that count, one for each day on which terms begin, the earliest first."""
    lines = sorted(lines, key=lambda line: line.id)
    off = _taken_back(lines)
    standing = [line for line in lines if line.what in AGREED and line.id not in off]
    replaced = {line.about_id for line in standing if line.what is What.MISTAKE}
    by_day = {line.from_on: line for line in standing if line.id not in replaced}
    return [by_day[day] for day in sorted(by_day)]


def in_force(lines: Iterable[Any], on: date) -> Any:
    """Return the line that says what counts on ``on``; before the first day, the first line."""
    found = counting(lines)
    return next((line for line in reversed(found) if line.from_on <= on), found[0])


def to_follow(lines: Iterable[Any], head: int | None) -> list[tuple[Any, What]]:
    """Return what an undo left to be written: lines after ``head`` go, ``head`` itself is back.

    ``head`` is the number of the newest line the placement stands by, which the journal knows.
    """
    lines = list(lines)
    off = _taken_back(lines)
    found = []
    for line in lines:
        if line.what not in (What.CHANGE, What.MISTAKE):
            continue
        if line.id not in off and line.id > (head or 0):
            found.append((line, What.TAKEN_BACK))
        elif line.id in off and line.id == head:
            found.append((line, What.PUT_BACK))
    return found


def differences(before: Any, after: Any) -> list[str]:
    """Name what differs between two lines: "job", "contract", "pay" and "hours"."""
    found = []
    if before.job_title != after.job_title:
        found.append("job")
    if before.contract != after.contract:
        found.append("contract")
    if _pay(before) != _pay(after):
        found.append("pay")
    if before.weekly_hours != after.weekly_hours:
        found.append("hours")
    return found


def _pay(line: Any) -> Sequence[Any]:
    return line.pay_amount, line.pay_basis, line.weeks_per_year


def _taken_back(lines: Iterable[Any]) -> set[int]:
    last = {}
    for line in sorted(lines, key=lambda line: line.id):
        if line.what not in AGREED:
            last[line.about_id] = line.what
    return {number for number, what in last.items() if what is What.TAKEN_BACK}
