"""An external reviewer from the invitation to the case: every step through the pages."""

import pytest
import sqlalchemy as sa

from accreditation.assessments import queries
from accreditation.assessments.models import Assessment
from crm.core.db import session
from crm.core.permissions import Role
from crm.parity import reviewers
from crm.parity.models import ParityCheck
from crm.people.models import Person
from tests.accreditation.assessments.test_show import fresh, judged
from tests.accreditation.assessments.world import application, assessment, case_of, says
from tests.browse import Browser

QUEUE = "/accreditation/reviews"
INTEREST = "/accreditation/interests/"
INVITED = {"name": "Ines Apart", "email": "ines@other.example", "role": Role.REVIEWER.value}


def outsider(admin):
    """Invited and marked by an administrator."""
    admin.submit("/people/invite", INVITED)
    person = session.query(Person).filter_by(email_key=INVITED["email"]).one()
    page = admin.get(f"/people/{person.id}").text
    assert "Mark as independent reviewer" in page
    answer = admin.post(f"/people/{person.id}/independent", follow=True).text
    assert "Ines Apart is an independent reviewer." in answer
    return Browser(admin.app, session.get_one(Person, person.id))


def assign(manager, row, browser):
    values = {"person": browser.person_id, "words": "Every officer is too close"}
    assert "Ines Apart" in manager.get(f"{QUEUE}/{row.ref}").text
    manager.post(f"{QUEUE}/{row.ref}/assign", values)
    assert session.get_one(Assessment, row.id).reviewer_id == browser.person_id


def count(person_id):
    return session.scalar(queries.waiting_for(), {"person": person_id})


def test_invited_marked_and_assigned_they_see_that_case_only(make, admin, manager, officer):
    row = assessment(make, make.employer(name="Assigned Hall"))
    other = assessment(make, make.employer(name="Other Hall"))
    application(make, make.employer(name="Sent Hall"))
    browser = outsider(admin)
    assert count(browser.person_id) == 0
    assign(manager, row, browser)

    page = browser.get(QUEUE).text
    assert "Assigned Hall" in page
    assert "Other Hall" not in page
    assert "Sent Hall" not in page
    assert browser.get(f"{QUEUE}/{row.ref}").status_code == 200
    assert browser.get(f"{QUEUE}/{other.ref}").status_code == 404
    assert (count(browser.person_id), count(officer.person_id)) == (1, 2)


def test_they_declare_an_interest_only_in_whom_they_review(make, admin, manager, officer):
    employer, other = make.employer(), make.employer()
    row = assessment(make, employer)
    assessment(make, other)
    officer.submit(f"{INTEREST}{employer.ref}", {"words": "My brother works there."})
    browser = outsider(admin)
    assert browser.get(f"{INTEREST}{employer.ref}").status_code == 404
    assign(manager, row, browser)

    assert f"{INTEREST}{employer.ref}" in browser.get(f"{QUEUE}/{row.ref}").text
    page = browser.submit(f"{INTEREST}{employer.ref}", {"words": "I own shares."}).text
    assert "I own shares." in page
    assert "My brother" not in page
    browser.post(f"{QUEUE}/{row.ref}/take-over")
    assert session.get_one(Assessment, row.id).assessor_id is None
    assert browser.get(f"{INTEREST}{other.ref}").status_code == 404
    assert browser.post(f"{INTEREST}{other.ref}", {"words": "Mine"}).status_code == 404
    assert not queries.interests(other.id)


def test_marked_they_still_confirm_no_pay(make, admin):
    browser = outsider(admin)
    person = session.get_one(Person, browser.person_id)
    council = make.employer(council=True)

    assert "Your role does not confirm" in reviewers.why_not(ParityCheck(), council, person)
    may_confirm = sa.select(Person.id).where(Person.role.in_(reviewers.CONFIRM))
    assert person.id not in session.scalars(may_confirm).all()


def test_who_reviews_nothing_is_not_marked(make, admin):
    person = make.person(role=Role.AUDITOR)

    page = admin.post(f"/people/{person.id}/independent", follow=True).text

    assert "has to be a reviewer, officer or manager" in page
    assert not session.get_one(Person, person.id).independent


@pytest.mark.parametrize("independent", [True, False])
def test_only_somebody_independent_is_assigned(make, officer, manager, independent):
    row = case_of(make, officer)
    person = make.person(independent=independent)
    values = {"person": person.id, "words": "A small service"}
    page = manager.post(f"{QUEUE}/{row.ref}/assign", values, follow=True).text

    assert ("marked as independent" in page) is not independent
    assert (fresh(row).reviewer_id == person.id) is independent
    assert officer.post(f"{QUEUE}/{row.ref}/assign", values).status_code == 403


def test_an_external_reviewer_may_assess_the_whole_case(make, officer, manager):
    row = assessment(make, make.employer())
    person = make.person(role=Role.REVIEWER, independent=True)
    browser = Browser(officer.app, person)
    values = {"person": person.id, "words": "Every officer is too close"}
    manager.post(f"{QUEUE}/{row.ref}/assign", values)
    browser.post(f"{QUEUE}/{row.ref}/take-over")
    says(make, row.employer_id, "living_wage", 1)
    judged(browser, row, "FP2", "verified:1")

    assert fresh(row).assessor_id == person.id
    assert fresh(row).judgements["FP2"]["state"] == "verified"
