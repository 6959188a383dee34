"""Clockwork: offers, the mails about moves, and what is not kept."""

from datetime import datetime

import sqlalchemy as sa

from crm.core import clock, journal, outbox
from crm.core.db import reading, session, table_of
from crm.core.outbox import Audience
from webinars.bookings import keeping, letters, moves, queries
from webinars.bookings.models import Booking, State
from webinars.programme.models import Webinar
from webinars.programme.rules import State as Decided

AT_ONCE = 200


def settle(_at: datetime) -> int:
    """Let offers lapse and offer free seats in order, one commit a webinar."""
    with reading():
        wanted = queries.unsettled()
        session.rollback()
    handled = 0
    for webinar_id in wanted:
        webinar = queries.lock(webinar_id)
        journal.operation(f"Moved the waiting list of {webinar.ref}")
        handled += moves.settle(webinar)
        session.commit()
    return handled


def tell(_at: datetime) -> int:
    """Mail everybody whose booking moved half a minute ago, one commit each."""
    with reading():
        wanted = queries.untold(clock.now() - moves.UNDO_LASTS, AT_ONCE)
        session.rollback()
    handled = 0
    for booking_id in wanted:
        booking = session.scalar(
            sa.select(Booking)
            .where(Booking.id == booking_id, Booking.told != Booking.state)
            .with_for_update(skip_locked=True)
        )
        if booking is None:
            session.rollback()
            continue
        _tell(booking)
        session.commit()
        handled += 1
    return handled


def _tell(booking: Booking) -> None:
    webinar = session.get_one(Webinar, booking.webinar_id)
    place = queries.place_in_list(booking) if booking.state is State.WAITING else 0
    letter = letters.moved(booking, webinar, place)
    if letter is not None and webinar.state is Decided.PUBLISHED:
        subject, body = letter
        outbox.post(
            kind="webinar booking",
            audience=Audience.EXTERNAL,
            to=booking.email,
            subject=subject,
            body=body,
            dedupe_key=f"booking:{booking.id}:{booking.state}:{booking.moved_at.isoformat()}",
            link_id=booking.link_id,
            about=outbox.About(employer_id=booking.employer_id, contact_id=booking.contact_id),
        )
    # Below the mapping: it is no change of the booking, whose page may be open in a form.
    table = table_of(Booking)
    told = sa.update(table).where(table.c.id == booking.id).values(told=booking.state.value)
    session.connection().execute(told)


def forget(_at: datetime) -> int:
    """Delete what was never proved, erase access needs and sign-ups that led nowhere."""
    handled = keeping.forget()
    session.commit()
    return handled
