"""Keeping the risks of placements true, for lists, pages and the record of the employer."""

from collections.abc import Sequence

import sqlalchemy as sa

from crm.activity import queries as activities
from crm.core import clock
from crm.core.db import session, table_of, upsert
from crm.placements.models import Placement, PlacementStanding
from crm.reviews import queries
from crm.reviews.rules import risks

AT_ONCE = 400


def refresh(employer_ids: Sequence[int]) -> None:
    """Work out the risks of these employers' placements anew."""
    keep(queries.running(employer_ids))
    over = table_of(PlacementStanding)
    ended = sa.select(Placement.id).where(
        Placement.employer_id.in_(employer_ids), Placement.ended_on.is_not(None)
    )
    session.connection().execute(
        sa.update(over).where(over.c.placement_id.in_(ended)).values(risks=[], at_risk=False)
    )


def keep(rows: Sequence[Placement]) -> int:
    """Keep the risks of running placements; return how many there are of."""
    today = clock.today()
    waits = activities.waits(today) if rows else {}
    found = []
    for start in range(0, len(rows), AT_ONCE):
        for number, facts in queries.facts_of(rows[start : start + AT_ONCE]).items():
            signs = risks(facts, waits, today)
            told = [{"code": r.code, "words": r.words, "todo": r.todo} for r in signs]
            found.append({"placement_id": number, "risks": told, "at_risk": bool(told)})
    upsert(PlacementStanding, found, "placement_id")
    return sum(1 for row in found if row["at_risk"])
