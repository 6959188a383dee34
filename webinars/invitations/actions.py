"""Posting calendar mails and reminders. Nothing here commits.

The mail and the note of it are one transaction, under the webinar's lock: any number of workers
may try, a crash loses nothing and sends nothing twice.
"""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from crm.core import clock, outbox
from crm.core.db import engine_name, session, table_of
from crm.core.outbox import About, Audience
from webinars.bookings import queries as bookings
from webinars.bookings.models import Booking, State
from webinars.invitations import letters, queries, rules
from webinars.invitations.models import CalendarLetter, WebinarReminder
from webinars.invitations.rules import CALENDAR, Owed, Told
from webinars.programme.models import Webinar
from webinars.programme.rules import State as Decided

TOLD = {
    Owed.SEAT: Told.REQUEST,
    Owed.UPDATE: Told.REQUEST,
    Owed.SEAT_GONE: Told.CANCEL,
    Owed.CALLED_OFF: Told.CANCEL,
    Owed.CALLED_OFF_WORDS: Told.WORDS,
}
INSERTS: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
LETTER = "webinar calendar"
REMINDER = "webinar reminder"


def bring_up_to_date(booking_id: int) -> Owed | None:
    """Post the mail that somebody is owed, if any, and note it; flushes."""
    webinar, booking = bookings.locked(booking_id)
    letter = queries.letter_of(booking_id)
    owed = rules.owed(
        seat=booking.state is State.SEAT,
        live=booking.live,
        on=webinar.state is Decided.PUBLISHED,
        told=letter.told if letter else None,
        seen=letter.seen if letter else -1,
        sequence=webinar.sequence,
    )
    if owed is None or booking.erased_at is not None:
        return None
    if letter is None:
        letter = CalendarLetter(booking_id=booking_id, sequence=None)
    if owed in CALENDAR:
        _with_calendar(owed, booking, webinar, letter)
    else:
        words = letters.subject(owed, webinar), letters.text(owed, booking, webinar)
        _post(booking, LETTER, f"words:{webinar.sequence}:{owed}", words)
    if owed is Owed.ON_AGAIN:
        session.delete(letter)
    else:
        letter.told, letter.seen, letter.told_at = TOLD[owed], webinar.sequence, clock.now()
        letter.starts_at = letter.starts_at or webinar.starts_at
        letter.ends_at = letter.ends_at or webinar.ends_at
        session.add(letter)
    session.flush()
    return owed


def _with_calendar(owed: Owed, booking: Booking, webinar: Webinar, letter: CalendarLetter) -> None:
    """Post one calendar mail; a cancellation names the start that the calendar holds."""
    from webinars.invitations import entries  # the web starts without the calendar library

    sequence = rules.next_sequence(letter.sequence, webinar.sequence)
    if TOLD[owed] is Told.REQUEST:
        letter.starts_at, letter.ends_at = webinar.starts_at, webinar.ends_at
    calendar = entries.calendar(
        owed, booking, webinar,
        sequence=sequence, span=(letter.starts_at, letter.ends_at),
    )  # fmt: skip
    words = letters.subject(owed, webinar), letters.text(owed, booking, webinar)
    _post(booking, LETTER, str(sequence), words, calendar)
    letter.sequence = sequence
    # Below the mapping: it is no change of the booking, whose page may be open in a form.
    gone = clock.now() if TOLD[owed] is Told.CANCEL else None
    table = table_of(Booking)
    session.connection().execute(
        sa.update(table)
        .where(table.c.id == booking.id)
        .values(last_sequence=sequence, cancel_sent_at=gone)
    )


def remind(due: queries.Due) -> bool:
    """Post one reminder, if this worker is the first to and it is not moot by now; flushes."""
    webinar, booking = bookings.locked(due.booking_id)
    if moot(booking, webinar, due.starts_at) or not _claim(due):
        return False
    key = f"{due.hours}:{due.starts_at.isoformat()}"
    _post(booking, REMINDER, key, letters.reminder(due.hours, booking, webinar))
    return True


def moot(booking: Booking, webinar: Webinar, starts_at: datetime) -> str:
    """Say why a reminder of this start must not go, or "" when it may."""
    if booking.state is not State.SEAT or booking.erased_at is not None:
        return "The seat was given up meanwhile."
    if webinar.state is not Decided.PUBLISHED:
        return "The webinar does not take place."
    if webinar.starts_at != starts_at:
        return "The webinar was moved meanwhile."
    return ""


def why_not_remind(mail: Any) -> str:
    """Say why a reminder that waits in the outbox must not leave any more; "" for other mail."""
    if mail.kind != REMINDER:
        return ""
    _, number, _, start = mail.dedupe_key.split(":", 3)
    row = session.execute(
        sa.select(Booking, Webinar)
        .join(Webinar, Webinar.id == Booking.webinar_id)
        .where(Booking.id == int(number))
    ).one_or_none()
    if row is None:
        return "The booking is gone."
    starts_at = datetime.fromisoformat(start)
    if clock.now() >= starts_at:
        return "The webinar has begun."
    return moot(row[0], row[1], starts_at)


def _claim(due: queries.Due) -> bool:
    """Make the one row of this reminder; False when another worker was first."""
    table, insert = table_of(WebinarReminder), INSERTS[engine_name()]
    values = due._asdict() | {"posted_at": clock.now()}
    made = insert(table).values(**values).on_conflict_do_nothing().returning(table.c.id)
    return session.connection().execute(made).first() is not None


def _post(
    booking: Booking, kind: str, key: str, words: tuple[str, str], calendar: str = ""
) -> None:
    """Post subject and body to the holder of a booking, with the link to their own page."""
    outbox.post(
        kind=kind,
        audience=Audience.EXTERNAL,
        to=booking.email,
        subject=words[0],
        body=words[1],
        dedupe_key=f"{kind}:{booking.id}:{key}",
        link_id=booking.link_id,
        about=About(
            employer_id=booking.employer_id, contact_id=booking.contact_id, calendar=calendar
        ),
    )
