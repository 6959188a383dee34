"""Keeping the number of people in work on the employer's standing true."""

from collections.abc import Sequence

import sqlalchemy as sa

from crm.core import clock
from crm.core.db import session
from crm.employers import standing
from crm.employers.models import Employer
from crm.placements.models import Placement
from crm.placements.rules import IN_WORK


def refresh_in_work(employer_ids: Sequence[int]) -> None:
    """Count the people in paid work today with these employers."""
    here = sa.and_(
        Placement.employer_id == Employer.id,
        Placement.kind.in_(IN_WORK),
        Placement.started_on <= clock.today(),
        Placement.ended_on.is_(None),
    )
    rows = session.execute(
        sa.select(Employer.id, sa.func.count(Placement.id))
        .outerjoin(Placement, here)
        .where(Employer.id.in_(employer_ids))
        .group_by(Employer.id)
    )
    standing.keep({i: {"employer_id": i, "in_work": count} for i, count in rows})
