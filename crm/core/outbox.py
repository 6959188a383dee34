"""Mail waiting in a table, and what became of it.

``pending -> claimed -> handing -> sent``. A mail is posted in the transaction of the change it
speaks of. A claim that lapses before the hand-over goes back to pending: nothing left this host. A
hand-over whose answer never came is ``uncertain``: staff reminders are sent again with the same
Message-ID, anything else waits for a person.
"""

import re
import secrets
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import Mapped, mapped_column

from crm.core import clock
from crm.core.db import Model, Numbered, reading, session
from crm.core.errors import RuleBroken
from crm.core.features import Holding
from crm.core.links import OneTimeLink

BACK_OFF = (1, 5, 15, 60)
GIVE_UP = timedelta(hours=48)
HELD = "lease_until IS NOT NULL"


class State(StrEnum):
    """Where a mail is on its way."""

    PENDING = "pending"
    CLAIMED = "claimed"
    HANDING = "handing"
    SENT = "sent"
    UNCERTAIN = "uncertain"
    FAILED = "failed"
    SUPPRESSED = "suppressed"


class Audience(StrEnum):
    """Whom a mail is for; only staff mail is sent again when its fate is not known."""

    STAFF = "staff"
    EXTERNAL = "external"


class Mail(Numbered, Model):
    """One mail. ``token`` is held by the worker that may act on it; no ``topic``: service mail."""

    __tablename__ = "outbox"
    __journal__ = False
    __table_args__ = (
        sa.Index("ix_outbox_state_due", "state", "due_at", "id"),
        sa.Index("ix_outbox_posted", "posted_at"),
        sa.Index(
            "ix_outbox_lease",
            "lease_until",
            sqlite_where=sa.text(HELD),
            postgresql_where=sa.text(HELD),
        ),
        {"sqlite_autoincrement": True},
    )

    kind: Mapped[str]
    audience: Mapped[Audience]
    to_addr: Mapped[str]
    subject: Mapped[str]
    body: Mapped[str]
    link_id: Mapped[int | None] = mapped_column(sa.ForeignKey(OneTimeLink.id, ondelete="SET NULL"))
    topic: Mapped[str] = mapped_column(default="", server_default="")
    employer_id: Mapped[int | None] = mapped_column(index=True)
    contact_id: Mapped[int | None]
    headers: Mapped[dict[str, Any] | None]
    message_id: Mapped[str] = mapped_column(unique=True)
    dedupe_key: Mapped[str] = mapped_column(unique=True)
    state: Mapped[State]
    due_at: Mapped[datetime]
    posted_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None]
    token: Mapped[str | None]
    handed_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    last_error: Mapped[str] = mapped_column(default="")


@dataclass(frozen=True)
class About:
    """What a mail is about: its marketing topic ("" is service mail), whom it speaks to, headers.

    ``employer_id`` and ``contact_id`` are numbers only: the mail outlives both.
    """

    topic: str = ""
    employer_id: int | None = None
    contact_id: int | None = None
    headers: dict[str, str] | None = None


def post(
    *,
    kind: str,
    audience: Audience,
    to: str,
    subject: str,
    body: str,
    dedupe_key: str,
    due_at: datetime | None = None,
    link_id: int | None = None,
    about: About = About(),
) -> Mail | None:
    """Put a mail in the outbox; the same ``dedupe_key`` posts only once. Flushes.

    With a ``link_id`` the text holds ``{link}``, which becomes the link only as the mail leaves.

    Returns the row, or None when this key was posted before. Raises ``RuleBroken`` for an address
    or subject that could bend the message.
    """
    extra = about.headers or {}
    for name, text in (("address", to), ("subject", subject), *extra.items()):
        if re.search(r"[\x00-\x1f\x7f]", text):
            raise RuleBroken(f"The {name} of a mail must be one line.")
    if not re.fullmatch(r"[^\s,;<>\"()@]+@[^\s,;<>\"()@]+", to):
        raise RuleBroken("A mail goes to one address, like name@example.com.")
    if session.scalar(sa.select(Mail.id).where(Mail.dedupe_key == dedupe_key)):
        return None
    host = urlsplit(current_app.config["BASE_URL"]).hostname or "localhost"
    now = clock.now()
    mail = Mail(
        kind=kind,
        audience=audience,
        to_addr=to,
        subject=subject,
        body=body,
        link_id=link_id,
        message_id=f"<{secrets.token_hex(16)}@{host}>",
        dedupe_key=dedupe_key,
        state=State.PENDING,
        due_at=due_at or now,
        posted_at=now,
        **asdict(about),
    )
    session.add(mail)
    session.flush()
    return mail


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
    _change(
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
    mine = _change(
        Mail.id == mail_id,
        Mail.token == token,
        Mail.state == State.CLAIMED,
        Mail.lease_until > now,
        state=State.HANDING,
        handed_at=now,
        lease_until=now + _lease("MAIL_HANDING_SECONDS"),
    )
    session.commit()
    return mine


def sent(mail_id: int, token: str) -> None:
    """Note, committed, that the mail server took the mail; a late worker may still say so."""
    _change(
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
    _change(
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
    _change(
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
    _change(
        Mail.id == mail_id,
        Mail.token == token,
        Mail.state == State.CLAIMED,
        state=State.SUPPRESSED,
        lease_until=None,
        last_error=reason[:300],
    )
    session.commit()


def hold_back(*which: sa.ColumnElement[bool], reason: str) -> int:
    """Suppress mails that still wait; return how many. One that a worker has taken goes on."""
    return _count(Mail.state == State.PENDING, *which, state=State.SUPPRESSED, last_error=reason)


def note_return(mail_id: int, reason: str) -> None:
    """Note beside a mail that left what came back; it stays sent."""
    _change(Mail.id == mail_id, Mail.state == State.SENT, last_error=reason[:300])


def doubt(mail_id: int, token: str, reason: str) -> None:
    """Note, committed, that the answer was lost after the body left."""
    _change(
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
    handled = _count(Mail.state == State.CLAIMED, lapsed, **back)
    handled += _count(
        Mail.state == State.HANDING,
        lapsed,
        state=State.UNCERTAIN,
        lease_until=None,
        last_error="The worker stopped while the mail server was answering.",
    )
    handled += _count(again, **back)
    session.commit()
    return handled


def settle(mail: Mail, *, delivered: bool) -> None:
    """A person says what became of an uncertain or failed mail: arrived, or send it again."""
    if mail.state not in {State.UNCERTAIN, State.FAILED}:
        raise RuleBroken("Only a mail that failed or is uncertain can be settled.")
    if delivered:
        values: dict[str, Any] = {"state": State.SENT, "sent_at": clock.now()}
    else:
        values = {"state": State.PENDING, "due_at": clock.now(), "token": None}
    if not _change(Mail.id == mail.id, Mail.state == mail.state, **values, lease_until=None):
        raise RuleBroken("Someone else settled this mail just now.")


def tally() -> dict[str, int]:
    """Return how many mails wait, are uncertain and failed, for the health line."""
    moving = (State.PENDING, State.CLAIMED, State.HANDING)
    rows: Any = session.execute(
        sa.select(Mail.state, sa.func.count())
        .where(Mail.state.in_([*moving, State.UNCERTAIN, State.FAILED]))
        .group_by(Mail.state)
    ).all()
    counts = dict(rows)
    return {
        "waiting": sum(counts.get(s, 0) for s in moving),
        "uncertain": counts.get(State.UNCERTAIN, 0),
        "failed": counts.get(State.FAILED, 0),
    }


def held_about(email_key: str) -> list[Holding]:
    """Return the mails to an address: their subjects and days, newest first."""
    rows = session.scalars(
        sa.select(Mail)
        .where(sa.func.lower(Mail.to_addr) == email_key, Mail.audience == Audience.EXTERNAL)
        .order_by(Mail.id.desc())
        .limit(50)
    ).all()
    if not rows:
        return []
    facts = [(f"{mail.posted_at:%d/%m/%Y}", mail.subject) for mail in rows]
    return [Holding("Mails we sent you", facts, "Written by this service.")]


def _lease(setting: str) -> timedelta:
    return timedelta(seconds=current_app.config[setting])


def _change(*where: Any, **values: Any) -> bool:
    return _count(*where, **values) == 1


def _count(*where: Any, **values: Any) -> int:
    done = session.execute(
        sa.update(Mail).where(*where).values(**values).execution_options(synchronize_session=False)
    )
    return int(done.rowcount)  # type: ignore[attr-defined]
