"""What an award rests on: the decision that granted it. Decisions are a slice above this one.

So its tables are read by their names, and an award without a known decision has neither.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from accreditation.awards.models import Award
from crm.core import refs
from crm.core.db import Model, session

PAGES = {"D": ("decision", "decisions.show"), "X": ("appeal", "appeals.show")}
"""Where a reference of what granted an award is kept and shown, by its letter."""


@dataclass(frozen=True, slots=True)
class Condition:
    """What is still to be shown before an award counts, and by which day."""

    words: str
    due_on: date


def page_of(award: Award) -> str | None:
    """Return the endpoint that shows what granted an award; None for what is not on record."""
    table, endpoint = PAGES.get(award.decision_ref[:1], ("", ""))
    if not table:
        return None
    here = Model.metadata.tables[table]
    number = refs.number_in(award.decision_ref, award.decision_ref[:1]) or 0
    return endpoint if session.scalar(sa.select(here.c.id).where(here.c.id == number)) else None


def worked_on(award: Award) -> set[int]:
    """Return who assessed the case of an award or gave the second opinion on it."""
    table = Model.metadata.tables["decision"]
    found = session.execute(
        sa.select(table.c.assessor_id, table.c.second_id).where(table.c.id == _number(award))
    ).one_or_none()
    return {one for one in found if one is not None} if found else set()


def open_conditions(award: Award) -> Sequence[Condition]:
    """Return the conditions of its decision that are not met yet, the first due first."""
    table = Model.metadata.tables["milestone"]
    rows = session.execute(
        sa.select(table.c.words, table.c.due_on)
        .where(table.c.decision_id == _number(award), table.c.met_on.is_(None))
        .order_by(table.c.due_on, table.c.id)
    )
    return [Condition(row.words, row.due_on) for row in rows]


def _number(award: Award) -> int:
    return refs.number_in(award.decision_ref, "D") or 0
