"""What calendars send back (METHOD:REPLY, RFC 5546): noted with the seat, never a cancellation.

A press on "Decline" is often a slip, or a colleague to whom the invitation was forwarded; the seat
is given up on the person's own page only.
"""

from typing import Any, NamedTuple

import sqlalchemy as sa
from icalendar import Calendar

from crm.core import clock
from crm.core.db import session
from crm.people.models import email_key
from webinars.bookings.models import Booking
from webinars.invitations.models import CalendarLetter

SAID = {"ACCEPTED": "accept", "DECLINED": "decline", "TENTATIVE": "perhaps"}
WORDS = {"accept": "accepted", "decline": "declined", "perhaps": "may come"}


class Answer(NamedTuple):
    """Whose calendar said what about which event; the address is in lower case."""

    uid: str
    attendee: str
    said: str


def read(text: str) -> Answer | None:
    """Return the answer in a calendar text; None for anything else, however broken."""
    try:
        calendar = Calendar.from_ical(text)
        if str(calendar.get("METHOD", "")).upper() != "REPLY":
            return None
        event = calendar.walk("VEVENT")[0]
        who: Any = event["ATTENDEE"]
        attendee = who[0] if isinstance(who, list) else who
        said = SAID.get(str(attendee.params.get("PARTSTAT", "")).upper())
        address = email_key(str(attendee).lower().removeprefix("mailto:"))
        return Answer(str(event["UID"]), address, said) if said else None
    except (ValueError, KeyError, IndexError, AttributeError, TypeError):
        return None


def take_in(text: str, sender: str) -> str:
    """Note an answer with the seat it is about and say so; "" when it is not about one. Flushes.

    It counts only from the holder of the seat: an invitation that was forwarded answers for nobody.
    """
    answer = read(text)
    row = (
        answer
        and session.execute(
            sa.select(Booking, CalendarLetter)
            .join(CalendarLetter, CalendarLetter.booking_id == Booking.id)
            .where(Booking.uid == answer.uid)
        ).one_or_none()
    )
    if not answer or not row:
        return ""
    booking, letter = row
    if booking.email_folded not in (answer.attendee, email_key(sender)):
        return f"An answer to the calendar entry of {booking.ref} by somebody else: nothing noted."
    letter.answer, letter.answered_at = answer.said, clock.now()
    session.flush()
    return (
        f"{booking.ref}: their calendar {WORDS[answer.said]}. The booking stays as it is: a "
        "seat is given up on their own page only."
    )
