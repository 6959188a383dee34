"""The next step of employers on lists: a planned one, or the day their rhythm says."""

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any

import sqlalchemy as sa

from crm.activity import queries as activities
from crm.activity.models import EmployerCadence
from crm.activity.rhythm import TITLE, every, next_due
from crm.core import clock
from crm.core.db import session
from crm.employers import standing
from crm.employers.models import Employer
from crm.followups.models import FollowUp
from crm.followups.queries import BY_DAY, IS_OPEN
from crm.reference import queries as reference

AT_ONCE = 500


def keep_next(employer_ids: Sequence[int]) -> None:
    """Write the next step to the standing of these employers: the nearer of planned and rhythm."""
    rows = session.execute(_planned(), {"employers": employer_ids}).all()
    rhythms = activities.rhythms(employer_ids, clock.today())
    holidays = reference.holidays()
    kept = {}
    for row_id, due_on, title, created_at in rows:
        rhythm, last_at = rhythms.get(row_id, (None, None))
        due = next_due(last_at, rhythm, holidays)
        derived = (due.due_on, f"{TITLE}, every {every(rhythm.wait)}") if due and rhythm else None
        since = next_due(last_at or created_at, rhythm, holidays)
        kept[row_id] = {
            "employer_id": row_id,
            "quiet_on": since.due_on if since else date.max,
            **_nearer(due_on, title, derived),
        }
    standing.keep(kept)


@cache
def _planned() -> sa.Select[Any]:
    """Return the statement that every change of a contact or a step asks; built once."""
    employers: Any = sa.bindparam("employers", expanding=True)
    rank = sa.func.row_number().over(partition_by=FollowUp.employer_id, order_by=BY_DAY)
    ranked = (
        sa.select(FollowUp.employer_id, FollowUp.due_on, FollowUp.title, rank.label("rank"))
        .where(FollowUp.employer_id.in_(employers), IS_OPEN)
        .subquery()
    )
    return (
        sa.select(Employer.id, ranked.c.due_on, ranked.c.title, Employer.created_at)
        .outerjoin(ranked, sa.and_(ranked.c.employer_id == Employer.id, ranked.c.rank == 1))
        .where(Employer.id.in_(employers))
    )


def renew(employer_ids: Sequence[int] | None = None) -> int:
    """Work the next step out again, where a rhythm or a holiday changed; returns how many.

    Without ids for every employer that has a rhythm.
    """
    if employer_ids is None:
        employer_ids = session.scalars(
            sa.select(Employer.id)
            .outerjoin(EmployerCadence, EmployerCadence.employer_id == Employer.id)
            .where(sa.or_(Employer.tier != "", EmployerCadence.id.is_not(None)))
            .order_by(Employer.id)
        ).all()
    for start in range(0, len(employer_ids), AT_ONCE):
        keep_next(employer_ids[start : start + AT_ONCE])
    return len(employer_ids)


def _nearer(
    due_on: date | None, title: str | None, derived: tuple[date, str] | None
) -> dict[str, object]:
    by_rhythm = derived is not None and (due_on is None or derived[0] < due_on)
    if derived is not None and by_rhythm:
        due_on, title = derived
    return {
        "next_on": due_on or date.max,
        "next_title": title or "",
        "next_by_rhythm": by_rhythm,
    }
