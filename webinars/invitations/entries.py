"""The calendar entry of one person's seat (RFC 5545, RFC 5546)."""

from datetime import datetime
from email.utils import parseaddr

from flask import current_app
from icalendar import Calendar, vCalAddress, vText

from crm.core import clock
from webinars.bookings.models import Booking
from webinars.invitations.rules import Owed
from webinars.programme import calendars
from webinars.programme.models import Webinar


def calendar(
    owed: Owed,
    booking: Booking,
    webinar: Webinar,
    *,
    sequence: int,
    span: tuple[datetime, datetime],
) -> str:
    """Return the invitation, its update or its cancellation for one person's calendar.

    It names the person alone, and us under the address that sends the mail. RSVP is FALSE: a seat
    is given up on our page only.
    """
    off = owed in (Owed.SEAT_GONE, Owed.CALLED_OFF)
    made: Calendar = calendars.calendar("CANCEL" if off else "REQUEST")
    event = calendars.event(
        webinar, uid=booking.uid, sequence=sequence, stamped_at=clock.now(), span=span
    )
    event.add("organizer", _organizer())
    event.add("attendee", _attendee(booking), encode=False)
    event.add("status", "CANCELLED" if off else "CONFIRMED")
    if not off:
        event.add("location", webinar.join_url)
        event.add("description", f"Join: {webinar.join_url}\n\n{webinar.words}")
        event.add_component(calendars.alarm(webinar.title))
    made.add_component(event)
    return bytes(made.to_ical()).decode()


def _organizer() -> vCalAddress:
    sender = parseaddr(current_app.config["MAIL_FROM"])[1]
    found = vCalAddress(f"mailto:{sender}")
    found.params["CN"] = vText(current_app.config["COUNCIL_NAME"])
    return found


def _attendee(booking: Booking) -> vCalAddress:
    found = vCalAddress(f"mailto:{booking.email}")
    found.params["CN"] = vText(" ".join(booking.name.replace('"', "'").split()))
    found.params["ROLE"] = vText("REQ-PARTICIPANT")
    found.params["PARTSTAT"] = vText("NEEDS-ACTION")
    found.params["RSVP"] = vText("FALSE")
    return found
