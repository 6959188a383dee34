"""Bookings and reports of made-up people for tests of the day."""

import io
from datetime import UTC, datetime, timedelta
from itertools import count

from crm.core import clock
from crm.core.db import session
from tests.webinars.attendance.written import ENDS, STARTS, TRUTH
from webinars.bookings.models import Booking, State

_numbers = count(1)


def aware(wall):
    """The moment of a time on the wall in London."""
    return wall.replace(tzinfo=clock.LONDON).astimezone(UTC)


def held(make, starts=STARTS, ends=ENDS, **more):
    """A webinar at the time of the made truth."""
    return make.webinar(starts_at=aware(starts), ends_at=aware(ends), **more)


def book(webinar, name, email, *, employer=None, state=State.SEAT, **more):
    """A booking with its address proved."""
    number = next(_numbers)
    row = Booking(
        webinar_id=webinar.id,
        name=name,
        email=email,
        email_folded=email.casefold(),
        employer_id=employer.id if employer else None,
        state=state,
        asked_at=clock.now(),
        proved_at=clock.now(),
        moved_at=clock.now(),
        queue=number,
        uid=f"uid-{number}@tests",
        **more,
    )
    session.add(row)
    session.commit()
    return row


def book_truth(webinar):
    """A booking for everybody of the made truth."""
    return {email: book(webinar, name, email) for name, email, _ in TRUTH}


def bring(browser, webinar, content, name="report.csv"):
    """Bring a report through the page."""
    return browser.post(
        f"/webinars/manage/{webinar.ref}/attendance",
        {"file": (io.BytesIO(content), name)},
        content_type="multipart/form-data",
        follow=True,
    )


def zoom_rows(*people, starts=STARTS):
    """A Zoom report: (name, address, first minute, last minute), one row for each stay."""
    lines = ["Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest"]
    for name, email, first, last in people:
        begin, end = starts + timedelta(minutes=first), starts + timedelta(minutes=last)
        lines.append(
            f'"{name}",{email},{begin:%d/%m/%Y %H:%M:%S},{end:%d/%m/%Y %H:%M:%S},{last - first},Yes'
        )
    return "\r\n".join(lines).encode()


def moment(hour, minute=0, second=0):
    return datetime(2026, 5, 7, hour, minute, second, tzinfo=UTC)
