"""What tests about assessments start from: a scheme in force, people, and an assessment."""

from datetime import timedelta
from typing import Any

from accreditation.assessments.models import Assessment
from accreditation.assessments.rules import State
from accreditation.scheme import queries as schemes
from crm.core import clock
from crm.core.db import session
from crm.employers.models import Employer
from tests.makers import Make


def assessment(make: Make, employer: Employer | None = None, **more: Any) -> Assessment:
    """An assessment, open unless told otherwise; committed."""
    version = schemes.in_force(clock.today())
    facts: dict[str, Any] = {
        "employer_id": (employer or make.employer()).id,
        "scheme_version_id": version.id if version else 0,
        "opened_at": clock.now(),
    }
    return make._save(Assessment(**(facts | more)))


def sealed(make: Make, employer: Employer | None = None, **more: Any) -> Assessment:
    """One that waits for a decision."""
    facts: dict[str, Any] = {
        "state": State.READY,
        "digest": "d" * 64,
        "facts": {"employer": "E-00001"},
        "result": {"level": "bronze"},
        "proposed": "bronze",
        "ready_at": clock.now(),
    }
    if "assessor_id" not in more:
        more["assessor_id"] = make.person().id
    return assessment(make, employer, **(facts | more))


def owned_then_handed_on(make: Make, days_ago: int) -> tuple[Employer, Any, Any]:
    """An employer whose officer changed so many days ago: employer, who had it, who has it."""
    first, second = make.person(), make.person()
    long_ago = clock.now() - timedelta(days=3000)
    with clock.at(long_ago):
        employer = make.employer(owner_id=first.id)
    with clock.at(clock.now() - timedelta(days=days_ago)):
        session.get_one(Employer, employer.id).owner_id = second.id
        session.commit()
    return session.get_one(Employer, employer.id), first, second
