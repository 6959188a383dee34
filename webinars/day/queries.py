"""Questions about the register of a webinar, and the numbers of webinars."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from flask import abort
from sqlalchemy.orm import joinedload

from crm.core import clock, formats
from crm.core.db import MOST_ID, session
from crm.core.features import Holding
from webinars.bookings.models import Booking
from webinars.bookings.models import State as Booked
from webinars.day import numbers
from webinars.day.models import Presence, WebinarNumber
from webinars.programme.models import Webinar

MOST = 2_000


@dataclass(frozen=True)
class Line:
    """One row of the register: who booked and whether they are there, or who walked in."""

    booking: Booking | None
    presence: Presence | None

    @property
    def employer(self) -> str:
        """Return the employer's name: on record, else as typed."""
        one = self.booking or self.presence
        assert one is not None
        return one.employer.name if one.employer else one.employer_words


def bookings_of(webinar_id: int, *states: Booked) -> Sequence[Booking]:
    """Return the bookings of a webinar in order of arrival, with their employers."""
    statement = sa.select(Booking).options(joinedload(Booking.employer))
    statement = statement.where(Booking.webinar_id == webinar_id)
    if states:
        statement = statement.where(Booking.state.in_(states))
    return session.scalars(statement.order_by(Booking.queue, Booking.id).limit(MOST)).all()


def presences_of(webinar_id: int) -> Sequence[Presence]:
    """Return who was there, in the order in which they came to stand in the register."""
    return session.scalars(
        sa.select(Presence)
        .options(joinedload(Presence.employer), joinedload(Presence.booking))
        .where(Presence.webinar_id == webinar_id)
        .order_by(Presence.id)
    ).all()


def register(webinar_id: int) -> list[Line]:
    """Return everybody with a seat by name, then who walked in or had no seat; two statements."""
    there = presences_of(webinar_id)
    by_booking = {one.booking_id: one for one in there if one.booking_id is not None}
    seated = bookings_of(webinar_id, Booked.SEAT)
    lines = [Line(one, by_booking.pop(one.id, None)) for one in seated]
    lines.sort(key=lambda line: line.booking.name.casefold() if line.booking else "")
    others = [one for one in there if one.booking_id is None or one.booking_id in by_booking]
    return lines + [Line(None, one) for one in others]


def presence_or_404(webinar_id: int, presence_id: int) -> Presence:
    """Return one row of a webinar's register, or answer 404."""
    found = session.get(Presence, min(presence_id, MOST_ID))
    return found if found is not None and found.webinar_id == webinar_id else abort(404)


def booking_in(webinar_id: int, booking_id: int) -> Booking | None:
    """Return a booking if it is one of this webinar."""
    found = session.get(Booking, min(booking_id, MOST_ID))
    return found if found is not None and found.webinar_id == webinar_id else None


def presence_of(booking_id: int) -> Presence | None:
    """Return whether and how somebody who booked stands in the register."""
    return session.scalar(sa.select(Presence).where(Presence.booking_id == booking_id))


def number_rows() -> Sequence[WebinarNumber]:
    """Return every number of webinars, the newest first."""
    return session.scalars(
        sa.select(WebinarNumber).order_by(WebinarNumber.from_on.desc(), WebinarNumber.id)
    ).all()


def number(name: str, on: date | None = None) -> int:
    """Return one number as it counts on a day, today unless told."""
    return numbers.in_force(number_rows(), on or clock.today())[name].value


def figures(webinar_id: int) -> Mapping[str, int]:
    """Return how many hold a seat, stand in the register and attended, in one statement."""
    seats = (
        sa.select(sa.func.count())
        .where(Booking.webinar_id == webinar_id, Booking.state == Booked.SEAT)
        .scalar_subquery()
    )
    row = session.execute(
        sa.select(
            seats,
            sa.func.count(Presence.id),
            sa.func.coalesce(sa.func.sum(sa.case((Presence.attended, 1), else_=0)), 0),
            sa.func.coalesce(sa.func.sum(sa.case((Presence.booking_id.is_(None), 1), else_=0)), 0),
        ).where(Presence.webinar_id == webinar_id)
    ).one()
    return {"seats": row[0], "there": row[1], "attended": row[2], "walked_in": row[3]}


def timeline(employer_id: Any) -> Any:
    """Return the five columns of who came from an employer; ``head`` is made for ``feature``.

    Who is marked as absent, or was seen for no minute inside the webinar, did not come.
    """
    told = (
        sa.cast(Presence.webinar_id, sa.Text),
        sa.func.coalesce(sa.cast(Presence.minutes, sa.Text), ""),
        sa.case((Presence.attended, "yes"), else_="no"),
        Presence.name,
    )
    head: Any = told[0]
    for part in told[1:]:
        head = head + "|" + part
    return (
        sa.select(
            Webinar.starts_at.label("at"),
            Presence.id.label("row_id"),
            head.label("head"),
            Webinar.title.label("body"),
            sa.type_coerce(Presence.source, sa.Text).label("who"),
        )
        .join(Webinar, Webinar.id == Presence.webinar_id)
        .where(
            Presence.employer_id == employer_id,
            sa.or_(Presence.attended, sa.and_(Presence.marked.is_(None), Presence.minutes > 0)),
        )
    )


def held_about(email_key: str) -> list[Holding]:
    """Return the webinars at which somebody with an address was, for that person to read."""
    rows = session.execute(
        sa.select(Webinar.title, Webinar.starts_at, Presence.minutes, Presence.attended)
        .join(Webinar, Webinar.id == Presence.webinar_id)
        .where(Presence.email_folded == email_key)
        .order_by(Presence.id.desc())
        .limit(50)
    ).all()
    if not rows:
        return []
    facts = [
        (
            row.title,
            f"{formats.moment(row.starts_at)}: "
            + (f"{row.minutes} minutes" if row.minutes is not None else "there"),
        )
        for row in rows
    ]
    return [Holding("Webinars you were at", facts, "The attendance report of the webinar.")]
