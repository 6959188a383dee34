"""Who has a seat, who waits, and what somebody may do with a booking."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from crm.core import clock, links
from crm.core.db import session
from crm.core.links import OneTimeLink
from crm.employers.models import Contact, Employer
from crm.people.models import email_key
from webinars.bookings.models import HOLDS, LIVE, Booking, Invite, SignUp, State
from webinars.programme.models import Webinar
from webinars.programme.rules import State as Decided

PROOF = "webinar-proof"
INVITE = "webinar-invite"


@dataclass(frozen=True)
class Counts:
    """How many have a seat, wait for one, or have one offered."""

    seats: int = 0
    waiting: int = 0
    offered: int = 0


def counts(webinar_ids: Collection[int]) -> Mapping[int, Counts]:
    """Return the counts of these webinars in one statement; every id has its own."""
    rows = session.execute(
        sa.select(
            Booking.webinar_id,
            *(_count(state) for state in (State.SEAT, State.WAITING, State.OFFERED)),
        )
        .where(Booking.webinar_id.in_(webinar_ids), Booking.state.in_(LIVE))
        .group_by(Booking.webinar_id)
    )
    found = {row[0]: Counts(row[1], row[2], row[3]) for row in rows}
    return {webinar_id: found.get(webinar_id, Counts()) for webinar_id in webinar_ids}


def _count(state: State) -> sa.ColumnElement[int]:
    return sa.func.count(sa.case((Booking.state == state, 1)))


def live(webinar_id: int) -> Sequence[Booking]:
    """Return who has a seat, waits, or has a seat offered, in the order of arrival."""
    return _of(webinar_id, LIVE)


def seated(webinar_id: int) -> Sequence[Booking]:
    """Return who has a seat, in the order of arrival."""
    return _of(webinar_id, (State.SEAT,))


def _of(webinar_id: int, states: Collection[State]) -> Sequence[Booking]:
    return session.scalars(
        sa.select(Booking)
        .where(Booking.webinar_id == webinar_id, Booking.state.in_(states))
        .order_by(Booking.queue, Booking.id)
    ).all()


def folded(email: str) -> str:
    """Return an address as bookings are told apart by it."""
    return email_key(email)


def lock(webinar_id: int) -> Webinar:
    """Return a webinar that no other transaction moves bookings of until this one ends."""
    return session.execute(
        sa.select(Webinar)
        .where(Webinar.id == webinar_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).scalar_one()


@dataclass(frozen=True)
class Room:
    """What is taken of a webinar: seats held, people waiting, the last place in the queue."""

    held: int
    waiting: int
    last: int


def room(webinar_id: int) -> Room:
    """Return what is taken at this moment; a seat that an undo may still want back is held."""
    holds = sa.or_(Booking.state.in_(HOLDS), Booking.held_until > clock.now())
    row = session.execute(
        sa.select(
            sa.func.count(sa.case((holds, 1))),
            _count(State.WAITING),
            sa.func.coalesce(sa.func.max(Booking.queue), 0),
        ).where(Booking.webinar_id == webinar_id)
    ).one()
    return Room(row[0], row[1], row[2])


def live_of(webinar_id: int, email_folded: str) -> Booking | None:
    """Return the booking that an address has of a webinar, if it has one."""
    return session.scalar(
        sa.select(Booking)
        .where(
            Booking.webinar_id == webinar_id,
            Booking.email_folded == email_folded,
            Booking.state.in_(LIVE),
        )
        .execution_options(populate_existing=True)
    )


def overdue(webinar_id: int, now: datetime) -> Sequence[Booking]:
    """Return the offers of a webinar that are over, the first made first."""
    return session.scalars(
        sa.select(Booking)
        .where(
            Booking.webinar_id == webinar_id,
            Booking.state == State.OFFERED,
            Booking.offer_until <= now,
        )
        .order_by(Booking.queue, Booking.id)
        .execution_options(populate_existing=True)
    ).all()


def first_waiting(webinar_id: int, most: int) -> Sequence[Booking]:
    """Return who waits first, in the order of arrival."""
    return session.scalars(
        sa.select(Booking)
        .where(Booking.webinar_id == webinar_id, Booking.state == State.WAITING)
        .order_by(Booking.queue, Booking.id)
        .limit(most)
        .execution_options(populate_existing=True)
    ).all()


def unsettled() -> Sequence[int]:
    """Return the webinars where an offer is over, or a seat is free that somebody waits for."""
    now = clock.now()
    lapsed = sa.exists().where(
        Booking.webinar_id == Webinar.id,
        Booking.state == State.OFFERED,
        Booking.offer_until <= now,
    )
    seats = Webinar.capacity * (100 + Webinar.overbook_percent) // 100
    free = sa.and_(Webinar.starts_at > now, Webinar.waiting > 0, Webinar.taken < seats)
    return session.scalars(
        sa.select(Webinar.id)
        .where(Webinar.state == Decided.PUBLISHED, sa.or_(lapsed, free))
        .order_by(Webinar.id)
    ).all()


def untold(before: datetime, most: int) -> Sequence[int]:
    """Return the bookings that moved before a moment and whose people were not told."""
    return session.scalars(
        sa.select(Booking.id)
        .where(Booking.told != Booking.state, Booking.moved_at <= before)
        .order_by(Booking.moved_at, Booking.id)
        .limit(most)
    ).all()


def place_in_list(booking: Booking) -> int:
    """Return how manieth somebody is who waits."""
    ahead = sa.select(sa.func.count()).where(
        Booking.webinar_id == booking.webinar_id,
        Booking.state == State.WAITING,
        Booking.queue < booking.queue,
    )
    return (session.scalar(ahead) or 0) + 1


def by_form(form_token: str) -> SignUp | None:
    """Return the sign-up that a form made already."""
    return session.scalar(sa.select(SignUp).where(SignUp.form_token == form_token))


def others(row: SignUp) -> Sequence[SignUp]:
    """Return what the same address typed for the same webinar before and never proved."""
    return session.scalars(
        sa.select(SignUp).where(
            SignUp.webinar_id == row.webinar_id,
            SignUp.email_folded == row.email_folded,
            SignUp.booking_id.is_(None),
            SignUp.replaces_id.is_(None),
        )
    ).all()


def invite_of(webinar_id: int, contact_id: int) -> Invite | None:
    """Return the invitation of a contact to a webinar."""
    return session.scalar(
        sa.select(Invite).where(Invite.webinar_id == webinar_id, Invite.contact_id == contact_id)
    )


def locked(booking_id: int) -> tuple[Webinar, Booking]:
    """Return a booking and its webinar, both held until the commit: the webinar always first."""
    webinar_id = session.get_one(Booking, booking_id).webinar_id
    webinar = lock(webinar_id)
    return webinar, session.get_one(Booking, booking_id, populate_existing=True)


def link_of(booking_id: int) -> OneTimeLink | None:
    """Return the link to the personal page of a booking."""
    return session.scalar(
        sa.select(OneTimeLink)
        .join(Booking, Booking.link_id == OneTimeLink.id)
        .where(Booking.id == booking_id)
    )


def sign_up_behind(token: str) -> tuple[OneTimeLink, SignUp, Webinar] | None:
    """Return what was typed behind a link that proves an address, also once that is used."""
    link = links.look(token, PROOF)
    row = session.get(SignUp, link.subject_id) if link else None
    if link is None or row is None:
        return None
    return link, row, session.get_one(Webinar, row.webinar_id)


@dataclass(frozen=True)
class Invited:
    """Whom an invitation's link is for, and what they booked."""

    invite: Invite
    webinar: Webinar
    contact: Contact
    employer: Employer
    booking: Booking | None

    @property
    def fits(self) -> bool:
        """Say whether the person is still there, at the address that the invitation went to."""
        return self.contact.to_on is None and self.contact.email == self.invite.email


def invited(token: str) -> Invited | None:
    """Return what stands behind the personal link of an invitation, also after the webinar."""
    link = links.look(token, INVITE)
    row = session.execute(
        sa.select(Invite, Webinar, Contact, Employer)
        .join(Webinar, Webinar.id == Invite.webinar_id)
        .join(Contact, Contact.id == Invite.contact_id)
        .join(Employer, Employer.id == Contact.employer_id)
        .where(Invite.id == (link.subject_id if link else None))
    ).one_or_none()
    if link is None or row is None or links.state(link) is links.State.REVOKED:
        return None
    booking = live_of(row[1].id, folded(row[0].email))
    return Invited(row[0], row[1], row[2], row[3], booking)
