"""Contacts and sites of an employer."""

import sqlalchemy as sa

from crm.core.db import session
from crm.employers.models import Contact, Site, Standing


def contacts_of(employer):
    return session.scalars(
        sa.select(Contact).where(Contact.employer_id == employer.id).order_by(Contact.id)
    ).all()


def test_a_contact_is_added_with_role_and_hiring_authority(officer, make):
    employer = make.employer()

    officer.submit(
        f"/employers/{employer.ref}/contacts/new",
        {"name": "Maria Hollis", "role": "HR manager", "can_hire": "yes"},
    )

    contact = contacts_of(employer)[0]
    assert (contact.name, contact.role, contact.can_hire) == ("Maria Hollis", "HR manager", True)


def test_who_left_stays_and_is_followed_by_another(officer, make):
    employer = make.employer()
    contact = make.contact(employer, name="Jo Pell", role="Manager")

    page = officer.submit(
        f"/employers/{employer.ref}/contacts/{contact.id}/left",
        {"to_on": "1/6/2026", "replaced_by": "Ken Abara"},
    )

    old, new = contacts_of(employer)
    assert old.to_on.isoformat() == "2026-06-01"
    assert (new.name, new.role) == ("Ken Abara", "Manager")
    assert "Left on" in page.text


def test_the_main_site_gives_the_district(officer, make):
    employer = make.employer(postcode="OX10 6LX")

    officer.submit(
        f"/employers/{employer.ref}/sites/new",
        {"name": "Depot", "postcode": "OX16 0TB", "town": "Banbury", "is_main": "y"},
    )

    sites = session.scalars(
        sa.select(Site).where(Site.employer_id == employer.id).order_by(Site.id)
    ).all()
    assert [site.is_main for site in sites] == [False, True]
    assert session.get(Standing, employer.id).district_code == "E07000177"


def test_another_employers_contact_is_not_found_here(officer, make):
    theirs = make.contact(make.employer())
    mine = make.employer()

    assert officer.get(f"/employers/{mine.ref}/contacts/{theirs.id}/edit").status_code == 404
    assert officer.get(f"/employers/{mine.ref}/contacts/{2**40}/edit").status_code == 404


def test_a_closed_site_keeps_what_happened_there_and_is_offered_no_more(officer, make):
    employer = make.employer()
    officer.submit(
        f"/employers/{employer.ref}/sites/new", {"name": "Depot", "postcode": "OX14 3HB"}
    )
    depot = session.scalar(sa.select(Site).where(Site.name == "Depot")).id
    contact = make.contact(employer, name="Jo Hale", site_id=depot)
    here = f"/employers/{employer.ref}"

    page = officer.submit(f"{here}/sites/{depot}/edit", {"closed_on": "01/10/2026"})

    assert "closed on Thu 1 Oct 2026" in page.text
    assert "Depot" not in officer.get(f"{here}/contacts/new").text
    assert "Depot" not in officer.get(f"{here}/vacancies/new").text
    assert "Depot" in officer.get(f"{here}/contacts/{contact.id}/edit").text


def test_the_main_site_stays_open(officer, make):
    employer = make.employer()
    site = session.scalars(sa.select(Site).where(Site.employer_id == employer.id)).one()

    page = officer.submit(
        f"/employers/{employer.ref}/sites/{site.id}/edit", {"closed_on": "01/10/2026"}
    )

    assert "The main site cannot be closed." in page.text
