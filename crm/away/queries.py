"""Who is away, and what falls due meanwhile."""

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from flask import abort
from sqlalchemy.orm import joinedload

from crm.away.rules import Moved
from crm.core.db import session
from crm.employers.models import Employer, Standing
from crm.followups.models import FollowUp, Leave
from crm.people import queries as people
from crm.people.models import Person

MOST = 200


def to_come(today: date) -> Sequence[Leave]:
    """Return leave that is not over, the first to begin first, with person and cover."""
    return session.scalars(
        sa.select(Leave)
        .options(joinedload(Leave.person), joinedload(Leave.cover))
        .where(Leave.to_on >= today)
        .order_by(Leave.from_on, Leave.id)
        .limit(MOST)
    ).all()


def leave_or_404(leave_id: int) -> Leave:
    """Return one leave with person and cover, held until the commit, or answer 404."""
    found: Leave | None = session.scalar(
        sa.select(Leave)
        .options(joinedload(Leave.person), joinedload(Leave.cover))
        .where(Leave.id == min(leave_id, 2**31 - 1))
    )
    return found if found is not None else abort(404)


def of(person_id: int) -> Sequence[Leave]:
    """Return every leave of a person, the first first."""
    return session.scalars(
        sa.select(Leave)
        .options(joinedload(Leave.cover))
        .where(Leave.person_id == person_id)
        .order_by(Leave.from_on, Leave.id)
    ).all()


def covered_by(person_id: int) -> Sequence[Leave]:
    """Return the leave of others in which a person acts for them."""
    return session.scalars(
        sa.select(Leave)
        .options(joinedload(Leave.person))
        .where(Leave.cover_id == person_id)
        .order_by(Leave.from_on, Leave.id)
    ).all()


def colleagues() -> Sequence[Person]:
    """Return who may act for somebody: everybody active who works with employers."""
    return [person for person in people.active() if person.role.value != "auditor"]


def falls_due(leave: Leave) -> Moved:
    """Return how much of its person's falls due in a leave."""
    planned = sa.select(
        sa.func.count(), sa.func.coalesce(sa.func.sum(sa.case((FollowUp.due_time != "", 1))), 0)
    ).where(
        FollowUp.owner_id == leave.person_id,
        FollowUp.closed_at.is_(None),
        FollowUp.due_on.between(leave.from_on, leave.to_on),
    )
    rhythm = (
        sa.select(sa.func.count())
        .select_from(Standing)
        .join(Employer, Employer.id == Standing.employer_id)
        .where(
            Employer.owner_id == leave.person_id,
            Standing.next_by_rhythm,
            Standing.next_on.between(leave.from_on, leave.to_on),
        )
    )
    count, timed = session.execute(planned).one()
    return Moved(count, timed, session.scalar(rhythm) or 0)
