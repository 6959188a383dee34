"""Who belongs to a group, and who could be its head."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from crm.core import search
from crm.core.db import session
from crm.employers.models import Employer, Standing

MOST = 200
OFFERED = 10


def members(head_id: int) -> Sequence[Any]:
    """Return the employers of a group with place, open vacancies and people in work, by name."""
    return session.execute(
        sa.select(Employer.id, Employer.name, Standing.place, Standing.openings, Standing.in_work)
        .outerjoin(Standing, Standing.employer_id == Employer.id)
        .where(sa.or_(Employer.parent_id == head_id, Employer.id == head_id))
        .order_by(Employer.id != head_id, Employer.name_key, Employer.id)
        .limit(MOST)
    ).all()


def heads(employer_id: int, words: str) -> Sequence[Employer]:
    """Return employers that these words find and that can be the head of a group, by name."""
    kind = next(one for one in search.kinds() if one.model is Employer)
    found = search.matching(kind, words)
    if found is None:
        return []
    return session.scalars(
        sa.select(Employer)
        .where(Employer.id.in_(found), Employer.id != employer_id, Employer.parent_id.is_(None))
        .order_by(Employer.name_key, Employer.id)
        .limit(OFFERED)
    ).all()


def is_head(employer_id: int) -> bool:
    """Say whether anybody belongs to this employer."""
    found = sa.select(Employer.id).where(Employer.parent_id == employer_id).limit(1)
    return session.scalar(found) is not None
