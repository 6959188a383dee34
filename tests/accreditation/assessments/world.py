"""What tests about assessments start from: a scheme in force, people, and an assessment."""

from datetime import timedelta
from typing import Any

from accreditation.applications.models import Application
from accreditation.applications.models import State as Sent
from accreditation.assessments.models import Assessment
from accreditation.assessments.rules import State
from accreditation.declared.models import Declared
from accreditation.scheme import queries as schemes
from crm.core import clock
from crm.core.db import session
from crm.employers.models import Employer, SizeBand
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
        "facts": {"employer": "E-00001", "size_band": "small", "evidence": []},
        "result": {"level": "bronze", "on": clock.today().isoformat()},
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


def application(make: Make, employer: Employer | None = None, **more: Any) -> Application:
    """One that was sent and waits to be taken; committed."""
    version = schemes.in_force(clock.today())
    facts: dict[str, Any] = {
        "employer_id": (employer or make.employer()).id,
        "scheme_version_id": version.id if version else 0,
        "state": Sent.SUBMITTED,
        "asked_at": clock.now(),
        "submitted_at": clock.now(),
        "signatory_name": "A. Rowe",
        "signatory_role": "Owner",
        "declared_on": clock.today(),
    }
    return make._save(Application(**(facts | more)))


def says(make: Make, employer_id: int, metric: str, value: int = 1, words: str = "") -> Declared:
    """What an employer declares of a metric; committed."""
    return make._save(
        Declared(employer_id=employer_id, metric=metric, value=value, said_on=clock.today(),
                 words=words)
    )  # fmt: skip


def case_of(make: Make, browser: Any, **more: Any) -> Assessment:
    """An open case of this browser's person, at a small employer that somebody can be mailed at."""
    employer = make.employer(size_band=SizeBand.SMALL, **more.pop("employer", {}))
    make.contact(employer, name="A. Rowe", email="rowe@firm.example")
    return assessment(make, employer, assessor_id=browser.person_id, **more)
