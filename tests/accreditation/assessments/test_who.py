"""Who may assess and who may decide."""

import pytest

from accreditation.assessments import actions, queries
from accreditation.assessments.models import Interest, RefusedAct
from accreditation.assessments.rules import Bonds, why_not_assess, why_not_decide, why_not_second
from accreditation.scheme import queries as schemes
from crm.core import clock
from crm.core.db import session
from crm.core.permissions import Role
from crm.employers.models import EmployerMerge
from tests.accreditation.assessments.world import assessment, owned_then_handed_on, sealed


class Who:
    def __init__(self, number, role):
        self.id, self.role = number, role


FREE = Bonds(frozenset({8}), frozenset({9}), 12)


@pytest.mark.parametrize(
    ("number", "role", "said"),
    [
        (1, Role.OFFICER, ""),
        (1, Role.MANAGER, ""),
        (1, Role.TRAINEE, "Your role does not assess"),
        (1, Role.AUDITOR, "Your role does not assess"),
        (8, Role.OFFICER, "within the last 12 months"),
        (8, Role.ADMIN, "within the last 12 months"),
        (9, Role.MANAGER, "declared an interest"),
    ],
)
def test_who_may_assess(number, role, said):
    found = why_not_assess(Who(number, role), FREE)
    assert said in found if said else found == ""


@pytest.mark.parametrize(
    ("number", "role", "said"),
    [
        (1, Role.MANAGER, ""),
        (1, Role.OFFICER, "Your role does not decide"),
        (2, Role.MANAGER, "You assessed"),
        (3, Role.MANAGER, "second opinion"),
        (8, Role.MANAGER, "within the last 12 months"),
        (9, Role.ADMIN, "declared an interest"),
    ],
)
def test_who_may_decide(number, role, said):
    found = why_not_decide(Who(number, role), FREE, assessor_id=2, second_id=3)
    assert said in found if said else found == ""


def test_the_assessor_gives_no_second_opinion():
    assert "You assessed" in why_not_second(Who(2, Role.OFFICER), FREE, assessor_id=2)
    assert why_not_second(Who(1, Role.OFFICER), FREE, assessor_id=2) == ""


def test_who_ever_assessed_neither_seconds_nor_decides():
    bonds = Bonds(frozenset(), frozenset(), 12, hands=frozenset({7}))
    who = Who(7, Role.MANAGER)
    assert "You assessed" in why_not_second(who, bonds, assessor_id=2)
    assert "You assessed" in why_not_decide(who, bonds, assessor_id=2, second_id=None)
    assert why_not_assess(who, bonds) == "", "they may take it back"


def test_assigned_stands_for_the_role_but_not_for_independence():
    assert why_not_assess(Who(1, Role.AUDITOR), FREE, assigned=True) == ""
    assert why_not_assess(Who(8, Role.AUDITOR), FREE, assigned=True) != ""


@pytest.mark.parametrize(("days", "still"), [(1, True), (360, True), (370, False)])
def test_who_had_it_within_twelve_months_is_too_close(make, days, still):
    employer, first, second = owned_then_handed_on(make, days)
    bonds = queries.bonds(employer, schemes.in_force(clock.today()))

    assert (first.id in bonds.officers) is still
    assert second.id in bonds.officers
    assert bonds.months == 12


def test_officers_of_a_merged_employer_and_declared_interests_count(make):
    employer, _, _ = owned_then_handed_on(make, 1000)
    other, first, second = owned_then_handed_on(make, 10)
    friend = make.person()
    session.add(
        EmployerMerge(gone_id=other.id, gone_name="Other", survivor_id=employer.id,
                      person_name="Ruth", at=clock.now())
    )  # fmt: skip
    session.add(
        Interest(employer_id=employer.id, person_id=friend.id, words="Sister works there",
                 declared_at=clock.now())
    )  # fmt: skip
    session.commit()

    bonds = queries.bonds(employer, schemes.in_force(clock.today()))
    assert {first.id, second.id} <= bonds.officers
    assert bonds.declared == {friend.id}


def test_a_refused_act_stays_when_the_request_is_taken_back(make):
    row, person = sealed(make), make.person()
    number = row.id
    row.sent_back = "half done"

    actions.refuse(row, person, "decide", "You assessed this employer.")

    session.expire_all()
    assert queries.assessment_or_404(f"S-{number:05d}").sent_back == ""
    kept = session.query(RefusedAct).one()
    assert (kept.assessment_id, kept.act, kept.person_id) == (number, "decide", person.id)
    assert queries.refused(number)[0].person.name == person.name


def test_a_review_is_opened_once(make):
    employer = make.employer()
    row = actions.open_review(employer, "A gate fails")
    session.commit()

    assert actions.open_review(employer, "Another gate fails") is row
    assert row.why_opened == "A gate fails"
    assert queries.open_for(employer.id) is row


def test_ready_lists_what_waits_and_close_ends_it(make):
    assessment(make)
    row = sealed(make)

    assert list(queries.ready()) == [row]
    actions.close(row)
    session.commit()
    assert not queries.ready()
    with pytest.raises(Exception, match="does not wait"):
        actions.close(row)
