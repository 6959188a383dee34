"""A mail on its way: ``pending -> claimed -> handing -> sent``.

Each step is committed by itself and holds only while nobody else took the mail. A claim that lapses
before the hand-over goes back to pending: nothing left this host. A hand-over whose answer never
came is ``uncertain``: staff reminders are sent again with the same Message-ID, anything else waits
for a person.
"""

import secrets
from datetime import datetime, timedelta

import sqlalchemy as sa
from flask import current_app

from crm.core import clock
from crm.core.db import reading, session
from crm.core.outbox import Audience, Mail, State, change

BACK_OFF = (1, 5, 15, 60)
GIVE_UP = timedelta(hours=48)


def claim() -> Mail | None:
    """Take the next due mail for this worker, committed; None when nothing is due.

    Looks first with a plain read, so that an idle poll takes no write lock. The mail comes
    detached, so that no transaction stays open while the mail server is spoken to.
    """
    waiting = (
        sa.select(Mail.id)
        .where(Mail.state == State.PENDING, Mail.due_at <= clock.now())
        .order_by(Mail.due_at, Mail.id)
        .limit(1)
    )
    with reading():
        anything = session.scalar(waiting)
        session.rollback()
    if anything is None:
        return None
    chosen = session.scalar(waiting.with_for_update(skip_locked=True))
    if chosen is None:
        session.rollback()
        return None
    change(
        Mail.id == chosen,
        Mail.state == State.PENDING,
        state=State.CLAIMED,
        token=secrets.token_hex(16),
        lease_until=clock.now() + _lease("MAIL_CLAIM_SECONDS"),
        attempts=Mail.attempts + 1,
    )
    mail = session.get_one(Mail, chosen, populate_existing=True)
    session.expunge(mail)
    session.commit()
    return mail


def hand_over(mail_id: int, token: str) -> bool:
    """Note, committed, that the body is about to leave; False means another worker has it."""
    now = clock.now()
    mine = change(
        Mail.id == mail_id,
        Mail.token == token,
        Mail.state == State.CLAIMED,
        Mail.lease_until > now,
        state=State.HANDING,
        handed_at=now,
        lease_until=now + _lease("MAIL_HANDING_SECONDS"),
    )
    session.commit()
    return mine == 1


def sent(mail_id: int, token: str) -> None:
    """Note, committed, that the mail server took the mail; a late worker may still say so."""
    change(
        Mail.id == mail_id,
        Mail.token == token,
        Mail.state.in_([State.HANDING, State.UNCERTAIN]),
        state=State.SENT,
        sent_at=clock.now(),
        lease_until=None,
        last_error="",
    )
    session.commit()


def put_back(mail_id: int, token: str, reason: str) -> None:
    """Try again later (1, 5, 15, 60 minutes, then hourly for 48 hours), then call it failed."""
    mail = session.get(Mail, mail_id, populate_existing=True)
    if mail is None:
        session.rollback()
        return
    now = clock.now()
    late = now - mail.posted_at > GIVE_UP
    minutes = BACK_OFF[min(mail.attempts - 1, len(BACK_OFF) - 1)]
    change(
        Mail.id == mail_id,
        Mail.token == token,
        Mail.state.in_([State.CLAIMED, State.HANDING]),
        state=State.FAILED if late else State.PENDING,
        due_at=now + timedelta(minutes=minutes),
        lease_until=None,
        token=None,
        last_error=reason[:300],
    )
    session.commit()


def fail(mail_id: int, token: str, reason: str) -> None:
    """Note, committed, that the mail server refused the mail for good."""
    change(
        Mail.id == mail_id,
        Mail.token == token,
        Mail.state.in_([State.CLAIMED, State.HANDING, State.UNCERTAIN]),
        state=State.FAILED,
        lease_until=None,
        last_error=reason[:300],
    )
    session.commit()


def suppress(mail_id: int, token: str, reason: str) -> None:
    """Note, committed, that this mail must not go, and why; nothing left this host."""
    change(
        Mail.id == mail_id,
        Mail.token == token,
        Mail.state == State.CLAIMED,
        state=State.SUPPRESSED,
        lease_until=None,
        last_error=reason[:300],
    )
    session.commit()


def doubt(mail_id: int, token: str, reason: str) -> None:
    """Note, committed, that the answer was lost after the body left."""
    change(
        Mail.id == mail_id,
        Mail.token == token,
        Mail.state == State.HANDING,
        state=State.UNCERTAIN,
        lease_until=None,
        last_error=reason[:300],
    )
    session.commit()


def sweep(_at: datetime) -> int:
    """Settle lapsed leases: claimed goes back, handing becomes uncertain, staff mail goes again."""
    now = clock.now()
    held = Mail.state.in_([State.CLAIMED, State.HANDING])
    lapsed = sa.and_(Mail.lease_until.is_not(None), Mail.lease_until <= now)
    again = sa.and_(Mail.state == State.UNCERTAIN, Mail.audience == Audience.STAFF)
    with reading():
        kinds = (sa.and_(held, lapsed), again)
        found = [session.scalar(sa.select(Mail.id).where(kind).limit(1)) for kind in kinds]
        session.rollback()
    if found == [None, None]:
        return 0
    back = {"state": State.PENDING, "lease_until": None, "token": None, "due_at": now}
    handled = change(Mail.state == State.CLAIMED, lapsed, **back)
    handled += change(
        Mail.state == State.HANDING,
        lapsed,
        state=State.UNCERTAIN,
        lease_until=None,
        last_error="The worker stopped while the mail server was answering.",
    )
    handled += change(again, **back)
    session.commit()
    return handled


def _lease(setting: str) -> timedelta:
    return timedelta(seconds=current_app.config[setting])
