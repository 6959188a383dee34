"""What is kept on top of an employer's timeline. Nothing here commits."""

from typing import Any

import sqlalchemy as sa
from flask import abort

from crm.core import features, journal
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.employers import timeline
from crm.employers.models import Employer, TimelinePin

MOST = 3


def pin(employer: Employer, key: str, *, by: Any) -> None:
    """Keep one thing on top of the timeline; flushes. Answers 404 for what is not there.

    Raises ``RuleBroken`` when three are kept already.
    """
    kind, row_id = _there_or_404(employer, key)
    journal.operation(f"Pinned something of {employer.name}")
    session.get(Employer, employer.id, with_for_update=True)
    now = timeline.read(employer.id)
    if any(one.key == key for one in now.pinned):
        return
    if len(now.pinned) >= MOST:
        raise RuleBroken("Three things are pinned already. Unpin one of them first.")
    session.add(TimelinePin(employer_id=employer.id, kind=kind, row_id=row_id, pinned_by_id=by.id))
    session.flush()


def unpin(employer: Employer, key: str) -> None:
    """Let one thing go back to its place in time; flushes. Nothing happens if it is not pinned."""
    kind, row_id = _there_or_404(employer, key)
    journal.operation(f"Unpinned something of {employer.name}")
    for row in session.scalars(
        sa.select(TimelinePin).where(
            TimelinePin.employer_id == employer.id,
            TimelinePin.kind == kind,
            TimelinePin.row_id == row_id,
        )
    ):
        session.delete(row)
    session.flush()


def _there_or_404(employer: Employer, key: str) -> tuple[str, int]:
    """Return kind and id of a thing of this employer that this person may see."""
    name, _, digits = key.partition(":")
    kind = next((one for one in features.allowed("timeline") if one.name == name), None)
    if kind is None or not (digits.isascii() and digits.isdigit() and len(digits) < 10):
        abort(404)
    every = kind.select(employer.id).subquery()
    if session.scalar(sa.select(every.c.row_id).where(every.c.row_id == int(digits))) is None:
        abort(404)
    return name, int(digits)
