"""Which calendar mail somebody is owed, and which reminder; pure."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

SETTLED = timedelta(seconds=30)
"""A change is told after half a minute, so that an undo of it leaves no mail behind."""


class Told(StrEnum):
    """What somebody was last told: that the event is on, that it is off, or in words alone."""

    REQUEST = "request"
    CANCEL = "cancel"
    WORDS = "words"


class Owed(StrEnum):
    """The mail that brings somebody up to date."""

    SEAT = "seat"
    UPDATE = "update"
    SEAT_GONE = "seat gone"
    CALLED_OFF = "called off"
    CALLED_OFF_WORDS = "called off, in words"
    ON_AGAIN = "on again, in words"


CALENDAR = frozenset({Owed.SEAT, Owed.UPDATE, Owed.SEAT_GONE, Owed.CALLED_OFF})


def owed(
    *, seat: bool, live: bool, on: bool, told: Told | None, seen: int, sequence: int
) -> Owed | None:
    """Return the mail somebody is owed.

    ``on`` says that the webinar takes place, ``seen`` which sequence of it they were told of.
    Who waits gets no calendar; a calendar that got a REQUEST always gets its CANCEL.
    """
    if told is Told.REQUEST and not (seat and on):
        return Owed.SEAT_GONE if on else Owed.CALLED_OFF
    if not on:
        fresh = live and (told is None or (told is Told.CANCEL and seen < sequence))
        return Owed.CALLED_OFF_WORDS if fresh else None
    if not seat:
        return Owed.ON_AGAIN if live and told is Told.WORDS else None
    if told is not Told.REQUEST:
        return Owed.SEAT
    return Owed.UPDATE if seen < sequence else None


def next_sequence(last: int | None, webinar: int) -> int:
    """Return the SEQUENCE of the next calendar mail: above the last one, never below the webinar's.

    Source: RFC 5546, 2.1.4: it rises with each change that matters.
    """
    return webinar if last is None else max(last + 1, webinar)


def due_hours(hours: Sequence[int], starts_at: datetime, now: datetime) -> int | None:
    """Return which reminder is the latest one due at ``now``, in hours before the start.

    Earlier ones that were never sent, because the worker stood still, are moot: one mail says it.
    """
    if now >= starts_at:
        return None
    due = [one for one in hours if starts_at - timedelta(hours=one) <= now]
    return min(due, default=None)
