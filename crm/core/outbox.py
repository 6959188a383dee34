"""Mail waiting in a table, and what became of it; ``delivery`` brings it on its way.

A mail is posted in the transaction of the change it speaks of.
"""

import re
import secrets
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import Mapped, mapped_column

from crm.core import clock
from crm.core.db import Model, Numbered, session
from crm.core.errors import RuleBroken
from crm.core.features import Holding
from crm.core.links import OneTimeLink

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
    """One mail. ``token`` is held by the worker that may act on it; no ``topic``: service mail.

    ``calendar`` is what goes beside the text for calendars, with its METHOD.
    """

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
    second_link_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey(OneTimeLink.id, ondelete="SET NULL")
    )
    topic: Mapped[str] = mapped_column(default="", server_default="")
    employer_id: Mapped[int | None] = mapped_column(index=True)
    contact_id: Mapped[int | None]
    headers: Mapped[dict[str, Any] | None]
    calendar: Mapped[str] = mapped_column(default="", server_default="")
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

    ``calendar`` is an iCalendar text with a METHOD.

    ``employer_id`` and ``contact_id`` are numbers only: the mail outlives both.
    """

    topic: str = ""
    employer_id: int | None = None
    contact_id: int | None = None
    headers: dict[str, str] | None = None
    calendar: str = ""


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
    second_link_id: int | None = None,
    about: About = About(),
) -> Mail | None:
    """Put a mail in the outbox; the same ``dedupe_key`` posts only once. Flushes.

    With a ``link_id`` the text holds ``{link}``, which becomes the link only as the mail leaves;
    with a ``second_link_id`` it holds ``{second link}`` too.

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
        second_link_id=second_link_id,
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


def hold_back(*which: sa.ColumnElement[bool], reason: str) -> int:
    """Suppress mails that still wait; return how many. One that a worker has taken goes on."""
    return change(Mail.state == State.PENDING, *which, state=State.SUPPRESSED, last_error=reason)


def note_return(mail_id: int, reason: str) -> None:
    """Note beside a mail that left what came back; it stays sent."""
    change(Mail.id == mail_id, Mail.state == State.SENT, last_error=reason[:300])


def settle(mail: Mail, *, delivered: bool) -> None:
    """A person says what became of an uncertain or failed mail: arrived, or send it again."""
    if mail.state not in {State.UNCERTAIN, State.FAILED}:
        raise RuleBroken("Only a mail that failed or is uncertain can be settled.")
    if delivered:
        values: dict[str, Any] = {"state": State.SENT, "sent_at": clock.now()}
    else:
        values = {"state": State.PENDING, "due_at": clock.now(), "token": None}
    if not change(Mail.id == mail.id, Mail.state == mail.state, **values, lease_until=None):
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


def change(*where: Any, **values: Any) -> int:
    """Change the mails that are still as ``where`` says; return how many those were."""
    done = session.execute(
        sa.update(Mail).where(*where).values(**values).execution_options(synchronize_session=False)
    )
    return int(done.rowcount)  # type: ignore[attr-defined]
