"""How many statements the pages of the assessments ask, however much there is to show."""

import pytest

from tests.accreditation.assessments.world import application, assessment, case_of, says
from tests.browse import Statements

QUEUE = "/accreditation/reviews"


@pytest.mark.parametrize("many", [1, 6])
def test_the_queue_asks_as_often_for_many_as_for_one(make, officer, many):
    for _ in range(many):
        application(make)
        assessment(make, assessor_id=make.person().id)

    with Statements() as asked:
        officer.get(QUEUE)

    assert asked.count <= 12, "\n".join(asked.sent)


@pytest.mark.parametrize("many", [1, 6])
def test_a_case_asks_as_often_for_many_declarations_as_for_one(make, officer, many):
    row = case_of(make, officer)
    for number in range(many):
        says(make, row.employer_id, "supervisor", 1, f"Said {number} times.")

    with Statements() as asked:
        officer.get(f"{QUEUE}/{row.ref}?criterion=SW3")

    assert asked.count <= 15, "\n".join(asked.sent)
