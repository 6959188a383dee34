"""Who is owed a calendar mail or a reminder."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa

from crm.core.db import session
from crm.mail_templates import queries as mail_templates
from crm.mailing.models import Mailing, MailingRecipient, Place
from crm.mailing.rules import used
from webinars.bookings.models import LIVE, Booking, State
from webinars.invitations.models import CalendarLetter, WebinarReminder
from webinars.invitations.rules import SETTLED, Told, due_hours
from webinars.programme.models import Webinar
from webinars.programme.rules import State as Decided


def mailings(ref: str) -> Sequence[Any]:
    """Return the mailings that invite to a webinar with how many got each, the newest first."""
    got = (
        sa.select(sa.func.count())
        .where(MailingRecipient.mailing_id == Mailing.id, MailingRecipient.place == Place.POSTED)
        .scalar_subquery()
    )
    return session.execute(
        sa.select(Mailing.id, Mailing.subject, Mailing.view_name, Mailing.stage, got.label("got"))
        .where(Mailing.about == ref)
        .order_by(Mailing.id.desc())
        .limit(10)
    ).all()


def texts() -> Sequence[tuple[int, str, str]]:
    """Return the texts with a reader's own link to sign up: id, name, subject."""
    return [
        (row.id, row.name, text.subject)
        for row, text, _ in mail_templates.listing()
        if "sign_up_link" in used(text.body)
    ]


def declined(webinar_id: int) -> Sequence[str]:
    """Return who has a seat though their calendar declined, by name."""
    return session.scalars(
        sa.select(Booking.name)
        .join(CalendarLetter, CalendarLetter.booking_id == Booking.id)
        .where(
            Booking.webinar_id == webinar_id,
            Booking.state == State.SEAT,
            CalendarLetter.answer == "decline",
        )
        .order_by(Booking.name, Booking.id)
        .limit(50)
    ).all()


def letter_of(booking_id: int) -> CalendarLetter | None:
    """Return what the holder of a booking was last told."""
    return session.scalar(
        sa.select(CalendarLetter)
        .where(CalendarLetter.booking_id == booking_id)
        .execution_options(populate_existing=True)
    )


def owed(at: datetime, most: int) -> Sequence[int]:
    """Return bookings whose people may be owed a calendar mail; ``rules.owed`` decides on each.

    What changed less than half a minute ago waits: it may be undone.
    """
    seat, told = Booking.state == State.SEAT, CalendarLetter.told
    on, off = Webinar.state == Decided.PUBLISHED, Webinar.state == Decided.CANCELLED
    behind = CalendarLetter.seen < Webinar.sequence
    nothing = CalendarLetter.id.is_(None)
    settled = at - SETTLED
    asked = told == Told.REQUEST
    wanted = sa.or_(
        sa.and_(seat, on, sa.or_(nothing, ~asked, behind)),
        sa.and_(asked, sa.or_(off, sa.and_(~seat, Booking.moved_at <= settled))),
        sa.and_(off, Booking.state.in_(LIVE), sa.or_(nothing, (told == Told.CANCEL) & behind)),
        sa.and_(on, Booking.state.in_(LIVE), ~seat, told == Told.WORDS),
    )
    return session.scalars(
        sa.select(Booking.id)
        .join(Webinar, Webinar.id == Booking.webinar_id)
        .outerjoin(CalendarLetter, CalendarLetter.booking_id == Booking.id)
        .where(
            Webinar.state.in_([Decided.PUBLISHED, Decided.CANCELLED]),
            Webinar.ends_at > at,
            sa.or_(Webinar.moved_at.is_(None), Webinar.moved_at <= settled),
            Booking.erased_at.is_(None),
            wanted,
        )
        .order_by(Booking.id)
        .limit(most)
    ).all()


class Due(NamedTuple):
    """One reminder that is due: for which booking, how long before which start."""

    booking_id: int
    hours: int
    starts_at: datetime


def reminders(at: datetime, most: int) -> list[Due]:
    """Return the reminders due at this moment and not made yet, in order of the start."""
    webinars = session.scalars(
        sa.select(Webinar)
        .where(Webinar.state == Decided.PUBLISHED, Webinar.starts_at > at)
        .order_by(Webinar.starts_at, Webinar.id)
        .limit(100)
    ).all()
    found: list[Due] = []
    for webinar in webinars:
        hours = due_hours(webinar.reminder_hours, webinar.starts_at, at)
        if hours is not None and len(found) < most:
            ids = _unreminded(webinar, hours, most - len(found))
            found += [Due(one, hours, webinar.starts_at) for one in ids]
    return found


def _unreminded(webinar: Webinar, hours: int, most: int) -> Sequence[int]:
    """Return who holds a seat and knew of this start before the reminder of it was due."""
    done = sa.exists().where(
        WebinarReminder.booking_id == Booking.id,
        WebinarReminder.hours == hours,
        WebinarReminder.starts_at == webinar.starts_at,
    )
    return session.scalars(
        sa.select(Booking.id)
        .join(CalendarLetter, CalendarLetter.booking_id == Booking.id)
        .where(
            Booking.webinar_id == webinar.id,
            Booking.state == State.SEAT,
            Booking.erased_at.is_(None),
            CalendarLetter.told == Told.REQUEST,
            CalendarLetter.seen == webinar.sequence,
            CalendarLetter.told_at <= webinar.starts_at - timedelta(hours=hours),
            ~done,
        )
        .order_by(Booking.id)
        .limit(most)
    ).all()
