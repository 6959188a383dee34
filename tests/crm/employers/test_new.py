"""Quick add: one form for employer, contact and next step, with a warning of look-alikes."""

import sqlalchemy as sa

from crm.core import journal
from crm.core.db import session
from crm.core.undo import undo
from crm.employers.models import Contact, Employer, Site
from tests.browse import count_rows


def test_a_name_is_enough(officer):
    page = officer.submit("/employers/new", {"name": "Isis Garden Centre"})

    employer = session.scalars(sa.select(Employer)).one()
    assert employer.owner_id == officer.person_id
    assert "Added Isis Garden Centre." in page.text


def test_the_person_met_and_the_district_come_with_it(officer):
    officer.submit(
        "/employers/new",
        {"name": "Benson Bakery", "postcode": "ox10 6lx", "contact_name": "Maria Hollis",
         "contact_role": "Owner", "email": "maria@example.co.uk"},
    )  # fmt: skip

    site = session.scalars(sa.select(Site)).one()
    contact = session.scalars(sa.select(Contact)).one()
    assert (site.postcode, site.district_code) == ("OX10 6LX", "E07000179")
    assert (contact.name, contact.email) == ("Maria Hollis", "maria@example.co.uk")


def test_a_look_alike_is_shown_with_its_reasons_before_saving(officer, make):
    make.employer(name="Grundon Waste Management Limited", postcode="OX10 6LX")

    page = officer.submit("/employers/new", {"name": "Grundon Waste Management Ltd",
                                             "postcode": "OX10 6LX"})  # fmt: skip

    assert "Is it one of these?" in page.text
    assert "Same name, same postcode" in page.text
    assert count_rows(Employer) == 1


def test_a_different_employer_is_added_all_the_same(officer, make):
    make.employer(name="P.D. Hook (Breeders) Limited", postcode="OX18 2EG")

    officer.submit("/employers/new", {"name": "P D Hook (Breeders)", "another": "y"})

    assert count_rows(Employer) == 2


def test_neighbours_at_one_postcode_are_not_look_alikes(officer, make):
    make.employer(name="Windrush Foods", postcode="OX16 0TB")

    officer.submit("/employers/new", {"name": "Banbury Motors", "postcode": "OX16 0TB"})

    assert count_rows(Employer) == 2


def test_a_wrong_postcode_keeps_what_was_typed(officer):
    page = officer.submit("/employers/new", {"name": "Firm", "postcode": "OX143H"})

    assert 'value="OX143H"' in page.text
    assert 'value="Firm"' in page.text
    assert count_rows(Employer) == 0


def test_adding_can_be_undone_whole(officer):
    officer.submit("/employers/new", {"name": "Mistake", "contact_name": "Nobody"})

    undo(session.scalar(sa.select(sa.func.max(journal.Operation.id))))
    session.commit()

    assert (count_rows(Employer), count_rows(Site), count_rows(Contact)) == (0, 0, 0)


def test_an_auditor_may_not_add(auditor):
    assert auditor.get("/employers/new").status_code == 403
    assert auditor.post("/employers/new", {"name": "X"}).status_code == 403


def test_what_is_typed_is_compared_without_saving(officer, make):
    make.employer(name="Cherwell Bakehouse")

    part = officer.client.get("/employers/likely?name=Cherwell+Bakehous")

    assert "Use Cherwell Bakehouse" in part.text
