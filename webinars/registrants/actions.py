"""What the staff do with somebody's booking. Nothing here commits."""

from typing import Any

from crm.core import clock, journal, outbox
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.core.outbox import Audience
from crm.employers.models import Contact, Employer
from crm.exports.models import Export
from webinars.bookings import letters, moves, rules
from webinars.bookings import queries as bookings
from webinars.bookings.models import Booking, Came, State
from webinars.programme.models import Webinar
from webinars.registrants import queries


def add(webinar: Webinar, **typed: Any) -> Booking:
    """Book for somebody on the phone: a person answers for the address. Flushes.

    Raises ``RuleBroken`` for an address with a booking, and once the webinar has begun.
    """
    webinar = bookings.lock(webinar.id)
    if why := rules.why_not_prove(webinar.state, webinar.starts_at, clock.now()):
        raise RuleBroken(why)
    there = bookings.live_of(webinar.id, bookings.folded(typed["email"]))
    if there is not None:
        raise RuleBroken(f"This address has a booking already: {there.ref}.", "email")
    journal.operation(f"Booked {webinar.ref} for {typed['name']}")
    return moves.book(webinar, came=Came.BY_HAND, **typed)


def promote(booking: Booking, webinar: Webinar, why: str) -> None:
    """Give somebody who waits a seat out of turn, for a reason; it may be one more than there are.

    Flushes; raises ``RuleBroken`` for who does not wait.
    """
    if booking.state not in {State.WAITING, State.OFFERED}:
        raise RuleBroken(f"{booking.name} does not wait for a seat.", "why")
    if why_not := rules.why_not_prove(webinar.state, webinar.starts_at, clock.now()):
        raise RuleBroken(why_not, "why")
    over = ", one more than there are" if overbooks(booking, webinar) else ""
    journal.operation(f"Gave {booking.name} a seat at {webinar.ref} out of turn{over}: {why}")
    moves.seat(booking, why=why)


def overbooks(booking: Booking, webinar: Webinar) -> bool:
    """Say whether a seat by hand would be one more than there are; an offer holds one already."""
    return booking.state is State.WAITING and webinar.taken >= webinar.seats


def cancel(booking: Booking, webinar: Webinar, why: str) -> None:
    """Cancel a booking for a reason; the seat goes on once it can be undone no more. Flushes."""
    if not booking.live:
        raise RuleBroken("This booking is over already.", "why")
    journal.operation(f"Cancelled {booking.name} at {webinar.ref}: {why}")
    moves.cancel(booking, why=why, held=True)


def match(booking: Booking, employer: Employer | None, contact: Contact | None) -> None:
    """Say which employer, and perhaps which contact, somebody is; None takes it back. Flushes."""
    journal.operation(
        f"{booking.name} works for {employer.name}"
        if employer
        else f"{booking.name} works for no employer we know"
    )
    booking.employer_id = employer.id if employer else None
    booking.contact_id = contact.id if contact else None
    session.flush()


def resend(booking: Booking, webinar: Webinar) -> None:
    """Mail the link to the personal page again; flushes."""
    if booking.link_id is None or not booking.live:
        raise RuleBroken("This booking is over, so there is no page to send.")
    subject, body = letters.again(webinar)
    outbox.post(
        kind="webinar booking",
        audience=Audience.EXTERNAL,
        to=booking.email,
        subject=subject,
        body=body,
        dedupe_key=f"booking:{booking.id}:again:{clock.now().isoformat()}",
        link_id=booking.link_id,
        about=outbox.About(employer_id=booking.employer_id, contact_id=booking.contact_id),
    )


def note_export(webinar: Webinar, *, person: Any) -> Export:
    """Note who takes the list of people away; flushes."""
    count = queries.count(webinar.id)
    journal.operation(f"Exported the people of {webinar.ref} as CSV", kind="export", actor=person)
    export = Export(
        at=clock.now(),
        person_id=person.id,
        form="csv",
        conditions=f"people of webinar {webinar.ref}",
        rows=count,
        with_contacts=True,
        purpose="",
    )
    session.add(export)
    session.flush()
    return export
