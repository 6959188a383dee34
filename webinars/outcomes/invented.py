"""An invented webinar of half a year ago: who came, who did not, and so what came of it."""

from datetime import date, datetime, time, timedelta

import sqlalchemy as sa

from crm.core import journal
from crm.core.calendar import utc_from_london
from crm.core.db import session
from crm.employers.models import Contact, Employer
from webinars.bookings.models import Booking, Came
from webinars.bookings.models import State as Booked
from webinars.day.models import Presence, Source
from webinars.programme.models import Webinar
from webinars.programme.rules import State

AGO = timedelta(days=200)
SEATS = 30
#: How many minutes each one in turn stayed; None did not come.
STAYED = (58, 51, None, 60, 20, 44, 60, None, 57, 35)


def held(on: date) -> None:
    """Hold a webinar for contacts of invented employers; flushes."""
    people = session.scalars(
        sa.select(Contact)
        .join(Employer, Employer.id == Contact.employer_id)
        .where(Contact.email != "", Contact.to_on.is_(None), Employer.made_up)
        .order_by(Contact.id)
        .limit(SEATS)
    ).all()
    journal.whole("Held an invented webinar", kind="load", actor=None)
    webinar = _webinar(on - AGO)
    for number, contact in enumerate(people):
        booking = _booked(webinar, contact, number)
        minutes = STAYED[number % len(STAYED)]
        if minutes is not None:
            _stayed(webinar, booking, minutes)
    session.flush()


def _webinar(day: date) -> Webinar:
    starts = utc_from_london(datetime.combine(day, time(10)))
    webinar = Webinar(
        title="Your first supported employee",
        words="What a job coach does, what it costs you (nothing), and how to begin.",
        starts_at=starts,
        ends_at=starts + timedelta(hours=1),
        capacity=SEATS,
        join_url="https://meet.example/first-employee",
        state=State.FINISHED,
        made_up=True,
    )
    session.add(webinar)
    session.flush()
    return webinar


def _booked(webinar: Webinar, contact: Contact, number: int) -> Booking:
    asked = webinar.starts_at - timedelta(days=20, minutes=-7 * number)
    booking = Booking(
        webinar_id=webinar.id,
        name=contact.name,
        email=contact.email,
        email_folded=contact.email.casefold(),
        employer_id=contact.employer_id,
        contact_id=contact.id,
        follow_up_ok=number % 4 != 0,
        came=Came.INVITED,
        state=Booked.SEAT,
        told=Booked.SEAT,
        asked_at=asked,
        proved_at=asked,
        seat_at=asked,
        moved_at=asked,
        queue=number + 1,
        uid=f"invented-{webinar.id}-{number}@placewell.example",
        made_up=True,
    )
    session.add(booking)
    session.flush()
    return booking


def _stayed(webinar: Webinar, booking: Booking, minutes: int) -> None:
    until = webinar.starts_at + timedelta(minutes=minutes)
    session.add(
        Presence(
            webinar_id=webinar.id,
            booking_id=booking.id,
            employer_id=booking.employer_id,
            contact_id=booking.contact_id,
            name=booking.name,
            email=booking.email,
            email_folded=booking.email_folded,
            source=Source.IMPORT,
            matched="Same address",
            stays=[[webinar.starts_at.isoformat(), until.isoformat(), 0]],
            stated={},
            at=webinar.ends_at,
            made_up=True,
        )
    )
