"""Keeping the openings on the employer's standing true."""

from collections.abc import Sequence

import sqlalchemy as sa

from crm.core.db import session
from crm.employers import standing
from crm.employers.models import Employer
from crm.vacancies.models import State, Vacancy


def refresh_openings(employer_ids: Sequence[int]) -> None:
    """Count the open vacancies of these employers; one that waits for a check does not count."""
    rows = session.execute(
        sa.select(Employer.id, sa.func.count(Vacancy.id))
        .outerjoin(
            Vacancy, sa.and_(Vacancy.employer_id == Employer.id, Vacancy.state == State.OPEN)
        )
        .where(Employer.id.in_(employer_ids))
        .group_by(Employer.id)
    )
    standing.keep({i: {"employer_id": i, "openings": count} for i, count in rows})
