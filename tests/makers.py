"""Rows for tests: every maker fills in what the test does not care about, and commits."""

from datetime import timedelta
from decimal import Decimal
from itertools import count
from typing import Any

import sqlalchemy as sa

from crm.core import clock
from crm.core.db import session
from crm.core.permissions import Role
from crm.core.search import normalise
from crm.employers.models import Contact, Employer, Site
from crm.parity import actions as parity
from crm.parity.models import CASE_COLUMNS, Comparator
from crm.participants.models import WorkProfile
from crm.participants.rules import Pathway
from crm.pay.rates import Apprentice
from crm.pay.rules import Basis
from crm.people import passwords
from crm.people.models import Person
from crm.placements import queries as placements
from crm.placements.models import Placement
from crm.placements.rules import Kind
from crm.reference.rules import Certainty
from crm.vacancies.models import Vacancy
from webinars.programme.models import Webinar
from webinars.programme.rules import State

_numbers = count(1)


class Make:
    """``make.employer(name="Grundon")`` and its sisters."""

    def person(
        self, *, role: Role = Role.OFFICER, name: str = "", password: str = "", **more: Any
    ) -> Person:
        number = next(_numbers)
        if password:
            session.rollback()
            more["password_hash"] = passwords.hashed(password)
        email = more.pop("email", f"{role.value}{number}@council.example")
        return self._save(
            Person(name=name or f"{role.value.title()} {number}", email=email,
                   email_key=email.lower(), role=role, created_at=clock.now(), **more)
        )  # fmt: skip

    def employer(
        self, *, name: str = "", postcode: str = "OX10 6LX", town: str = "Benson",
        district_code: str = "E07000179", **more: Any,
    ) -> Employer:  # fmt: skip
        name = name or f"Employer {next(_numbers)}"
        employer = Employer(name=name, name_key=normalise(name), created_at=clock.now(), **more)
        session.add(employer)
        session.flush()
        self._save(
            Site(employer_id=employer.id, is_main=True, postcode=postcode, town=town,
                 district_code=district_code, district_certainty=Certainty.SURE)
        )  # fmt: skip
        return employer

    def contact(self, employer: Employer, *, name: str = "", **more: Any) -> Contact:
        name = name or f"Contact {next(_numbers)}"
        return self._save(Contact(employer_id=employer.id, name=name, **more))

    def vacancy(self, employer: Employer | None = None, **more: Any) -> Vacancy:
        facts: dict[str, Any] = {
            "title": "Kitchen porter",
            "pay_amount": Decimal("12.71"),
            "created_at": clock.now(),
        }
        employer_id = (employer or self.employer()).id
        return self._save(Vacancy(employer_id=employer_id, **(facts | more)))

    def profile(self, **more: Any) -> WorkProfile:
        facts: dict[str, Any] = {
            "participant_ref": f"CTW-{next(_numbers):04d}P",
            "pathway": Pathway.SEQF,
            "changed_on": clock.today(),
        }
        return self._save(WorkProfile(created_at=clock.now(), **(facts | more)))

    def placement(self, employer: Employer | None = None, **more: Any) -> Placement:
        facts: dict[str, Any] = {
            "participant_ref": f"CTW-{next(_numbers):04d}",
            "job_title": "Kitchen porter",
            "pathway": Pathway.IPS,
            "kind": Kind.JOB,
            "started_on": clock.today(),
        }
        employer_id = (employer or self.employer()).id
        return self._save(
            Placement(employer_id=employer_id, created_at=clock.now(), **(facts | more))
        )

    def check(
        self,
        placement: Placement | None = None,
        *,
        by: Any = None,
        confirmed: bool = True,
        **more: Any,
    ) -> Any:
        """A week at £12.71 an hour in the period that just ended, compared with the same.

        A second person confirms it at once, unless it is to wait.
        """
        today = clock.today()
        given: dict[str, Any] = dict.fromkeys(CASE_COLUMNS, Decimal(0)) | {
            "period_start": today - timedelta(days=7),
            "period_end": today - timedelta(days=1),
            "age": 30,
            "apprentice": Apprentice.NO,
            "pay_basis": Basis.HOURLY,
            "basic_pay": Decimal("12.71"),
            "paid_hours": Decimal(35),
            "contract_weekly_hours": None,
            "worked_hours": None,
            "overtime_rate": None,
            "comparator_basis": Basis.HOURLY,
            "comparator_amount": Decimal("12.71"),
            "comparator_weekly_hours": None,
            "factor": "",
            "factor_evidence": False,
            "weeks_per_year": "52",
            "comparator": Comparator.PAY_SCALE,
        }
        one = placements.placement_or_404((placement or self.placement()).ref)
        check = parity.record(one, by=by, **(given | more))
        if confirmed:
            parity.confirm(check, by=self.reviewer())
        session.commit()
        return check

    def webinar(self, **more: Any) -> Webinar:
        """One that was published and lasts an hour from this time in two weeks."""
        starts_at = more.pop("starts_at", clock.now() + timedelta(days=14)).replace(microsecond=0)
        facts: dict[str, Any] = {
            "title": f"Webinar {next(_numbers)}",
            "words": "What a job coach does.",
            "starts_at": starts_at,
            "ends_at": starts_at + timedelta(hours=1),
            "join_url": "https://meet.example/join/1",
            "state": State.PUBLISHED,
        }
        return self._save(Webinar(**(facts | more)))

    def reviewer(self) -> Person:
        """The officer who confirms what others checked: one of them is enough."""
        found = session.scalar(sa.select(Person).where(Person.name == "The reviewer"))
        return found or self.person(name="The reviewer", email="reviewer@council.example")

    def _save(self, row: Any) -> Any:
        session.add(row)
        session.commit()
        return row
