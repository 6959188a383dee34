"""Reviews of a placement, what is due, and the facts behind its risks."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from crm.core.db import session
from crm.followups.models import FollowUp
from crm.placements import queries as placements
from crm.placements.models import Placement, PlacementStanding
from crm.reviews.models import Review
from crm.reviews.rules import Facts

MOST = 100
ENDING = "eview of placement "


def of_placement(placement_id: int) -> Sequence[Review]:
    """Return the reviews of one placement, the latest first."""
    return session.scalars(
        sa.select(Review)
        .options(joinedload(Review.by))
        .where(Review.placement_id == placement_id)
        .order_by(Review.held_on.desc(), Review.id.desc())
        .limit(MOST)
    ).all()


def standing_of(placement_id: int) -> PlacementStanding | None:
    """Return what was worked out of one placement."""
    return session.get(PlacementStanding, placement_id)


def due_of(employer_ids: Sequence[int]) -> Mapping[str, date]:
    """Return when the next review of each placement is due, by how its title ends."""
    rows = session.execute(
        sa.select(FollowUp.title, FollowUp.due_on)
        .where(
            FollowUp.employer_id.in_(employer_ids),
            FollowUp.closed_at.is_(None),
            FollowUp.title.contains(ENDING, autoescape=True),
        )
        .order_by(FollowUp.due_on.desc(), FollowUp.id)
    )
    return {row.title.rpartition(" ")[2]: row.due_on for row in rows}


def running(employer_ids: Sequence[int] | None = None) -> Sequence[Placement]:
    """Return the placements that have not ended, of some employers or of all."""
    statement = sa.select(Placement).where(Placement.ended_on.is_(None)).order_by(Placement.id)
    if employer_ids is not None:
        statement = statement.where(Placement.employer_id.in_(employer_ids))
    return session.scalars(statement).all()


def facts_of(rows: Sequence[Placement]) -> dict[int, Facts]:
    """Return the facts behind the risks of running placements, in three statements."""
    ids = [row.id for row in rows]
    held: dict[int, list[Any]] = defaultdict(list)
    reviews = sa.select(Review).where(Review.placement_id.in_(ids)).order_by(Review.id)
    for review in session.scalars(reviews):
        held[review.placement_id].append(review.held)
    agreed = placements.terms_of(ids)
    due = due_of(list({row.employer_id for row in rows}))
    return {
        row.id: Facts(
            kind=row.kind,
            started_on=row.started_on,
            planned_end_on=row.planned_end_on,
            paid=bool(row.pay_amount),
            on_programme=row.on_programme,
            due_on=due.get(row.ref),
            held=tuple(held[row.id]),
            agreed=tuple((line.from_on, line.weekly_hours) for line in agreed.get(row.id, ())),
        )
        for row in rows
    }
