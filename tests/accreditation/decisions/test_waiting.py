"""What waits for a decision stands in the menu and on Today of who may decide it."""

import pytest

from accreditation.assessments.rules import State
from crm.core.permissions import Role
from tests.accreditation.decisions.world import waiting
from tests.browse import Browser


def today_of(app, person) -> str:
    return Browser(app, person).get("/").text


@pytest.fixture
def assessor(make):
    """A manager who assessed a case that waits."""
    person = make.person(role=Role.MANAGER)
    waiting(make, assessor_id=person.id)
    return person


def test_a_manager_reads_on_today_what_waits_to_be_decided(app, make, assessor):
    page = today_of(app, make.person(role=Role.MANAGER))

    assert "1 to decide" in page
    assert "The oldest waits since" in page
    assert '<summary>Accreditation <span class="pw-count">1<' in page


def test_who_assessed_it_or_may_not_decide_reads_nothing_of_it(app, make, assessor):
    assert "to decide" not in today_of(app, assessor)
    assert "to decide" not in today_of(app, make.person(role=Role.OFFICER))


def test_an_officer_reads_what_nobody_assesses_yet(app, make):
    waiting(make, state=State.OPEN, assessor_id=None)

    assert "1 to assess" in today_of(app, make.person(role=Role.OFFICER))
