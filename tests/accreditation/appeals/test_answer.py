"""Answering a review: never who worked on it, and what each outcome does."""

import pytest
import sqlalchemy as sa

from accreditation.appeals import actions, queries
from accreditation.appeals.models import Appeal
from accreditation.appeals.rules import Outcome, State
from accreditation.assessments.models import Assessment, RefusedAct
from accreditation.awards import moves
from accreditation.awards import queries as awards
from accreditation.awards.models import Award
from accreditation.awards.moves import NotYours
from accreditation.awards.rules import Move
from accreditation.awards.rules import State as Held
from accreditation.badges.models import Badge
from crm.core import clock, journal
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.core.outbox import Mail
from crm.core.permissions import Role
from crm.employers.models import Employer
from crm.people.models import Person
from tests.accreditation.appeals.test_ask import asked, one, suspended
from tests.accreditation.awards.test_races import at_once
from tests.accreditation.awards.world import granted
from tests.accreditation.decisions import world
from tests.browse import Browser

ANSWER = {"words": "We read the slip again.", "private": "Checked with payroll."}


def go(browser, outcome, **changes):
    row = one()
    return browser.post(
        f"/accreditation/appeals/{row.ref}/answer", ANSWER | {"outcome": outcome.value} | changes
    )


def fresh(row):
    return session.get(type(row), row.id, populate_existing=True)


def revoked(make, code="RV-2"):
    employer = make.employer(made_up=True)
    make.contact(employer, email="ann@firm.example")
    award = granted(make, employer=employer)
    held = awards.award_or_404(award.ref, lock=True)
    moves.make(held, Move.REVOKE, by=make.person(role=Role.MANAGER), code=code, private="x")
    session.commit()
    return awards.award_or_404(award.ref)


def reviews():
    return session.scalars(sa.select(Assessment.why_opened)).all()


def test_a_suspension_that_was_wrong_ends(make, manager, stranger):
    award = suspended(make)
    asked(award, stranger)
    board = manager.get("/accreditation/appeals")
    assert "Windrush Foods" in board.text
    manager.post(f"/accreditation/appeals/{one().ref}/take")
    assert one().reviewer_id == manager.person_id

    answer = go(manager, Outcome.UPHELD)

    assert answer.status_code == 302
    assert fresh(award).state is Held.CONFIRMED
    assert session.get(Badge, award.badge_id, populate_existing=True).held_since is None
    mail = session.scalars(sa.select(Mail).order_by(Mail.id.desc()).limit(1)).one()
    assert mail.subject == "Our answer to your request"
    assert "We read the slip again." in mail.body
    assert "Checked with payroll." not in mail.body
    assert "Upheld" in manager.get("/accreditation/appeals").text


def test_a_level_that_was_taken_away_wrongly_comes_back_as_a_new_award(make, manager, stranger):
    award = revoked(make)
    asked(award, stranger)

    go(manager, Outcome.UPHELD)

    assert fresh(award).state is Held.REVOKED, "what is final stays"
    newer = awards.current(award.employer_id)
    assert (newer.replaces_id, newer.decision_ref) == (award.id, one().ref)
    assert (newer.level, newer.ends_on) == (award.level, award.ends_on)
    assert session.get(Badge, newer.badge_id).revoked_at is None
    page = manager.get(f"/accreditation/awards/{newer.ref}").text
    assert f'href="/accreditation/appeals/{newer.decision_ref}"' in page


@pytest.mark.parametrize(
    ("outcome", "opened"),
    [(Outcome.REJECTED, 0), (Outcome.VARIED, 1), (Outcome.REASSESS, 1)],
)
def test_other_outcomes_leave_the_level_to_a_new_decision(make, manager, stranger, outcome, opened):
    award = suspended(make)
    asked(award, stranger)

    go(manager, outcome)

    assert fresh(award).state is Held.SUSPENDED
    assert len(reviews()) == opened


def test_a_decision_that_is_set_aside_is_assessed_again(make, manager, stranger):
    case = world.waiting(make)
    world.decide(case, world.decider(make))
    asked(awards.current(case.employer_id), stranger)

    go(manager, Outcome.UPHELD)

    assert f"{one().ref}: upheld" in reviews()


def one_of(role):
    return {"assessor": "assessor_id", "second": "second_id", "approver": "approver_id"}[role]


@pytest.mark.parametrize("role", ["assessor", "second", "approver"])
def test_who_worked_on_it_cannot_answer(app, make, stranger, role):
    people = {name: make.person(role=Role.MANAGER) for name in ("assessor", "second", "approver")}
    case = world.waiting(
        make, assessor_id=people["assessor"].id, second_id=people["second"].id,
        second_words="Yes", second_at=clock.now(),
    )  # fmt: skip
    world.decide(case, people["approver"])
    asked(awards.current(case.employer_id), stranger)
    browser = Browser(app, session.get(Person, people[role].id))

    page = go(browser, Outcome.UPHELD)

    assert page.status_code == 403
    assert "Somebody else has to look at it" in page.text
    assert browser.post(f"/accreditation/appeals/{one().ref}/take").status_code == 403
    assert one().state is State.ASKED
    acts = session.scalars(sa.select(RefusedAct.act).order_by(RefusedAct.id)).all()
    assert acts == [f"answer {one().ref}", f"take {one().ref}"]


def test_who_assessed_before_somebody_took_over_cannot_answer(app, make, stranger):
    first = make.person(role=Role.MANAGER)
    case = world.handed_over(make, first)
    world.decide(case, world.decider(make))
    asked(awards.current(case.employer_id), stranger)

    assert go(Browser(app, first), Outcome.UPHELD).status_code == 403
    row = one()
    row.state, row.outcome, row.answered_by_id = State.ANSWERED, Outcome.REJECTED, first.id
    with pytest.raises(NotYours):
        session.flush()
    session.rollback()


def test_who_moved_it_cannot_answer(app, make, stranger):
    mover = make.person(role=Role.MANAGER)
    award = suspended(make, by=mover)
    asked(award, stranger)
    assert go(Browser(app, session.get(Person, mover.id)), Outcome.REJECTED).status_code == 403


def test_below_the_views_the_same_holds(make, stranger):
    mover, other = make.person(role=Role.MANAGER), make.person(role=Role.MANAGER)
    award = suspended(make, by=mover)
    asked(award, stranger)
    number = one().id
    session.rollback()

    row = session.get(Appeal, number)
    row.state, row.outcome, row.answered_by_id = State.ANSWERED, Outcome.REJECTED, mover.id
    with pytest.raises(NotYours):
        session.flush()
    session.rollback()
    with pytest.raises(sa.exc.IntegrityError):
        session.connection().execute(
            sa.update(Appeal.__table__).values(
                state="answered", outcome="rejected", answered_by_id=mover.id
            )
        )
    session.rollback()
    with journal.acting(mover), pytest.raises(RuleBroken, match="put their name"):
        actions.answer(session.get(Appeal, number), Outcome.REJECTED, words="x", private="",
                       by=other)  # fmt: skip
    session.rollback()
    row = session.get(Appeal, number)
    row.mover_id = other.id
    with pytest.raises(RuleBroken, match="stays as it was asked for"):
        session.flush()
    session.rollback()


def test_an_answer_is_final(make, manager, stranger):
    award = suspended(make)
    asked(award, stranger)
    go(manager, Outcome.REJECTED)

    assert "answered already" in go(manager, Outcome.UPHELD).text
    assert one().outcome is Outcome.REJECTED
    row = one()
    row.answer = "Something else"
    with pytest.raises(RuleBroken, match="stays as it was answered"):
        session.flush()
    session.rollback()


def test_the_council_needs_somebody_independent(make, manager, stranger):
    award = suspended(make)
    asked(award, stranger)
    session.get(Employer, award.employer_id).council = True
    session.commit()
    assert "independent reviewer" in go(manager, Outcome.REJECTED).text


def test_an_officer_reads_and_answers_nothing(make, officer, stranger):
    award = suspended(make)
    asked(award, stranger)
    assert officer.get(f"/accreditation/appeals/{one().ref}").status_code == 200
    assert go(officer, Outcome.UPHELD).status_code == 403


def test_of_two_answers_at_once_one_counts(app, make, stranger):
    award = suspended(make)
    asked(award, stranger)
    ref = one().ref
    ids = [make.person(role=Role.MANAGER).id for _ in range(2)]

    def act(number, outcome):
        def go_on():
            row = queries.appeal_or_404(ref, lock=True)
            by = session.get_one(Person, number)
            actions.answer(row, outcome, words="x", private="", by=by)
            return outcome.value

        return go_on

    answers = at_once(app, [act(ids[0], Outcome.UPHELD), act(ids[1], Outcome.REJECTED)])

    assert sum(answer in ("upheld", "rejected") for answer in answers) == 1
    assert any("is answered already" in answer for answer in answers)
    state = session.get(Award, award.id, populate_existing=True).state
    assert (state is Held.CONFIRMED) == (one().outcome is Outcome.UPHELD)
