"""Rows for tests: every maker fills in what the test does not care about, and commits."""

from itertools import count
from typing import Any

from crm.core import clock
from crm.core.db import session
from crm.core.permissions import Role
from crm.core.search import normalise
from crm.employers.models import Contact, Employer, Site
from crm.people import passwords
from crm.people.models import Person
from crm.reference.rules import Certainty

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

    def _save(self, row: Any) -> Any:
        session.add(row)
        session.commit()
        return row
