"""Dates, hours, days and times of day as adverts write them. Pure; blank where in doubt."""

import re
from datetime import date, datetime
from decimal import Decimal
from email.utils import parsedate
from typing import Any
from zoneinfo import ZoneInfo

from crm.adverts.stated import HoursRead
from crm.adverts.wording import line
from crm.core.days import WEEKDAYS, parse_day

_LONDON = ZoneInfo("Europe/London")
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ][0-9:.]+(?:Z|[+-][0-9]{2}:?[0-9]{2})?)?")
_CLOCK = re.compile(
    r"(?:,?\s+(?:at\s+)?|T)[0-9]{1,2}(?:[:.][0-9]{2}){0,2}\s*(?:am|pm|noon)?$", re.I
)
_NUMBER = r"[0-9]{1,3}(?:\.[0-9]{1,2})?"
_SPAN = rf"({_NUMBER})(?:\s*(?:-|–|to)\s*({_NUMBER}))?"
_HOURS = re.compile(
    rf"(?<![0-9.,:]){_SPAN}\s*-?(?:hours?|hrs?)\b[\s,]*(?:per|an?|each|every|/|p)?[\s/.]*"
    r"(?P<per>[a-z]+)?",
    re.I,
)
_WEEK = frozenset("week weekly wk w pw".split())
_OTHER_SPAN = re.compile(r"day|daily|fortnight|month|year|annum|annual|shift|night|term", re.I)
_DAY = r"(mon|tue|tues|wed|weds|thu|thur|thurs|fri|sat|sun)(?:day|nesday|sday|rday|urday)?s?"
_DAYS = re.compile(rf"\b{_DAY}\b(?:\s*(?:-|–|to|until)\s*\b{_DAY}\b)?", re.I)
_TIME = r"([0-9]{1,2})(?:[:.]([0-5][0-9]))?\s*([ap]\.?m\b\.?)?"
_TIMES = re.compile(rf"(?<![0-9£.,]){_TIME}\s*(?:-|–|to|until)\s*{_TIME}(?![0-9])", re.I)
MOST_HOURS = 60


def day_in(value: Any) -> date | None:
    """Return the day in London that a date or moment of a feed means; day first, with a year."""
    text = line(value)
    if _ISO.fullmatch(text):
        return _moment(text)
    bare = _CLOCK.sub("", text).strip(" ,")
    if re.search(r"(?<![0-9])(?:19|20|21)[0-9]{2}(?![0-9])", bare) and (
        found := parse_day(bare, date(2000, 1, 1))
    ):
        return found
    mail = parsedate(text) if len(text) < 60 else None
    try:
        return date(*mail[:3]) if mail else None
    except ValueError:
        return None


def _moment(text: str) -> date | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return parse_day(text[:10], date(2000, 1, 1))
    try:
        day = found.astimezone(_LONDON).date() if found.tzinfo else found.date()
    except (OverflowError, ValueError):
        return None
    return day if 1900 <= day.year <= 2199 else None


def hours_in(value: Any) -> HoursRead:
    """Read the hours a week, the days and the times of day out of a text or a number."""
    text = line(str(value) if isinstance(value, int | Decimal) else value)
    low, high = _weekly(text)
    starts, ends = _clock(text)
    return HoursRead(low, high, _weekdays(text), starts, ends, text)


def _weekly(text: str) -> tuple[Decimal | None, Decimal | None]:
    if bare := re.fullmatch(_SPAN, text):
        return _within(bare[1], bare[2])
    found = list(_HOURS.finditer(text))
    if len(found) != 1 or _OTHER_SPAN.match(found[0]["per"] or ""):
        return None, None
    if (found[0]["per"] or "").lower() not in _WEEK and _OTHER_SPAN.search(text):
        return None, None
    return _within(found[0][1], found[0][2])


def _within(low: str, high: str | None) -> tuple[Decimal | None, Decimal | None]:
    least, most = Decimal(low), Decimal(high or low)
    return (least, most) if 0 < least <= most <= MOST_HOURS else (None, None)


def _weekdays(text: str) -> tuple[str, ...]:
    found: set[str] = set()
    for one in _DAYS.finditer(text):
        first = WEEKDAYS.index(one[1][:3].lower())
        last = WEEKDAYS.index(one[2][:3].lower()) if one[2] else first
        found |= {WEEKDAYS[(first + n) % 7] for n in range((last - first) % 7 + 1)}
    return tuple(day for day in WEEKDAYS if day in found)


def _clock(text: str) -> tuple[str, str]:
    """Return start and end of the day, when one pair of times says morning or afternoon."""
    found = [one for one in _TIMES.finditer(text) if one[3] or one[6] or (one[2] and one[5])]
    if len(found) != 1:
        return "", ""
    one = found[0]
    ends = _time(one[4], one[5], one[6])
    starts = _time(one[1], one[2], one[3])
    if one[6] and not one[3]:  # 1-5pm, but 9-5pm begins in the morning
        starts = _time(one[1], one[2], one[6])
        starts = starts if starts and starts < ends else _time(one[1], one[2], "am")
    return (starts, ends) if starts and ends else ("", "")


def _time(hour: str, minute: str | None, half: str | None) -> str:
    number = int(hour)
    if half:
        if not 1 <= number <= 12:
            return ""
        number = number % 12 + (12 if half.lower().startswith("p") else 0)
    return f"{number:02d}:{minute or '00'}" if number <= 23 else ""
