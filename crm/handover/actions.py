"""Handing over. Nothing here commits."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from crm.core import features, journal
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.employers.models import Employer
from crm.handover.queries import Book, Plan
from crm.people.models import Person

CHUNK = 500


def hand_over(leaver: Person, found: Book, plan: Plan, *, seen: str) -> int:
    """Give everything a person holds to those of the plan, as one operation; flushes.

    ``seen`` is the mark of the book that was previewed: raises ``RuleBroken`` when it has changed
    since. Returns how many rows changed hands.
    """
    if found.empty:
        raise RuleBroken(f"{leaver.name} holds nothing any more.")
    if seen != found.mark():
        raise RuleBroken("This changed while you were looking. Check the counts and try again.")
    journal.operation(f"Handed over what {leaver.name} held", kind="handover")
    kinds = features.installed("owned")
    return _give(Employer.owner_id, plan.employers) + sum(
        _give(kinds[n].owner, owners) for n, owners in plan.steps.items()
    )


def _give(column: Any, owners: Mapping[int, int]) -> int:
    kind, ids = column.class_, list(owners)
    for start in range(0, len(ids), CHUNK):
        part = ids[start : start + CHUNK]
        for row in session.scalars(sa.select(kind).where(kind.id.in_(part))):
            setattr(row, column.key, owners[row.id])
        session.flush()
    return len(ids)
