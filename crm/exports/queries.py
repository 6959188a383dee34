"""The employers of a list as rows of a file, read a few hundred at a time."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from crm.core import clock
from crm.core.db import session
from crm.employers import queries as employers
from crm.employers.models import Contact, Employer, Site, Standing
from crm.people.models import Person
from crm.reference import queries as reference

AT_ONCE = 500
COLUMNS = (
    "ref",
    "name",
    "trading_name",
    "company_number",
    "legal_form",
    "size_band",
    "sic_section",
    "district_code",
    "district",
    "postcode",
    "stage",
    "tier",
    "owner",
    "accreditation_level",
)
#: Named apart from the headings that an import reads, so that a file of people changes nobody.
PERSON_COLUMNS = ("person_name", "person_role", "person_email", "person_phone")


@dataclass(frozen=True)
class Chosen:
    """A list of employers as its page shows it, with or without the people to speak to."""

    asked: Mapping[str, str] = field(default_factory=dict)
    query: str = ""
    sort: str = "name"
    with_contacts: bool = False

    @property
    def headings(self) -> tuple[str, ...]:
        """Return the columns of the file."""
        return COLUMNS + (PERSON_COLUMNS if self.with_contacts else ())


def count(chosen: Chosen) -> int:
    """Return how many rows the file will have."""
    listed = _listed(chosen).order_by(None).subquery()
    return session.scalar(sa.select(sa.func.count()).select_from(listed)) or 0


def rows(chosen: Chosen) -> Iterator[tuple[str, ...]]:
    """Yield the rows of the file as texts, in the order of the list.

    They come out of one open statement, so the file is the list at one moment, and the memory of
    ``AT_ONCE`` rows is enough for any number.
    """
    names = reference.authority_names()
    found = session.execute(_listed(chosen), execution_options={"yield_per": AT_ONCE})
    try:
        for row in found:
            yield _texts(row, names)
    finally:
        found.close()


def _listed(chosen: Chosen) -> Any:
    """Return the select of the list itself, under the rule that every list keeps."""
    statement = employers.listing(
        dict(chosen.asked), chosen.query, clock.today(), reference.county_codes()
    )
    postcode = (
        sa.select(Site.postcode)
        .where(Site.employer_id == Employer.id, Site.is_main)
        .order_by(Site.id)
        .limit(1)
        .scalar_subquery()
    )
    order = employers.SORTS.get(chosen.sort, employers.NAME)
    columns: list[Any] = [
        Employer.id,
        Employer.name,
        Employer.trading_name,
        Employer.company_number,
        Employer.legal_form,
        Employer.size_band,
        Employer.sic_section,
        Standing.district_code,
        postcode.label("postcode"),
        Employer.stage_code,
        Employer.tier,
        Person.name.label("owner"),
        Standing.award_level,
    ]
    if not chosen.with_contacts:
        return statement.with_only_columns(*columns).order_by(*order.sorted())
    here = sa.and_(Contact.employer_id == Employer.id, Contact.to_on.is_(None))
    people = [
        Contact.name.label("person_name"),
        Contact.role.label("person_role"),
        Contact.email.label("person_email"),
        Contact.phone.label("person_phone"),
    ]
    return (
        statement.outerjoin(Contact, here)
        .with_only_columns(*columns, *people)
        .order_by(*order.sorted(), Contact.id)
    )


def _texts(row: Any, names: Mapping[str, str]) -> tuple[str, ...]:
    told = (
        f"E-{row.id:05d}",
        row.name,
        row.trading_name,
        row.company_number,
        row.legal_form.value,
        row.size_band.value,
        row.sic_section,
        row.district_code,
        names.get(row.district_code, ""),
        row.postcode,
        row.stage_code,
        row.tier,
        row.owner,
        row.award_level,
        *row[13:],
    )
    return tuple(text or "" for text in told)
