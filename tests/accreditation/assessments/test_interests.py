"""People declare what ties them to an employer, and then neither assess nor decide there."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from accreditation.assessments import queries
from accreditation.assessments.models import Interest
from accreditation.scheme import queries as schemes
from crm.core import clock
from crm.core.db import session
from crm.core.journal import Operation
from tests.accreditation.assessments.world import application

PLACE = "/accreditation/interests/E-00001"


def test_who_declared_an_interest_cannot_take_it_even_once_it_ended(make, officer):
    employer = make.employer()
    sent = application(make, employer)
    page = officer.submit(PLACE, {"words": "My brother works there."}).text
    assert "My brother works there." in page

    take = f"/accreditation/reviews/take/{sent.ref}"
    assert "declared an interest" in officer.post(take, follow=True).text
    officer.submit(PLACE)
    assert not queries.interests(employer.id)
    assert session.query(Interest).count() == 1, "what was declared is kept"
    assert "declared an interest" in officer.post(take, follow=True).text


@pytest.mark.parametrize(("days", "still"), [(0, True), (360, True), (370, False)])
def test_an_ended_interest_counts_as_long_as_an_officer_who_handed_on(make, officer, days, still):
    employer = make.employer()
    officer.submit(PLACE, {"words": "My brother works there."})
    officer.submit(PLACE)

    with clock.at(clock.now() + timedelta(days=days)):
        found = queries.bonds(employer, schemes.in_force(clock.today()))
    assert (officer.person_id in found.declared) is still


def test_no_colleague_undoes_a_declaration(make, officer, manager):
    make.employer()
    page = officer.submit(PLACE, {"words": "My brother works there."})
    assert "Declared. You neither assess" in page.text
    operation = session.scalar(sa.select(sa.func.max(Operation.id)))

    manager.post(f"/history/{operation}/undo")
    assert len(queries.interests(1)) == 1


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
