"""What an officer types about a vacancy, and the one that came of it."""

import sqlalchemy as sa

from crm.core.db import session
from crm.employers.models import Standing
from crm.vacancies.models import Vacancy

GOOD = {
    "title": "Packer",
    "pay_amount": "26,000",
    "pay_basis": "annual",
    "weekly_hours": "37.5",
    "contract": "permanent",
    "tasks": "Fold boxes\nLabel boxes",
}


def only():
    session.expire_all()
    return session.scalars(sa.select(Vacancy)).one()


def openings(employer):
    return session.scalar(sa.select(Standing.openings).where(Standing.employer_id == employer.id))
