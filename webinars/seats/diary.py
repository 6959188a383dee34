"""A booking as a file for one's own calendar (RFC 5545).

The mailed invitation has the same UID, so that a calendar that takes both shows one event.
"""

from datetime import timedelta

from icalendar import Alarm, Calendar, Event

from crm.core.calendar import LONDON
from crm.feed.calendar import london
from webinars.bookings.models import Booking
from webinars.programme.models import Webinar


def document(booking: Booking, webinar: Webinar) -> bytes:
    """Return the calendar file of one person's seat."""
    calendar = Calendar()
    calendar.add("prodid", "-//Placewell//Webinars//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(london())
    event = Event()
    event.add("uid", booking.uid)
    event.add("dtstamp", booking.proved_at or booking.asked_at)
    event.add("sequence", webinar.sequence)
    event.add("dtstart", webinar.starts_at.astimezone(LONDON))
    event.add("dtend", webinar.ends_at.astimezone(LONDON))
    event.add("summary", webinar.title)
    if webinar.join_url:
        event.add("location", webinar.join_url)
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", webinar.title)
    alarm.add("trigger", timedelta(hours=-1))
    event.add_component(alarm)
    calendar.add_component(event)
    return bytes(calendar.to_ical())
