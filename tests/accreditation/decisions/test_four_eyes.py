"""Nobody gets round four eyes: each attempt is refused, by the page, the model and the database,
and what was tried on a page is written down."""

import pytest
import sqlalchemy as sa

from accreditation.assessments import desk, drafting, queries
from accreditation.assessments.models import Assessment, Interest, RefusedAct
from accreditation.assessments.rules import State
from accreditation.decisions.models import Decision, NotAllowed
from crm.core import clock, journal
from crm.core.db import session, table_of
from crm.core.permissions import Role
from crm.employers.models import Employer
from tests.accreditation.decisions.test_decide import APPROVE, confirm, decided, look
from tests.accreditation.decisions.world import decide, decider, handed_over, waiting, wish
from tests.browse import Browser


def log():
    return [(row.act, row.why) for row in session.scalars(sa.select(RefusedAct))]


def refused(app, person, case, **more):
    """Post as this person would past the page; return the answer and what was written down."""
    answer = Browser(app, person).post(
        f"/accreditation/decisions/new/{case.ref}", {**APPROVE, "step": "confirm", **more}
    )
    assert decided() == []
    return answer, log()


def test_who_assessed_may_not_decide(app, make):
    boss = decider(make)
    answer, written = refused(app, boss, waiting(make, assessor_id=boss.id))

    assert answer.status_code == 403
    assert written == [("decide S-00001", "You assessed this employer. Somebody else decides.")]


def test_who_gave_the_second_opinion_may_not_decide(app, make):
    boss = decider(make)
    answer, written = refused(app, boss, waiting(make, second_id=boss.id, borderline=True))

    assert answer.status_code == 403
    assert "You gave the second opinion" in written[0][1]


def test_who_assessed_before_somebody_took_over_may_not_decide(app, make):
    boss = decider(make)
    case = handed_over(make, boss)

    answer, written = refused(app, boss, case)
    assert answer.status_code == 403
    assert written == [("decide S-00001", "You assessed this employer. Somebody else decides.")]
    case = queries.assessment_or_404("S-00001")
    with pytest.raises(desk.NotAllowed, match="You assessed this employer"):
        drafting.send_back(case, "Look again", by=boss)

    with journal.acting(boss):
        session.add(Decision(**values(case, boss)))
        with pytest.raises(NotAllowed, match="You assessed this employer"):
            session.flush()
    session.rollback()
    assert decide(session.get_one(Assessment, case.id), decider(make)).assessor_id != boss.id


def test_the_officer_of_the_last_year_may_not_decide_after_handing_on(app, make):
    boss = decider(make)
    employer = make.employer(made_up=True, owner_id=boss.id)
    session.get_one(Employer, employer.id).owner_id = make.person().id
    session.commit()

    answer, written = refused(app, boss, waiting(make, employer=employer))

    assert answer.status_code == 403
    assert "relationship officer within the last 12 months" in written[0][1]


def test_a_declared_interest_blocks(app, make):
    boss, case = decider(make), waiting(make)
    with journal.acting(boss):
        session.add(
            Interest(employer_id=case.employer_id, person_id=boss.id, words="My sister works there",
                     declared_at=clock.now())
        )  # fmt: skip
        session.commit()

    assert "You declared an interest" in refused(app, boss, case)[1][0][1]


@pytest.mark.parametrize("role", [Role.OFFICER, Role.TRAINEE, Role.AUDITOR])
def test_a_role_that_does_not_decide_is_written_down(app, make, role):
    answer, written = refused(app, make.person(role=role), waiting(make))

    assert answer.status_code == 403
    assert written == [("decide S-00001", "Your role does not decide on levels. Ask a manager.")]


def test_the_same_person_under_another_role_is_the_same_person(app, make):
    """Made an administrator after assessing: it is the person that counts, not the role."""
    person = make.person(role=Role.OFFICER)
    case = waiting(make, assessor_id=person.id)
    person.role = Role.ADMIN
    session.commit()

    assert "You assessed this employer" in refused(app, person, case)[1][0][1]


@pytest.mark.parametrize(
    "forged",
    [
        {"level": "gold"},
        {"approver_id": "1"},
        {"assessor_id": "2"},
        {"second_id": "2"},
        {"proposed": "gold"},
    ],
    ids=lambda sent: next(iter(sent)),
)
def test_forged_fields_are_refused_and_written_down(app, make, forged):
    answer, written = refused(app, decider(make), waiting(make), **forged)

    assert answer.status_code == 403
    assert len(written) == 1


def test_approval_past_a_blocked_gate_is_refused_and_written_down(app, make):
    case = waiting(make, "silver", shut="shortfall")

    answer, written = refused(app, decider(make), case, level="", reason="A-EVIDENCE")

    assert answer.status_code == 403
    assert "A gate blocks every level." in written[0][1]


def test_a_council_department_needs_an_independent_reviewer(app, make):
    employer = make.employer(made_up=True, council=True)
    outside = decider(make, independent=True, name="Ines Apart")
    case = waiting(make, employer=employer, reviewer_id=outside.id)

    _, written = refused(app, decider(make), case)
    assert "an independent reviewer decides" in written[0][1]

    browser = Browser(app, outside)
    confirm(browser, case, look(browser, case, **APPROVE), **APPROVE)
    row = decided()[0]
    assert row.approver_id == outside.id
    assert "An independent reviewer made the decision" in str(
        session.scalar(sa.select(Decision.letter))
    )


def test_an_external_reviewer_decides_only_what_is_assigned(app, make):
    outside = decider(make, independent=True)

    assert "You review only what is assigned" in refused(app, outside, waiting(make))[1][0][1]


def test_what_was_tried_stands_on_the_decision(app, make, manager):
    boss = decider(make, name="Tess Trier")
    case = waiting(make, assessor_id=boss.id)
    refused(app, boss, case)
    confirm(manager, case, look(manager, case, **APPROVE), **APPROVE)

    page = manager.get(f"/accreditation/decisions/{decided()[0].ref}").text
    assert "Tess Trier: decide S-00001" in page


def values(case, approver, **more):
    """The row of a decision, past every rule of ours."""
    held = session.get(Assessment, case.id)
    return {
        "assessment_id": case.id, "employer_id": case.employer_id,
        "scheme_version_id": case.scheme_version_id, "assessor_id": case.assessor_id,
        "approver_id": approver.id, "proposed": case.proposed, "outcome": "approved",
        "level": "silver", "facts": held.facts, "judgements": {}, "result": held.result,
        "waived": [], "reasons": [], "words": "", "letter": [], "decided_at": clock.now(),
        "valid_from": clock.today(), "valid_until": clock.today(), "appeal_until": clock.today(),
        "public_ok": False, "made_up": True, "previous": "", "digest": "x", **more,
    }  # fmt: skip


def test_the_model_refuses_what_no_action_saw(make):
    boss, case = decider(make), waiting(make)

    with journal.acting(make.person()):
        session.add(Decision(**values(case, boss)))
        with pytest.raises(NotAllowed, match="Only the person who decides"):
            session.flush()
    session.rollback()

    case = session.get(Assessment, case.id)
    session.add(Decision(**values(case, make.person())))
    with pytest.raises(NotAllowed, match="Your role does not decide"):
        session.flush()
    session.rollback()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"approver": "assessor"}, "four_eyes|ever assessed|people of its sealed"),
        ({"assessor": "other"}, "people of its sealed|FOREIGN KEY"),
        ({"approver": "second"}, "second_eyes|people of its sealed"),
        ({"second": None}, "people of its sealed"),
        ({"state": "open"}, "people of its sealed"),
        ({"proposed": "gold"}, "people of its sealed"),
        ({"approver": "owner"}, "somebody independent"),
        ({"council": True}, "somebody independent"),
        ({"outcome": "refused"}, "level_when_granted"),
    ],
    ids=str,
)
def test_the_database_refuses_too(make, change, says):
    boss, second, other = decider(make), decider(make), decider(make)
    employer = make.employer(made_up=True, council=bool(change.get("council")))
    if change.get("approver") == "owner":
        session.get_one(Employer, employer.id).owner_id = boss.id
        session.commit()
    case = waiting(make, employer=employer, second_id=second.id, borderline=True,
                   state=State(change.get("state", "ready")))  # fmt: skip
    people = {"assessor": case.assessor_id, "second": second.id, "other": other.id, None: None}
    row = values(case, boss) | {"second_id": second.id}
    for name in ("approver", "assessor", "second"):
        if change.get(name, "owner") != "owner":
            row[f"{name}_id"] = people[change[name]]
    row |= {key: change[key] for key in ("proposed", "outcome") if key in change}

    with pytest.raises(sa.exc.DatabaseError, match=says):
        session.connection().execute(sa.insert(table_of(Decision)), row)
    session.rollback()


def test_the_database_refuses_whoever_assessed_it_before_somebody_took_over(make):
    boss = decider(make)
    row = values(handed_over(make, boss), boss)

    with pytest.raises(sa.exc.DatabaseError, match="who ever assessed a case never decides it"):
        session.connection().execute(sa.insert(table_of(Decision)), row)
    session.rollback()


@pytest.mark.parametrize(
    "statement",
    ["UPDATE decision SET level = 'gold'", "UPDATE decision SET approver_id = assessor_id",
     "UPDATE decision SET letter = '[]'", "DELETE FROM decision"],
)  # fmt: skip
def test_a_decision_never_changes(make, statement):
    decide(waiting(make), decider(make))

    with pytest.raises(sa.exc.DatabaseError, match="a decision never changes"):
        session.connection().exec_driver_sql(statement)
    session.rollback()


def test_an_assessment_does_not_change_once_it_waits(make):
    """An edit after submission: neither the proposal nor the facts under the approver's eyes."""
    case = waiting(make)
    with pytest.raises(sa.exc.DatabaseError, match="sealed assessment never changes"):
        session.connection().exec_driver_sql("UPDATE assessment SET proposed = 'gold'")
    session.rollback()
    decide(case, decider(make), wish())
