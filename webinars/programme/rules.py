"""What a webinar is at a moment, how many may have a seat, and what it lacks to be published; pure.

A webinar keeps four states. "Closed" and "full" follow from a moment and a count, so that they can
never say something else than these do.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import urlsplit

from crm.core.calendar import LONDON, utc_from_london

MOST_HOURS = 24 * 60
"""The earliest reminder that can be asked for: 60 days before."""


class State(StrEnum):
    """What was decided about a webinar."""

    DRAFT = "draft"
    PUBLISHED = "published"
    FINISHED = "finished"
    CANCELLED = "cancelled"


class Standing(StrEnum):
    """What a webinar is to people now."""

    DRAFT = "draft"
    OPEN = "open for sign-up"
    FULL = "full, waiting list open"
    CLOSED = "sign-up closed"
    FINISHED = "finished"
    CANCELLED = "cancelled"


def seats(capacity: int, overbook_percent: int) -> int:
    """Return how many may hold a seat: the capacity and a share more, because some never come."""
    return capacity * (100 + overbook_percent) // 100


def standing(
    state: State, *, closed: bool, starts_at: datetime, now: datetime, taken: int, most: int
) -> Standing:
    """Return what a webinar is at ``now``: nobody signs up once it has begun."""
    if state is not State.PUBLISHED:
        return Standing(state.value)
    if closed or now >= starts_at:
        return Standing.CLOSED
    return Standing.FULL if taken >= most else Standing.OPEN


def is_web_address(address: str) -> bool:
    """Say whether an address is one of the web, http or https with a host, and nothing else."""
    try:
        parts = urlsplit(address)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and " " not in address
    except ValueError:
        return False


def hours_of(text: str) -> list[int]:
    """Return reminder times typed like ``168, 24, 1``, in hours before the start, longest first.

    Raises ``ValueError`` with a message for the person.
    """
    found = [part.strip() for part in text.split(",") if part.strip()]
    if not all(part.isascii() and part.isdigit() for part in found):
        raise ValueError("Enter hours before the start with commas between, like 168, 24, 1.")
    hours = sorted({int(part) for part in found}, reverse=True)
    if any(not 1 <= one <= MOST_HOURS for one in hours) or len(hours) > 6:
        raise ValueError(f"Enter at most six times, each 1 to {MOST_HOURS:,} hours before.")
    return hours


def before(hours: int) -> str:
    """Say in words how long before the start: ``7 days``, ``1 day``, ``1 hour``."""
    count, unit = (hours // 24, "day") if hours % 24 == 0 else (hours, "hour")
    return f"{count} {unit}" if count == 1 else f"{count} {unit}s"


def befores(hours: Iterable[int]) -> str:
    """Say several of them: ``7 days, 1 day and 1 hour before``; nothing for none."""
    said = [before(one) for one in sorted(hours, reverse=True)]
    if not said:
        return ""
    first, last = said[:-1], said[-1]
    return f"{', '.join(first)} and {last} before" if first else f"{last} before"


def lacking(
    *, title: str, words: str, join_url: str, starts_at: datetime, now: datetime, capacity: int
) -> list[str]:
    """Say in words what is missing or wrong before a webinar can be published."""
    lines = {
        "Give it a title.": bool(title.strip()),
        "Say in a few words what it is about.": bool(words.strip()),
        "Enter the link to join: it goes to people with a seat only.": is_web_address(join_url),
        "Choose a start in the future.": starts_at > now,
        "Say how many can come.": capacity > 0,
    }
    return [line for line, good in lines.items() if not good]


def ends(starts_at: datetime, minutes: int) -> datetime:
    """Return the end of a webinar of so many minutes: elapsed time, across a clock change too."""
    return starts_at + timedelta(minutes=minutes)


def next_half_year(starts_at: datetime) -> datetime:
    """Return the same weekday and UK time 26 weeks later, whatever the clocks did between."""
    wall = starts_at.astimezone(LONDON).replace(tzinfo=None)
    return utc_from_london(wall + timedelta(weeks=26))
