"""What an award rests on: the decision that granted it. Decisions are a slice above this one.

So its tables are read by their names, and an award without a known decision has neither.
"""

import sqlalchemy as sa

from accreditation.awards.models import Award
from crm.core import refs
from crm.core.db import Model, session


def worked_on(award: Award) -> set[int]:
    """Return who assessed the case of an award or gave the second opinion on it."""
    table = Model.metadata.tables["decision"]
    found = session.execute(
        sa.select(table.c.assessor_id, table.c.second_id).where(table.c.id == _number(award))
    ).one_or_none()
    return {one for one in found if one is not None} if found else set()


def open_conditions(award: Award) -> int:
    """Return how many conditions of its decision are not met yet."""
    table = Model.metadata.tables["milestone"]
    which = (table.c.decision_id == _number(award), table.c.met_on.is_(None))
    return session.scalar(sa.select(sa.func.count()).select_from(table).where(*which)) or 0


def _number(award: Award) -> int:
    return refs.number_in(award.decision_ref, "D") or 0
