"""The review queue."""

from datetime import timedelta

from accreditation.assessments.models import Assessment, RefusedAct
from accreditation.assessments.rules import State
from crm.core import clock
from crm.core.db import session
from crm.core.permissions import Role
from tests.accreditation.assessments.world import application, assessment, owned_then_handed_on
from tests.browse import Browser

QUEUE = "/accreditation/reviews"


def test_what_waits_longest_is_first_and_says_what_to_be_careful_about(make, officer):
    with clock.at(clock.now() - timedelta(days=14)):
        old = application(make, make.employer(name="Old Mill"), level_wanted="silver")
    assessment(make, make.employer(name="Young Bakery"), assessor_id=make.person(name="Tom").id)

    page = officer.get(QUEUE).text

    assert page.index("Old Mill") < page.index("Young Bakery")
    assert "10 days" in page
    assert "Asks for Silver" in page
    assert f"{QUEUE}/take/{old.ref}" in page
    assert "Tom" in page


def test_taking_it_makes_an_assessment_and_the_next_person_is_told(make, officer):
    sent = application(make)
    answer = officer.post(f"{QUEUE}/take/{sent.ref}")

    row = session.query(Assessment).one()
    assert answer.location.endswith(f"{QUEUE}/{row.ref}")
    assert (row.assessor_id, row.application_id, row.state) == (
        officer.person_id, sent.id, State.OPEN,
    )  # fmt: skip
    other = Browser(officer.app, make.person())
    assert "took it already" in other.post(f"{QUEUE}/take/{sent.ref}", follow=True).text
    assert session.query(Assessment).count() == 1


def test_its_own_officer_cannot_take_it_and_the_try_is_kept(make, officer):
    employer, first, _ = owned_then_handed_on(make, 30)
    sent = application(make, employer)
    browser = Browser(officer.app, first)

    assert "within the last 12 months" in browser.post(f"{QUEUE}/take/{sent.ref}", follow=True).text
    assert session.query(Assessment).count() == 0
    kept = session.query(RefusedAct).one()
    assert (kept.person_id, kept.act) == (first.id, "take")
    assert sent.ref in kept.why


def test_a_trainee_cannot_and_the_try_is_kept(make, trainee):
    sent = application(make)

    assert trainee.post(f"{QUEUE}/take/{sent.ref}").status_code == 403
    kept = session.query(RefusedAct).one()
    assert (kept.person_id, kept.act) == (trainee.person_id, "assessments.take")


def test_an_external_reviewer_sees_only_what_is_assigned(make, officer):
    person = make.person(role=Role.REVIEWER, independent=True)
    mine = assessment(make, make.employer(name="Assigned Hall"), reviewer_id=person.id)
    other = assessment(make, make.employer(name="Other Hall"))
    application(make, make.employer(name="Sent Hall"))
    browser = Browser(officer.app, person)

    page = browser.get("/", follow=True).text
    assert "Assigned Hall" in page
    assert "Other Hall" not in page
    assert "Sent Hall" not in page
    assert browser.get(f"{QUEUE}/{mine.ref}").status_code == 200
    assert browser.get(f"{QUEUE}/{other.ref}").status_code == 404
    assert browser.post(f"{QUEUE}/{other.ref}/judge").status_code == 404
    assert browser.get("/employers").status_code == 403


def test_an_empty_queue_says_so(officer):
    assert "Nothing waits to be reviewed" in officer.get(QUEUE).text
