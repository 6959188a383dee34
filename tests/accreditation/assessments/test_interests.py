"""People declare what ties them to an employer, and then neither assess nor decide there."""

from accreditation.assessments import queries
from accreditation.assessments.models import Interest
from crm.core.db import session
from tests.accreditation.assessments.world import application

PLACE = "/accreditation/interests/E-00001"


def test_who_declares_an_interest_cannot_take_it_until_it_is_ended(make, officer):
    employer = make.employer()
    sent = application(make, employer)
    page = officer.submit(PLACE, {"words": "My brother works there."}).text
    assert "My brother works there." in page

    take = f"/accreditation/reviews/take/{sent.ref}"
    assert "declared an interest" in officer.post(take, follow=True).text
    officer.submit(PLACE)
    assert not queries.interests(employer.id)
    assert session.query(Interest).count() == 1, "what was declared is kept"
    assert "You assess" in officer.post(take, follow=True).text


def test_it_is_reached_from_the_employers_accreditation_page(make, officer, auditor):
    make.employer()
    assert PLACE in officer.get("/accreditation/E-00001").text
    assert PLACE not in auditor.get("/accreditation/E-00001").text


def test_it_needs_words_and_is_one_persons_own(make, officer, manager):
    make.employer()
    assert "Say what ties you" in officer.submit(PLACE).text
    manager.submit(PLACE, {"words": "I own shares."})

    assert "End my interest" not in officer.get(PLACE).text
    officer.post(PLACE, {"end": "y"})
    assert len(queries.interests(1)) == 1


def test_a_trainee_and_an_auditor_do_not_declare(make, trainee, auditor):
    make.employer()
    assert trainee.get(PLACE).status_code == auditor.get(PLACE).status_code == 403
