"""Conditions are met with proof, by somebody who may decide; the last one confirms the award."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from accreditation.assessments.models import RefusedAct
from accreditation.awards import queries as awards
from accreditation.awards.rules import State
from accreditation.decisions.models import Milestone
from accreditation.reasons.rules import Outcome
from crm.core import clock, journal
from crm.core.db import session
from crm.employers.models import Employer
from tests.accreditation.decisions.world import condition, decide, decider, waiting, wish
from tests.browse import Browser


@pytest.fixture
def conditional(make):
    two = (condition(20, "Show us your plan"), condition(40, "Name a mentor"))
    return decide(waiting(make), decider(make), wish(Outcome.CONDITIONAL, conditions=two))


def ids():
    return session.scalars(sa.select(Milestone.id).order_by(Milestone.id)).all()


def met(browser, row, number, proof="Plan seen on 3 December", **more):
    address = f"/accreditation/decisions/{row.ref}/met/{number}"
    return browser.post(address, {"proof": proof}, **more)


def test_the_award_counts_once_all_are_met(manager, conditional):
    first, last = ids()
    assert awards.waiting(conditional.employer_id).state is State.PROVISIONAL

    page = met(manager, conditional, first, follow=True).text
    assert "The condition is met." in page
    assert "Undo" not in page
    assert awards.current(conditional.employer_id) is None

    page = met(manager, conditional, last, follow=True).text
    assert "The award is confirmed" in page
    assert awards.current(conditional.employer_id).state is State.CONFIRMED
    assert "Plan seen on 3 December" in page


def test_no_undo_opens_a_condition_again(manager, conditional):
    first = ids()[0]
    met(manager, conditional, first)
    number = session.scalar(
        sa.select(journal.Operation.id).where(journal.Operation.title.like("Met a condition%"))
    )

    manager.post(f"/history/{number}/undo")

    session.expire_all()
    assert session.get_one(journal.Operation, number).kind in journal.FINAL
    assert session.get_one(Milestone, first).met_on is not None


def confirm(browser, row):
    award = awards.waiting(row.employer_id)
    given = {"reason": "CO-1", "words": "", "private": "Looks fine."}
    return browser.post(f"/accreditation/awards/{award.ref}/confirm", given)


def test_by_hand_nobody_confirms_it_while_a_condition_is_open(manager, conditional):
    met(manager, conditional, ids()[0])

    page = confirm(manager, conditional)

    assert f"{conditional.ref} has 1 open condition." in page.text
    session.expire_all()
    assert awards.waiting(conditional.employer_id).state is State.PROVISIONAL


def test_the_page_says_before_the_press_what_is_still_open(manager, conditional):
    met(manager, conditional, ids()[0])
    award = awards.waiting(conditional.employer_id)
    path = f"/accreditation/awards/{award.ref}/confirm"

    page = manager.get(path).text

    assert "It cannot be confirmed yet." in page
    assert f"{conditional.ref} has 1 open condition. Note the proof there" in page
    assert "Name a mentor, by" in page
    assert "Show us your plan" not in page
    assert f'href="/accreditation/decisions/{conditional.ref}#conditions"' in page
    assert 'name="reason"' not in page
    page = manager.get(f"/accreditation/awards/{award.ref}/drop").text
    assert 'name="reason"' in page, "not to confirm it is possible still"


def test_what_is_past_its_day_is_marked(app, make, conditional):
    with time_machine.travel(clock.now() + timedelta(days=21), tick=False):
        award = awards.waiting(conditional.employer_id)
        browser = Browser(app, decider(make))
        page = browser.get(f"/accreditation/awards/{award.ref}/confirm").text

    assert "has 2 open conditions." in page
    assert page.count("Overdue") == 1


@pytest.mark.parametrize("part", ["assessor_id", "second_id"])
def test_who_worked_on_the_case_neither_meets_conditions_nor_moves_the_award(app, make, part):
    close = decider(make)
    row = decide(
        waiting(make, **{part: close.id}), decider(make),
        wish(Outcome.CONDITIONAL, conditions=(condition(),)),
    )  # fmt: skip
    browser = Browser(app, close)

    assert met(browser, row, ids()[0]).status_code == 403
    page = confirm(browser, row)

    assert page.status_code == 403
    assert "You worked on the case behind this award." in page.text
    session.expire_all()
    assert awards.waiting(row.employer_id).state is State.PROVISIONAL
    assert session.scalars(sa.select(Milestone.met_on)).all() == [None]


def test_who_assessed_the_last_case_decides_the_next_one(make):
    """A newer decision takes the place of an award that waits, whoever assessed for that one."""
    close = decider(make)
    old = waiting(make, assessor_id=close.id)
    first = decide(old, decider(make), wish(Outcome.CONDITIONAL, conditions=(condition(),)))
    employer = session.get_one(Employer, first.employer_id)

    second = decide(waiting(make, employer=employer), close)

    assert awards.current(employer.id).decision_ref == second.ref


def test_it_needs_proof(manager, conditional):
    page = met(manager, conditional, ids()[0], proof="").text

    assert "Say what you saw." in page
    assert session.scalars(sa.select(Milestone.met_on)).all() == [None, None]


def test_an_officer_does_not_accept_proof(officer, conditional):
    assert met(officer, conditional, ids()[0]).status_code == 403
    assert "Your role does not accept proof" in session.scalar(sa.select(RefusedAct.why))


def test_the_relationship_officer_does_not_accept_proof(app, make, conditional):
    owner = decider(make)
    session.get_one(Employer, conditional.employer_id).owner_id = owner.id
    session.commit()

    assert met(Browser(app, owner), conditional, ids()[0]).status_code == 403


def test_one_that_is_met_is_not_met_again(manager, conditional):
    first = ids()[0]
    met(manager, conditional, first)

    assert "This is met already." in met(manager, conditional, first, follow=True).text


def test_a_condition_of_another_decision_is_not_there(manager, make, conditional):
    other = decide(waiting(make), decider(make))

    assert met(manager, other, ids()[0]).status_code == 404


def test_open_conditions_stand_on_the_list_until_they_are_met(manager, conditional):
    assert "Name a mentor" in manager.get("/accreditation/decisions").text

    for number in ids():
        met(manager, conditional, number)
    assert "Name a mentor" not in manager.get("/accreditation/decisions").text
