"""Writing declarations down, and checking them. Nothing here commits."""

from datetime import date
from typing import Any

import sqlalchemy as sa

from accreditation.declared.models import Declared, Source
from crm.core import clock
from crm.core.db import session
from crm.core.errors import RuleBroken


def say(
    employer_id: int,
    metric: str,
    *,
    value: int = 0,
    on: date,
    until: date | None = None,
    applies: bool = True,
    application_ref: str = "",
    words: str = "",
) -> Declared:
    """Write one answer down; flushes. What ``applies`` not, waits for a person to approve it."""
    row = Declared(
        employer_id=employer_id,
        metric=metric,
        value=value if applies else 0,
        said_on=on,
        until=until,
        source=Source.DECLARED if applies else Source.NOT_APPLICABLE,
        application_ref=application_ref,
        words=words,
    )
    session.add(row)
    session.flush()
    return row


def verify(row: Declared, *, by: Any) -> None:
    """Note that a person saw the proof of what was declared; flushes."""
    if row.source is Source.NOT_APPLICABLE:
        raise RuleBroken("That does not apply to them: approve or refuse that instead.")
    row.source = Source.VERIFIED
    _checked(row, by)


def approve(row: Declared, *, by: Any) -> None:
    """Note that a person agrees that it does not apply; flushes."""
    if row.source is not Source.NOT_APPLICABLE:
        raise RuleBroken("They answered this: verify the answer instead.")
    _checked(row, by)


def unverify(row: Declared) -> None:
    """Take a check or an approval back; flushes."""
    if row.source is Source.VERIFIED:
        row.source = Source.DECLARED
    row.checked_by_id = row.checked_at = None
    session.flush()


def take_back(application_ref: str) -> None:
    """Remove what an application declared and nobody checked; flushes."""
    for row in session.scalars(
        sa.select(Declared).where(
            Declared.application_ref == application_ref, Declared.checked_by_id.is_(None)
        )
    ):
        session.delete(row)
    session.flush()


def _checked(row: Declared, by: Any) -> None:
    row.checked_by_id, row.checked_at = by.id, clock.now()
    session.flush()
