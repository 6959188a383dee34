"""Is the service alive? For the footer, for staff and for a monitor."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from flask import current_app

from crm.core import clock, formats, worker
from crm.core.db import session
from crm.core.outbox import Mail, State

LATE = timedelta(minutes=15)


@dataclass(frozen=True)
class Line:
    """One line about reminders and mail, for the footer of every staff page."""

    ok: bool
    text: str
    detail: str


def line() -> Line:
    """Return how reminders and mail are doing, from the newest heartbeat."""
    return tell(worker.latest())


def tell(beat: Any) -> Line:
    """Return the line for a heartbeat (``beat_at`` and three counts), or for none at all."""
    if beat is None:
        return Line(
            ok=False,
            text="Reminders and mail have not started",
            detail="Nothing is lost: what is due waits and is sent when the worker starts.",
        )
    last = formats.moment(beat.beat_at)
    if clock.now() - beat.beat_at > worker.STALE:
        return Line(
            ok=False,
            text=f"Reminders and mail stopped at {last}",
            detail="Pages still work and nothing is lost: mail goes out when the worker is back.",
        )
    counts = f"{beat.waiting} waiting, {beat.uncertain} uncertain, {beat.failed} failed"
    sending = "" if current_app.config["MAIL_URL"] else " Mail is not sent: MAIL_URL is empty."
    return Line(
        ok=True,
        text="Reminders and mail are running",
        detail=f"Last check {last}. {counts}.{sending}",
    )


def problems() -> list[str]:
    """Return what a monitor should know; an empty list means ready."""
    found = []
    beat = worker.latest()
    if beat is None or clock.now() - beat.beat_at > worker.STALE:
        found.append("worker silent")
    if current_app.config["MAIL_URL"]:
        late = session.scalar(
            sa.select(Mail.id)
            .where(Mail.state == State.PENDING, Mail.due_at < clock.now() - LATE)
            .limit(1)
        )
        if late is not None:
            found.append("mail late")
    return found
