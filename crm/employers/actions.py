"""Changes to employers and their sites."""

from typing import Any

import sqlalchemy as sa

from crm.core import clock, journal
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.core.search import normalise
from crm.employers.models import Contact, Employer, LegalForm, Site, SizeBand
from crm.people.models import Person
from crm.reference import queries as reference
from crm.reference.rules import Certainty, read_sic


def add(
    *,
    name: str,
    postcode: str = "",
    owner: Person | None = None,
    contact_name: str = "",
    contact_role: str = "",
    email: str = "",
    phone: str = "",
    source: str = "Added by hand",
) -> Employer:
    """Add an employer with its main site and, if named, the person met there."""
    journal.operation(f"Added {name}")
    employer = Employer(
        name=name,
        name_key=normalise(name),
        owner_id=owner.id if owner else None,
        stage_code="prospect",
        source=source,
        email="" if contact_name else email or "",
        phone="" if contact_name else phone or "",
        created_at=clock.now(),
    )
    session.add(employer)
    session.flush()
    site = Site(employer_id=employer.id, is_main=True)
    settle_place(site, postcode or "")
    session.add(site)
    if contact_name:
        session.add(
            Contact(
                employer_id=employer.id,
                name=contact_name,
                role=contact_role,
                email=email or "",
                phone=phone or "",
            )
        )
    session.flush()
    return employer


def settle_place(site: Site, postcode: str) -> None:
    """Give a site its postcode and the district that follows from it."""
    place = reference.place(postcode) if postcode else None
    site.postcode = postcode
    site.district_code = place.authority if place else ""
    site.district_certainty = place.certainty if place else Certainty.UNKNOWN


def edit(employer: Employer, values: dict[str, Any]) -> None:
    """Change the facts of an employer.

    Raises ``RuleBroken`` when the company number belongs to another employer or an industry code
    cannot be read.
    """
    journal.operation(f"Changed {employer.name}")
    number = values["company_number"] or None
    if number and number != employer.company_number:
        _refuse_taken(number)
    sic = read_sic(values["sic_codes"] or "")
    if sic.unreadable:
        raise RuleBroken(f"{sic.unreadable[0]} is not an industry code of SIC 2007.", "sic_codes")
    for text in (
        "name",
        "trading_name",
        "other_names",
        "website",
        "phone",
        "email",
        "notes",
    ):
        setattr(employer, text, values[text] or "")
    employer.name_key = normalise(employer.name)
    employer.company_number = number
    employer.legal_form = LegalForm(values["legal_form"])
    employer.size_band = SizeBand(values["size_band"])
    employer.sic_codes = ", ".join(sic.codes)
    employer.sic_section = reference.section_letter(sic.codes)
    employer.owner_id = int(values["owner_id"]) if values["owner_id"] else None
    level = values["disability_confident"]
    employer.disability_confident = int(level) if level else None
    employer.disability_confident_until = values["disability_confident_until"]
    if "council" in values:
        employer.council = bool(values["council"])
    session.flush()


def save_site(site: Site, values: dict[str, Any]) -> None:
    """Add or change a site; the main site's mark moves with it."""
    if values["closed_on"] and (values["is_main"] or site.is_main):
        raise RuleBroken(
            "The main site cannot be closed. Make another one the main site first.", "closed_on"
        )
    journal.operation(f"Saved site {values['name'] or values['postcode']}")
    site.closed_on = values["closed_on"]
    for text in ("name", "address", "town"):
        setattr(site, text, values[text] or "")
    settle_place(site, values["postcode"])
    if values["is_main"] and not site.is_main:
        for other in session.scalars(
            sa.select(Site).where(Site.employer_id == site.employer_id, Site.is_main)
        ):
            other.is_main = False
        site.is_main = True
    session.add(site)
    session.flush()


def _refuse_taken(number: str) -> None:
    taken = session.scalar(sa.select(Employer).where(Employer.company_number == number))
    if taken is not None:
        raise RuleBroken(
            f"{taken.name} ({taken.ref}) already has company number {number}.", "company_number"
        )
