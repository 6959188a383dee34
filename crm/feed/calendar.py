"""One's own days as an iCalendar document (RFC 5545).

Of a follow-up it says how, when and with which employer, no more.
"""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard

from crm.core.calendar import LONDON, utc_from_london
from crm.feed.rules import Entry

LASTS = timedelta(minutes=30)
ZONE = "Europe/London"


def document(
    steps: Iterable[Any],
    entries: Iterable[Entry],
    *,
    host: str,
    base_url: str,
    with_names: bool,
    made_at: datetime,
) -> bytes:
    """Return the calendar of these steps and entries; the same give the same bytes.

    ``made_at`` is when the address was made: an event needs some moment, and a changing one would
    make every answer new.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Placewell//Follow-ups//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", "Placewell")
    calendar.add("x-wr-timezone", ZONE)
    calendar.add("x-published-ttl", "PT1H")
    calendar.add_component(london())
    for step in steps:
        calendar.add_component(_event(step, host, base_url, with_names=with_names, at=made_at))
    for entry in entries:
        calendar.add_component(_hours(entry, host, base_url, with_names=with_names, at=made_at))
    return bytes(calendar.to_ical())


def london() -> Timezone:
    """Return London's rules since 1996: summer time begins and ends at 01:00 UTC.

    Written out, because the library's own table lets it begin an hour late.
    """
    zone = Timezone()
    zone.add("tzid", ZONE)
    for part, name, month, starts, before, after in (
        (TimezoneDaylight(), "BST", 3, datetime.combine(date(1996, 3, 31), time(1)), 0, 1),
        (TimezoneStandard(), "GMT", 10, datetime.combine(date(1996, 10, 27), time(2)), 1, 0),
    ):
        part.add("dtstart", starts)
        part.add("tzoffsetfrom", timedelta(hours=before))
        part.add("tzoffsetto", timedelta(hours=after))
        part.add("tzname", name)
        part.add("rrule", {"freq": "yearly", "bymonth": month, "byday": "-1su"})
        zone.add_component(part)
    return zone


def _event(step: Any, host: str, base_url: str, *, with_names: bool, at: datetime) -> Event:
    event = Event()
    of = f"followup-{step.id}" if step.id else f"touch-{step.employer_id}-{step.due_on.isoformat()}"
    event.add("uid", f"{of}@{host}")
    event.add("dtstamp", at)
    event.add("sequence", getattr(step, "version", 1))
    event.add("summary", _summary(step, with_names=with_names))
    event.add("class", "PRIVATE")
    event.add("url", f"{base_url}/employers/E-{step.employer_id:05d}")
    _when(event, step.due_on, step.due_time)
    return event


def _hours(entry: Entry, host: str, base_url: str, *, with_names: bool, at: datetime) -> Event:
    event = Event()
    event.add("uid", f"{entry.code}@{host}")
    event.add("dtstamp", at)
    event.add("sequence", entry.version)
    event.add("summary", entry.named if with_names else entry.plain)
    event.add("class", "PRIVATE")
    event.add("url", base_url + entry.path)
    event.add("dtstart", entry.starts_at.astimezone(LONDON))
    event.add("dtend", entry.ends_at.astimezone(LONDON))
    return event


def _summary(step: Any, *, with_names: bool) -> str:
    """Say how, and with which employer: what people typed may name somebody, and stays here."""
    how = step.kind.capitalize() if step.kind else "Follow-up"
    return f"{how}, {step.employer.name}" if with_names else how


def _when(event: Event, on: date, at: str) -> None:
    if not at:
        event.add("dtstart", on)
        event.add("dtend", on + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
        return
    wall = datetime.combine(on, time.fromisoformat(at))
    starts = utc_from_london(wall)
    event.add("dtstart", starts.astimezone(LONDON))
    event.add("dtend", (starts + LASTS).astimezone(LONDON))
