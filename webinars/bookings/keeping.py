"""How long what people typed is kept, and what is shown to them of it.

The days are rows of ``cadence``, which a manager changes, with source and status.
"""

from datetime import date, datetime, time, timedelta

import sqlalchemy as sa

from crm.activity import queries as activity
from crm.activity.rules import Unit, Wait
from crm.core import clock, erasure, links
from crm.core.calendar import utc_from_london
from crm.core.db import session, table_of
from crm.core.features import Holding
from webinars.bookings.models import Booking, SignUp
from webinars.bookings.moves import PURPOSE
from webinars.programme.models import Webinar

UNPROVED = "booking:never proved"
NEEDS = "booking:access needs"
NOWHERE = "booking:led nowhere"
#: For a database whose rows were taken away: the shipped ones.
DAYS_IF_NO_ROW = {UNPROVED: 7, NEEDS: 14, NOWHERE: 365}
PER = {Unit.DAYS: 1, Unit.WORKING_DAYS: 1, Unit.WEEKS: 7}
BLANKED = {"name": "Erased", "email": "", "email_folded": "", "employer_words": "", "role": "",
           "access_needs": "", "heard": "", "follow_up_ok": False, "follow_up_text": "",
           "why": ""}  # fmt: skip
AT_ONCE = 500


def days(reason: str, on: date) -> int:
    """Return for how many days something is kept on a day."""
    found: Wait | None = activity.waits(on).get(reason)
    return found.count * PER.get(found.unit, 1) if found else DAYS_IF_NO_ROW[reason]


def days_now() -> dict[str, int]:
    """Return for how many days access needs and bookings without employer are kept today."""
    today = clock.today()
    return {"needs": days(NEEDS, today), "nowhere": days(NOWHERE, today)}


def before(reason: str) -> datetime:
    """Return the moment before which what is kept for this reason has had its days."""
    today = clock.today()
    return utc_from_london(datetime.combine(today - timedelta(days=days(reason, today)), time()))


def forget() -> int:
    """Delete and erase all whose day is over; return how many rows that touched."""
    return _unproved() + _needs() + _nowhere()


def _unproved() -> int:
    """Delete sign-ups, with what was typed, some days after they came; those held wait as long."""
    table = table_of(SignUp)
    old = sa.delete(table).where(table.c.asked_at < before(UNPROVED))
    return session.connection().execute(old).rowcount


def _needs() -> int:
    """Erase access needs some days after the webinar; they never were in the journal."""
    table, over = table_of(Booking), sa.select(Webinar.id).where(Webinar.ends_at < before(NEEDS))
    blank = sa.update(table).where(table.c.access_needs != "", table.c.webinar_id.in_(over))
    return session.connection().execute(blank.values(access_needs="")).rowcount


def _nowhere() -> int:
    """Erase who booked and never became an employer's contact here, also from the journal."""
    over = sa.select(Webinar.id).where(Webinar.ends_at < before(NOWHERE))
    found = session.execute(
        sa.select(Booking.id)
        .where(
            Booking.employer_id.is_(None),
            Booking.erased_at.is_(None),
            Booking.webinar_id.in_(over),
        )
        .order_by(Booking.id)
        .limit(AT_ONCE)
    ).scalars()
    ids = list(found)
    table = table_of(Booking)
    values = BLANKED | {
        "erased_at": clock.now(),
        "email_folded": sa.literal("erased ") + sa.cast(table.c.id, sa.Text),
    }
    if ids:
        blank = sa.update(table).where(table.c.id.in_(ids)).values(values)
        session.connection().execute(blank)
        erasure.erase(Booking.__tablename__, ids)
        for booking_id in ids:
            links.revoke(PURPOSE, booking_id)
    return len(ids)


def held_about(email_key: str) -> list[Holding]:
    """Return what an address typed to book webinars, also what it never proved."""
    typed = session.execute(
        sa.select(SignUp, Webinar)
        .join(Webinar, Webinar.id == SignUp.webinar_id)
        .where(SignUp.email_folded == email_key, SignUp.booking_id.is_(None))
        .order_by(SignUp.id)
        .limit(50)
    )
    booked = session.execute(
        sa.select(Booking, Webinar)
        .join(Webinar, Webinar.id == Booking.webinar_id)
        .where(Booking.email_folded == email_key)
        .order_by(Booking.id)
        .limit(50)
    )
    found = [
        Holding(
            f"A booking that was never confirmed: {webinar.title}",
            _facts(row),
            f"Typed on {row.asked_at:%d/%m/%Y} in our public form.",
        )
        for row, webinar in typed
    ]
    return found + [
        Holding(
            f"Booking {row.ref}: {webinar.title}",
            [
                *_facts(row),
                ("Where it is", row.state.value),
                *([("You agreed to", row.follow_up_text)] if row.follow_up_text else []),
            ],
            f"Came by {row.came.value} on {row.asked_at:%d/%m/%Y}.",
        )
        for row, webinar in booked
    ]


def _facts(row: Booking | SignUp) -> list[tuple[str, str]]:
    told = (
        ("Your name", row.name),
        ("Where you work", row.employer_words),
        ("Job title", row.role),
        ("What you need to take part", row.access_needs),
        ("How you heard of it", row.heard),
    )
    return [(label, value) for label, value in told if value]
