"""Webinars as iCalendar (RFC 5545), the same way for feeds, for mail and for a person's own file.

Times carry TZID=Europe/London with the two rules of London; a moment is never written in UTC, so
that a calendar shows the hour that was announced.
"""

from datetime import datetime, timedelta

from icalendar import Alarm, Calendar, Event

from crm.core.calendar import LONDON
from crm.feed.calendar import london
from webinars.programme.models import Webinar

PRODUCT = "-//Placewell//Webinars//EN"


def calendar(method: str) -> Calendar:
    """Return an empty calendar with its METHOD and London's time zone."""
    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", method)
    made.add_component(london())
    return made


def event(
    webinar: Webinar,
    *,
    uid: str,
    sequence: int,
    stamped_at: datetime,
    span: tuple[datetime, datetime] | None = None,
) -> Event:
    """Return the event of a webinar: what, when, which version; nothing about anybody.

    ``span`` is the start and end that a calendar holds, where they are not the webinar's any more.
    """
    starts_at, ends_at = span or (webinar.starts_at, webinar.ends_at)
    made = Event()
    made.add("uid", uid)
    made.add("dtstamp", stamped_at)
    made.add("sequence", sequence)
    made.add("dtstart", starts_at.astimezone(LONDON))
    made.add("dtend", ends_at.astimezone(LONDON))
    made.add("summary", webinar.title)
    return made


def alarm(title: str) -> Alarm:
    """Return a reminder one hour before; the mails of the service stay the source of truth."""
    made = Alarm()
    made.add("action", "DISPLAY")
    made.add("description", title)
    made.add("trigger", timedelta(hours=-1))
    return made
