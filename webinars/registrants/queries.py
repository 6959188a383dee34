"""Lists of people, and which employer and contact somebody may be."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import abort
from sqlalchemy.orm import joinedload

from crm.core import pages, refs
from crm.core.db import session
from crm.core.formats import moment
from crm.core.pages import Order, Page
from crm.employers.lookalikes import lookalikes
from crm.employers.models import Contact, Employer
from crm.interest.rules import Held
from webinars.bookings.models import Booking, SignUp, State
from webinars.bookings.queries import locked
from webinars.programme.models import Webinar

IN_ORDER = Order((Booking.queue, Booking.id), lambda row: (row.Booking.queue, row.Booking.id))
BACKWARDS = Order((Booking.id,), lambda row: (row.Booking.id,), descending=True)
NEWEST = Order((SignUp.id,), lambda row: (row.id,), descending=True)
STATES: dict[str, tuple[State, ...]] = {
    "seats": (State.SEAT,),
    "waiting": (State.WAITING, State.OFFERED),
    "over": (State.CANCELLED, State.LAPSED),
}
TABS = {"seats": "Seats", "waiting": "Waiting list", "unproved": "Not confirmed",
        "held": "Held", "over": "Cancelled"}  # fmt: skip
HEADINGS = ("Booking", "Name", "Email", "Where they work", "Employer", "Job title", "State",
            "Place", "Booked", "Heard of it", "Follow-up agreed", "Came by")  # fmt: skip


def figures(webinar_id: int) -> dict[str, int]:
    """Return the figure of each tab, in one statement."""
    of = Booking.webinar_id == webinar_id
    open_ = sa.and_(SignUp.webinar_id == webinar_id, SignUp.booking_id.is_(None))
    counted = [
        sa.select(sa.func.count(Booking.id)).where(of, Booking.state.in_(states))
        for states in STATES.values()
    ]
    counted += [
        sa.select(sa.func.count(SignUp.id)).where(open_, SignUp.held == held)
        for held in (Held.NO, Held.LIMIT)
    ]
    row = session.execute(sa.select(*(one.scalar_subquery() for one in counted))).one()
    return dict(zip((*STATES, "unproved", "held"), row, strict=True))


def _likely() -> Any:
    """Return the name of an employer with a contact at the booking's address, as a column."""
    return (
        sa.select(Employer.name)
        .join(Contact, Contact.employer_id == Employer.id)
        .where(sa.func.lower(Contact.email) == Booking.email_folded)
        .order_by(Contact.to_on.is_not(None), Contact.id)
        .limit(1)
        .scalar_subquery()
        .label("likely")
    )


def _found(query: str, model: Any) -> Any:
    columns = (model.name, model.email, model.employer_words)
    return sa.or_(*(column.icontains(query, autoescape=True) for column in columns))


def booked(webinar_id: int, tab: str, query: str) -> Page[Any]:
    """Return bookings of a tab in the order of arrival, with their employers or likely ones."""
    statement: Any = (
        sa.select(Booking, Employer.name.label("employer"), _likely())
        .outerjoin(Employer, Employer.id == Booking.employer_id)
        .where(Booking.webinar_id == webinar_id, Booking.state.in_(STATES[tab]))
    )
    if query:
        there = Employer.name.icontains(query, autoescape=True)
        statement = statement.where(sa.or_(_found(query, Booking), there))
    return pages.page(statement, IN_ORDER, scalars=False)


def typed(webinar_id: int, query: str, *, held: bool) -> Page[SignUp]:
    """Return what was typed and never confirmed, or what is held for a person, newest first."""
    statement = sa.select(SignUp).where(
        SignUp.webinar_id == webinar_id,
        SignUp.booking_id.is_(None),
        SignUp.held == (Held.LIMIT if held else Held.NO),
    )
    return pages.page(statement.where(_found(query, SignUp)) if query else statement, NEWEST)


def booking_or_404(ref: str, *, lock: bool = False) -> tuple[Booking, Webinar]:
    """Return a booking with its webinar, or answer 404; ``lock`` holds both, the webinar first."""
    row = session.execute(
        sa.select(Booking, Webinar)
        .join(Webinar, Webinar.id == Booking.webinar_id)
        .options(joinedload(Booking.employer), joinedload(Booking.contact))
        .where(Booking.id == refs.number_in(ref, "K"))
    ).one_or_none()
    if row is None:
        abort(404)
    if lock:
        webinar, booking = locked(row[0].id)
        return booking, webinar
    return row[0], row[1]


def held_or_404(sign_up_id: int) -> SignUp:
    """Return a sign-up that waits for a person, or answer 404."""
    found = session.scalar(
        sa.select(SignUp).where(
            SignUp.id == min(sign_up_id, 2**31 - 1),
            SignUp.held == Held.LIMIT,
            SignUp.booking_id.is_(None),
        )
    )
    return found or abort(404)


@dataclass(frozen=True)
class Suggested:
    """An employer somebody may work for, perhaps with the contact they are, and why."""

    employer_id: int
    contact_id: int | None
    words: str
    why: str

    @property
    def value(self) -> str:
        """Return what the form sends: ``12``, or ``12:34`` with the contact."""
        return f"{self.employer_id}:{self.contact_id}" if self.contact_id else f"{self.employer_id}"


def suggested(booking: Booking) -> list[Suggested]:
    """Return likely employers, the surest first: by the address, then by name and domain."""
    rows = session.execute(
        sa.select(Contact, Employer.name)
        .join(Employer, Employer.id == Contact.employer_id)
        .where(sa.func.lower(Contact.email) == booking.email_folded)
        .order_by(Contact.to_on.is_not(None), Contact.id)
        .limit(5)
    )
    found = [
        Suggested(contact.employer_id, contact.id, f"{contact.name} at {name}", _same(contact))
        for contact, name in rows
    ]
    known = {one.employer_id for one in found}
    alike = lookalikes(booking.employer_words, email=booking.email)
    return found + [
        Suggested(one.id, None, one.name, f"{one.score * 100:.0f} of 100: {', '.join(one.reasons)}")
        for one in alike
        if one.id not in known
    ]


def _same(contact: Contact) -> str:
    left = ", but they left" if contact.to_on else ""
    return f"the same email address{left}"


def employer_called(ref: str) -> Employer | None:
    """Return the employer of a typed reference like E-00012."""
    match = re.fullmatch(r"\s*[Ee]-?0*([0-9]{1,9})\s*", ref, re.ASCII)
    return session.get(Employer, int(match[1])) if match else None


def of_employer(employer_id: int) -> Page[Any]:
    """Return what the people of an employer booked, the newest first."""
    statement: Any = (
        sa.select(Booking, Webinar)
        .join(Webinar, Webinar.id == Booking.webinar_id)
        .where(Booking.employer_id == employer_id)
    )
    return pages.page(statement, BACKWARDS, scalars=False)


def timeline(employer_id: Any) -> Any:
    """Return the five columns of the bookings of an employer's people."""
    return (
        sa.select(
            Booking.asked_at.label("at"),
            Booking.id.label("row_id"),
            Webinar.title.label("head"),
            sa.type_coerce(Booking.state, sa.Text).label("body"),
            Booking.name.label("who"),
        )
        .join(Webinar, Webinar.id == Booking.webinar_id)
        .where(Booking.employer_id == employer_id)
    )


def count(webinar_id: int) -> int:
    """Return how many ever booked a webinar."""
    statement = sa.select(sa.func.count(Booking.id)).where(Booking.webinar_id == webinar_id)
    return session.scalar(statement) or 0


def table(webinar_id: int) -> Iterator[Sequence[str]]:
    """Yield everybody who booked, in the order of arrival, without access needs."""
    rows = session.execute(
        sa.select(Booking, Employer.name)
        .outerjoin(Employer, Employer.id == Booking.employer_id)
        .where(Booking.webinar_id == webinar_id)
        .order_by(Booking.queue, Booking.id)
        .execution_options(yield_per=200)
    )
    for row, employer in rows:
        told = (row.ref, row.name, row.email, row.employer_words, employer or "", row.role)
        agreed = "yes" if row.follow_up_ok else "no"
        booked_at = moment(row.asked_at)
        yield (*told, row.state.value, str(row.queue), booked_at, row.heard, agreed, row.came.value)
