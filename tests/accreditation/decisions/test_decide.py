"""Deciding on the page: the letter first, then for good; the next case opens."""

import re

import sqlalchemy as sa

from accreditation.assessments.models import Assessment, RefusedAct
from accreditation.assessments.rules import State
from accreditation.awards import queries as awards
from accreditation.awards.rules import State as AwardState
from accreditation.decisions.models import Decision, Milestone
from accreditation.reasons.rules import Outcome
from crm.core.db import session
from crm.core.outbox import Mail
from crm.core.permissions import Role
from crm.followups.models import FollowUp
from tests.accreditation.assessments.world import assessment
from tests.accreditation.decisions.world import decider, waiting
from tests.browse import Browser

APPROVE = {"outcome": "approved", "level": "silver", "reason": "A-EVIDENCE"}


def look(browser, case, **sent):
    return browser.post(f"/accreditation/decisions/new/{case.ref}", {**sent, "step": "look"})


def confirm(browser, case, page, **sent):
    seen = re.search(r'name="seen" value="(\w+)"', page.text)
    data = {**sent, "step": "confirm", "seen": seen[1] if seen else ""}
    return browser.post(f"/accreditation/decisions/new/{case.ref}", data)


def decided():
    return session.scalars(sa.select(Decision).order_by(Decision.id)).all()


def test_the_letter_is_shown_before_anything_is_decided(manager, make):
    case = waiting(make)
    page = manager.get(f"/accreditation/decisions/new/{case.ref}").text
    assert "Approve Silver, Practising as proposed" in page

    page = look(manager, case, **APPROVE)

    assert "We gave you the level Silver, Practising." in page.text
    assert "Confirm and send the letter" in page.text
    assert decided() == []
    assert session.scalars(sa.select(Mail)).all() == []


def test_confirmed_it_grants_the_award_and_sends_a_link(manager, make):
    employer = make.employer(made_up=True)
    make.contact(employer, name="Bea Boss", email="bea@brook.example")
    case = waiting(make, employer=employer)

    answer = confirm(manager, case, look(manager, case, **APPROVE), **APPROVE)

    assert answer.location == "/accreditation/decisions"
    row = decided()[0]
    assert (row.outcome, row.level, row.assessor_id) == ("approved", "silver", case.assessor_id)
    assert row.approver_id == manager.person_id
    award = awards.current(employer.id)
    assert (award.state, award.decision_ref) == (AwardState.CONFIRMED, row.ref)
    assert session.get(Assessment, case.id).state is State.DECIDED
    mail = session.scalar(sa.select(Mail).where(Mail.kind == "decision"))
    assert (mail.to_addr, mail.link_id) == ("bea@brook.example", row.link_id)
    assert "{link}" in mail.body
    assert "Silver" not in mail.body + mail.subject
    page = manager.get("/accreditation/decisions").text
    assert "A decision stays" in page
    assert "Undo" not in page


def test_the_next_case_opens(manager, make):
    first, second = waiting(make), waiting(make)

    answer = confirm(manager, first, look(manager, first, **APPROVE), **APPROVE)

    assert answer.location == f"/accreditation/decisions/new/{second.ref}"


def test_with_conditions_the_award_waits_and_the_days_are_followed_up(manager, make):
    owner = make.person(name="Olga Owner")
    employer = make.employer(made_up=True, owner_id=owner.id)
    case = waiting(make, employer=employer)
    sent = {
        "outcome": "conditional", "level": "silver", "reason": "C-PROOF",
        "words_1": "Show us the plan for new people", "due_1": "in 6 weeks",
        "words_2": "Ask a second person to be a mentor", "due_2": "in 12 weeks",
    }  # fmt: skip

    page = look(manager, case, **sent)
    assert "What you need to do" in page.text
    hidden = dict(re.findall(r'name="((?:words|due)_\d)" value="([^"]*)"', page.text))
    confirm(manager, case, page, **(sent | hidden))

    assert awards.waiting(employer.id).state is AwardState.PROVISIONAL
    rows = session.scalars(sa.select(Milestone).order_by(Milestone.due_on)).all()
    assert [row.words for row in rows] == [sent["words_1"], sent["words_2"]]
    steps = session.scalars(sa.select(FollowUp).where(FollowUp.owner_id == owner.id)).all()
    assert len(steps) == 2


def test_refused_it_grants_nothing_and_says_what_would_help(manager, make):
    case = waiting(make, "bronze")
    sent = {"outcome": "refused", "level": "bronze", "reason": "R-EVIDENCE"}

    page = look(manager, case, **sent)
    assert "We did not give you a level this time." in page.text
    assert "How to get a level" in page.text
    confirm(manager, case, page, **sent)

    assert (decided()[0].outcome, decided()[0].level) == (Outcome.REFUSED, "")
    assert awards.current(case.employer_id) is None


def test_a_blocked_gate_switches_approval_off_and_says_why(manager, make):
    case = waiting(make, "silver", shut="shortfall")

    page = manager.get(f"/accreditation/decisions/new/{case.ref}").text

    assert "No level can be awarded." in page
    assert "Approval is switched off." in page
    assert 'value="approved"' not in page
    assert "Waive it" in page


def test_lower_than_proposed_needs_a_reason_of_ones_own(manager, make):
    case = waiting(make)
    lower = {"outcome": "approved", "level": "bronze", "reason": "A-LOWER"}

    page = look(manager, case, **lower)
    assert "Say why the level is lower than the evidence supports." in page.text

    page = look(manager, case, **lower, words="The second visit is still to come.")
    assert "Bronze, Committed" in page.text
    assert "The second visit is still to come." in page.text


def test_pay_never_enters_a_letter(manager, make):
    case = waiting(make)

    page = look(manager, case, **APPROVE, words="You pay £13.10 an hour, which is good.")

    assert "Leave pay figures out" in page.text
    assert "Confirm and send" not in page.text


def test_a_letter_that_changed_since_it_was_looked_at_is_not_sent(manager, make):
    case = waiting(make)
    page = look(manager, case, **APPROVE)

    answer = confirm(manager, case, page, **APPROVE, words="Something else")

    assert "The letter changed since you looked at it" in answer.text
    assert decided() == []


def test_who_may_not_decide_sees_the_rule_and_who_can(app, make):
    assessor = make.person(role=Role.MANAGER, name="Ada Assessor")
    decider(make, name="Dora Decider")
    case = waiting(make, assessor_id=assessor.id)

    page = Browser(app, assessor).get(f"/accreditation/decisions/new/{case.ref}").text

    assert "You assessed this employer. Somebody else decides." in page
    assert "Who can: Dora Decider." in page
    assert "Show the letter" not in page


def test_who_comes_second_sees_what_happened(app, manager, make):
    case = waiting(make)
    other = Browser(app, decider(make, name="Quick Quinn"))
    mine = look(manager, case, **APPROVE)
    confirm(other, case, look(other, case, **APPROVE), **APPROVE)

    answer = confirm(manager, case, mine, **APPROVE)

    assert answer.status_code == 409
    assert "Quick Quinn" in answer.text
    assert "Nothing of yours was saved over it" in answer.text
    assert len(decided()) == 1
    assert len(session.scalars(sa.select(RefusedAct)).all()) == 0


def test_what_is_still_being_assessed_cannot_be_decided_or_waived(manager, make):
    case = assessment(make)

    for path in (f"new/{case.ref}", f"waive/{case.ref}/G1"):
        page = manager.get(f"/accreditation/decisions/{path}", follow=True)
        assert "it is still with its assessor" in page.text
    assert look(manager, case, **APPROVE).location == "/accreditation/decisions"
    assert decided() == []
