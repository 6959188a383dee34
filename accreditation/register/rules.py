"""How a listed award stands, in one word for software and one line for people. Pure."""

from dataclasses import dataclass
from datetime import date

CONFIRMED, SUSPENDED = "confirmed", "suspended"
LAPSED = "lapsed"
TAKEN = ("revoked", "withdrawn")
"""States of an award that ended before its time."""


@dataclass(frozen=True, slots=True)
class Status:
    """One word of ``WORDS``, and the day it counts from or to."""

    word: str
    line: str


WORDS = {
    "valid": "The level holds until the day in valid_until.",
    "under review": "We look at it again. Until that is done do not rely on the level.",
    "ended": "Its time is over and it was not renewed.",
    "withdrawn": "It was taken away or given back before its time.",
}


def status(state: str, *, ends_on: date, since: date, today: date) -> Status:
    """Say how an award stands on ``today``; ``since`` is the day it came to its state."""
    if state in TAKEN:
        return Status("withdrawn", f"Withdrawn {day(since)}")
    if state == LAPSED or ends_on < today:
        return Status("ended", f"Ended {day(ends_on)}")
    if state == SUSPENDED:
        return Status("under review", "Under review")
    return Status("valid", f"Valid until {day(ends_on)}")


def day(on: date) -> str:
    """Return a day with its year, short."""
    return f"{on.day} {on:%b %Y}"
