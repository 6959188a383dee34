"""Dates as people type them, day first. Pure: today is an argument.

``lean`` says which year a day without one belongs to: the ``next`` such day, the ``last`` one, or
the one nearest to today (``near``).
"""

import re
from datetime import date, timedelta
from typing import Literal

Lean = Literal["next", "last", "near"]
FIXED = {"yesterday": -1, "today": 0, "tomorrow": 1, "next week": 7}
MONTHS = {
    name: n
    for n, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(" "), 1)
}
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def parse_day(text: str, today: date, lean: Lean = "next") -> date | None:
    """Return the date that ``text`` means on ``today``, or None."""
    words = " ".join(text.lower().replace(",", " ").split())
    return (
        _relative(words, today, lean) or _numeric(words, today, lean) or _named(words, today, lean)
    )


def _relative(words: str, today: date, lean: Lean) -> date | None:
    if words in FIXED:
        return today + timedelta(days=FIXED[words])
    if match := re.fullmatch(r"(?:in )?([0-9]{1,3}) ?(days?|d|weeks?|w)( ago)?", words):
        days = int(match[1]) * (7 if match[2].startswith("w") else 1)
        return today + timedelta(days=-days if match[3] else days)
    if words[:3] in WEEKDAYS and words.isalpha():
        ahead = (WEEKDAYS.index(words[:3]) - today.weekday() - 1) % 7 + 1
        return today + timedelta(days=ahead - 7 if lean == "last" else ahead)
    return None


def _numeric(words: str, today: date, lean: Lean) -> date | None:
    if match := re.fullmatch(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})", words):
        return _day(int(match[1]), int(match[2]), int(match[3]))
    match = re.fullmatch(r"([0-9]{1,2})[/.\- ]([0-9]{1,2})(?:[/.\- ]([0-9]{4}|[0-9]{2}))?", words)
    return _with_year(match[3], int(match[2]), int(match[1]), today, lean) if match else None


def _named(words: str, today: date, lean: Lean) -> date | None:
    bare = re.sub(r"^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]* ", "", words)
    match = re.fullmatch(r"([0-9]{1,2})(?:st|nd|rd|th)? ([a-z]{3})[a-z]*(?: ([0-9]{4}))?", bare)
    if match and match[2] in MONTHS:
        return _with_year(match[3], MONTHS[match[2]], int(match[1]), today, lean)
    return None


def _with_year(year: str | None, month: int, day: int, today: date, lean: Lean) -> date | None:
    if year:
        return _day(int(year) + (2000 if len(year) == 2 else 0), month, day)
    near = [_day(today.year + n, month, day) for n in (-1, 0, 1)]
    found = [one for one in near if one is not None]
    if lean == "near":
        return min(found, key=lambda one: abs(one - today), default=None)
    if lean == "last":
        return max((one for one in found if one <= today), default=None)
    return min((one for one in found if one >= today), default=None)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return found if 1900 <= year <= 2199 else None
