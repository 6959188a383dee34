"""The register by hand, the late link, and the rule. Nothing here commits."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from flask import current_app

from crm.core import clock, outbox
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.core.outbox import About, Audience
from webinars.bookings.models import Booking
from webinars.bookings.models import State as Booked
from webinars.day import queries
from webinars.day.models import Presence, Source, WebinarNumber
from webinars.day.numbers import NUMBERS
from webinars.programme.models import Webinar
from webinars.programme.rules import State as Stage

JOIN = """Hello {name},

This is the link to join “{title}”. It starts at {starts}, UK time.
{url}

The link is yours: do not pass it on. If you cannot come, a colleague can book at our page.

{council}"""


def mark(booking: Booking, came: bool | None) -> Presence | None:  # noqa: FBT001
    """Note that somebody who booked is there or is not; None takes the note back. Flushes.

    Without a note and without stays of a file nobody stands in the register.
    """
    session.refresh(booking, with_for_update={"of": Booking})
    row = queries.presence_of(booking.id)
    if row is None and came is None:
        return None
    if row is None:
        row = Presence(
            webinar_id=booking.webinar_id,
            booking_id=booking.id,
            employer_id=booking.employer_id,
            contact_id=booking.contact_id,
            name=booking.name,
            email=booking.email,
            email_folded=booking.email_folded,
            employer_words=booking.employer_words,
            source=Source.HAND,
            matched="Marked by hand",
            stays=[],
            stated={},
            at=clock.now(),
            made_up=booking.made_up,
        )
        session.add(row)
    return mark_there(row, came)


def mark_there(row: Presence, came: bool | None) -> Presence | None:  # noqa: FBT001
    """Note whether somebody in the register counts; None leaves it to the minutes. Flushes."""
    row.marked = came
    if came is None and not row.stays and not row.stated:
        session.delete(row)
        session.flush()
        return None
    session.flush()
    return row


def follow_bookings(employer_ids: Sequence[int]) -> None:
    """Let who was there belong to whom their booking belongs to, also when it is matched later.

    It runs before the commit, so that an undo, which puts both back, finds nothing changed.
    """
    rows = session.execute(
        sa.select(Presence, Booking)
        .join(Booking, Booking.id == Presence.booking_id)
        .where(
            sa.or_(Presence.employer_id.in_(employer_ids), Booking.employer_id.in_(employer_ids)),
            sa.or_(
                Presence.employer_id.is_distinct_from(Booking.employer_id),
                Presence.contact_id.is_distinct_from(Booking.contact_id),
            ),
        )
        .order_by(Presence.id)
    )
    for row, booking in rows.all():
        row.employer_id, row.contact_id = booking.employer_id, booking.contact_id
    session.flush()


def walk_in(
    webinar: Webinar, *, name: str, email: str, employer_words: str, employer_id: int | None = None
) -> Presence:
    """Add somebody who is there without having booked; flushes.

    Raises ``RuleBroken`` for an address that booked or walked in before.
    """
    folded = email.casefold()
    session.refresh(webinar, with_for_update={"of": Webinar})
    for one in queries.presences_of(webinar.id) if folded else ():
        if one.email_folded == folded:
            raise RuleBroken(f"{one.name} stands in the register with this address.", "email")
    for booked in queries.bookings_of(webinar.id, Booked.SEAT) if folded else ():
        if booked.email_folded == folded:
            raise RuleBroken(f"{booked.name} booked with this address. Mark them there.", "email")
    row = Presence(
        webinar_id=webinar.id,
        employer_id=employer_id,
        name=name,
        email=email,
        email_folded=folded,
        employer_words=employer_words,
        source=Source.WALK_IN,
        matched="Added by hand",
        stays=[],
        stated={},
        marked=True,
        at=clock.now(),
        made_up=webinar.made_up,
    )
    session.add(row)
    session.flush()
    return row


def resend(booking: Booking, webinar: Webinar) -> None:
    """Mail the link to join once more; pressed twice in a minute it goes once. Flushes.

    Raises ``RuleBroken`` for somebody without a seat, and once the webinar is over.
    """
    if booking.state is not Booked.SEAT:
        raise RuleBroken(f"{booking.name} has no seat, so gets no link.")
    if webinar.state is not Stage.PUBLISHED or clock.now() > webinar.ends_at:
        raise RuleBroken("The webinar is over or was called off, so there is nothing to join.")
    if not webinar.join_url:
        raise RuleBroken("This webinar has no link to join yet. Enter it first.")
    body = JOIN.format(
        name=booking.name,
        title=webinar.title,
        starts=f"{clock.to_london(webinar.starts_at):%H:%M}",
        url=webinar.join_url,
        council=current_app.config["COUNCIL_NAME"],
    )
    outbox.post(
        kind="webinar link",
        audience=Audience.EXTERNAL,
        to=booking.email,
        subject=f"Your link to join: {webinar.title}"[:150],
        body=body,
        dedupe_key=f"webinar-link:{booking.id}:{clock.now():%Y%m%d%H%M}",
        about=About(employer_id=booking.employer_id, contact_id=booking.contact_id),
    )


def change_rule(webinar: Webinar, *, percent: int, grace_minutes: int) -> None:
    """Let another share of the minutes count as attended; everybody is worked out anew. Flushes."""
    if not 1 <= percent <= 100:
        raise RuleBroken("Enter 1 to 100 per cent.", "percent")
    if not 0 <= grace_minutes <= 60:
        raise RuleBroken("Enter 0 to 60 minutes.", "grace_minutes")
    webinar.attended_percent, webinar.grace_minutes = percent, grace_minutes
    session.flush()


def change_number(name: str, value: int, **details: Any) -> WebinarNumber:
    """Let a number be another from a day on; what counted until then stays. Flushes."""
    known = NUMBERS[name]
    if not known.least <= value <= known.most:
        raise RuleBroken(f"Enter {known.least} to {known.most}.", "value")
    if details["from_on"] < clock.today():
        raise RuleBroken("Choose today or a later day: the past is not rewritten.", "from_on")
    if any(r.name == name and r.from_on == details["from_on"] for r in queries.number_rows()):
        raise RuleBroken("There is a row for this from that day already.", "from_on")
    row = WebinarNumber(name=name, value=value, **details)
    session.add(row)
    session.flush()
    return row
