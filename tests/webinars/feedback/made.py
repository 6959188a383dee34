"""A webinar that is over, with people who came and who did not."""

from datetime import timedelta

from crm.core import clock
from crm.core.db import session
from tests.webinars.day.made import book
from webinars.day.models import Presence, Source


def over(make, **more):
    """A webinar that ended an hour ago."""
    starts = clock.now() - timedelta(hours=2)
    return make.webinar(starts_at=starts, ends_at=starts + timedelta(hours=1), **more)


def came(webinar, name, email, *, employer=None, booked=True, minutes=60, **more):
    """Somebody who was there; their presence."""
    booking = book(webinar, name, email, employer=employer, **more) if booked else None
    until = webinar.starts_at + timedelta(minutes=minutes)
    row = Presence(
        webinar_id=webinar.id,
        booking_id=booking.id if booking else None,
        employer_id=employer.id if employer else None,
        name=name,
        email=email,
        email_folded=email,
        source=Source.IMPORT,
        stays=[[webinar.starts_at.isoformat(), until.isoformat(), 0]],
        stated={},
        at=clock.now(),
    )
    session.add(row)
    session.commit()
    return row
