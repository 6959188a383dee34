"""One change to many employers: chosen, checked row by row, undone as a whole."""

from datetime import date

import pytest
import sqlalchemy as sa

from crm.activity import actions as activities
from crm.activity.rules import Kind, Outcome
from crm.bulk import jobs, rules
from crm.bulk.models import BulkChange
from crm.bulk.rules import State
from crm.core import clock, undo
from crm.core.db import session
from crm.core.journal import Operation
from crm.core.permissions import Role
from crm.employers.models import Employer
from crm.followups.models import FollowUp, SequenceRun
from tests.browse import Browser

PLAN = {"title": "Call about December", "due_on": "in 2 weeks", "whose": "owners"}


@pytest.mark.parametrize(
    ("seen", "now", "why"), [(3, 3, ""), (3, 4, rules.CHANGED), (3, None, rules.GONE)]
)
def test_a_row_is_changed_only_as_it_was_seen(seen, now, why):
    assert rules.refusal(seen, now) == why


@pytest.mark.parametrize(
    ("texts", "found"),
    [(["3", "1", "3"], [3, 1]), (["", "x", "-1", "²", "9" * 30], []), (["1", "2", "3"], [1, 2])],
)
def test_numbers_are_read_once_each(texts, found):
    assert rules.numbers(texts, most=2) == found


@pytest.mark.parametrize(
    ("names", "total", "said"),
    [(["A"], 1, "A"), (["A", "B"], 2, "A and B"), (["A", "B"], 1202, "A, B and 1,200 more")],
)
def test_the_first_names_are_told(names, total, said):
    assert rules.first_names(names, total) == said


def choose(browser, act, *rows, which="picked", listed=""):
    data = {"act": act, "which": which, "listed": listed, "pick": [str(row.id) for row in rows]}
    return browser.post("/bulk", data=data)


def change():
    session.expire_all()
    return session.scalars(sa.select(BulkChange).order_by(BulkChange.id.desc())).first()


def undo_last():
    session.expire_all()
    last = session.scalars(sa.select(Operation).order_by(Operation.id.desc()).limit(1)).one()
    undo.undo(last.id)
    session.commit()


def steps():
    session.expire_all()
    return session.scalars(sa.select(FollowUp).order_by(FollowUp.id)).all()


def test_an_officer_plans_with_the_ticked_ones_and_takes_it_back(officer, make):
    owner = make.person()
    firms = [make.employer(name=f"Firm {n}", owner_id=owner.id) for n in range(3)]

    answer = choose(officer, "plan", *firms[:2])
    page = officer.get(answer.location)
    assert "Plan a follow-up: 2 employers" in page.text
    assert "Firm 0 and Firm 1." in page.text
    assert "Plan for 2</button>" in page.text
    told = officer.get(officer.post(answer.location, data=PLAN).location)

    assert "Planned with 2 employers." in told.text
    assert [(s.employer_id, s.owner_id) for s in steps()] == [(f.id, owner.id) for f in firms[:2]]
    undo_last()
    assert not steps()


def test_all_that_match_are_the_rows_of_the_filter_and_no_other(officer, make):
    owner = make.person()
    theirs = [make.employer(name=f"Theirs {n}", tier="A") for n in range(60)]
    make.employer(name="Other")

    answer = choose(officer, "owner", which="all", listed="tier=A&sort=next")
    assert "60 employers" in officer.get(answer.location).text
    officer.post(answer.location, data={"owner": str(owner.id), "steps": "y"})

    session.expire_all()
    have = set(session.scalars(sa.select(Employer.id).where(Employer.owner_id == owner.id)))
    assert have == {row.id for row in theirs}
    undo_last()
    assert not session.scalar(sa.select(Employer.id).where(Employer.owner_id == owner.id))


def test_this_page_means_the_rows_that_were_shown(officer, make):
    rows = [make.employer() for _ in range(3)]
    data = {"act": "plan", "which": "page", "page": f"{rows[0].id}-{rows[2].id}"}

    officer.post("/bulk", data=data)

    assert sorted(row_id for row_id, _ in change().chosen) == [rows[0].id, rows[2].id]


def test_what_was_changed_since_is_left_with_the_reason(officer, make):
    first, second = make.employer(name="Kept"), make.employer(name="Edited")
    answer = choose(officer, "plan", first, second)
    session.get_one(Employer, second.id).notes = "somebody else"
    session.commit()

    page = officer.get(officer.post(answer.location, data=PLAN).location)

    assert "Planned with 1 employer." in page.text
    assert rules.CHANGED in page.text
    assert [step.employer_id for step in steps()] == [first.id]


@pytest.mark.parametrize(("reason", "planned"), [("", 1), ("They all asked", 2)])
def test_one_who_is_asked_often_is_left_out_but_for_a_reason(officer, make, reason, planned):
    free, often = make.employer(name="Free"), make.employer(name="Often")
    by = make.person()
    for _ in range(3):
        activities.log(often, by=by, kind=Kind.CALL, outcome=Outcome.SPOKE, summary="x")
    session.commit()
    answer = choose(officer, "plan", free, often)
    told = PLAN | {"due_on": "tomorrow", "cap_reason": reason}

    page = officer.get(officer.post(answer.location, data=told).location)

    assert [step.employer_id for step in steps()] == [free.id, often.id][:planned]
    assert ("3 contacts in 10 days already, the cap is 3." in page.text) is (planned == 1)
    assert [step.cap_reason for step in steps()] == ["", reason][:planned]


def test_a_stage_moves_only_where_its_checks_allow(officer, make):
    """Source: the checks as shipped: a contacted employer is asked whether one who hires spoke."""
    free = make.employer(name="Free", stage_code="prospect")
    held = make.employer(name="Held", stage_code="contacted")
    answer = choose(officer, "stage", free, held)

    page = officer.get(officer.post(answer.location, data={"stage": "meeting"}).location)

    session.expire_all()
    assert session.get_one(Employer, free.id).stage_code == "meeting"
    assert session.get_one(Employer, held.id).stage_code == "contacted"
    assert "Before it moves on" in page.text


@pytest.mark.parametrize(
    ("told", "said", "tiers"),
    [
        ({"tier": "A", "why": "Hires often", "review_on": "in 26 weeks"}, "Set the tier of 1",
         ["A", "A"]),
        ({"tier": "nobody", "why": "Gone quiet", "review_on": ""}, "Set the tier of 1", ["", ""]),
        ({"tier": "A", "why": "", "review_on": "in 26 weeks"}, "Say why they", ["A", ""]),
        ({"tier": "B", "why": "Hires", "review_on": "yesterday"}, "Enter a day to come",
         ["A", ""]),
    ],
)  # fmt: skip
def test_a_tier_is_set_with_its_reason_and_review(officer, make, told, said, tiers):
    rows = [make.employer(tier="A"), make.employer()]

    page = officer.post(choose(officer, "tier", *rows).location, data=told, follow=True)

    assert said in page.text
    session.expire_all()
    assert [session.get_one(Employer, row.id).tier for row in rows] == tiers


def test_a_sequence_runs_once_from_one_day(officer, make):
    firm = make.employer()
    given = {"code": "new employer", "anchor_on": "today"}
    for _ in range(2):
        answer = choose(officer, "sequence", firm)
        page = officer.get(officer.post(answer.location, data=given).location)

    assert session.scalar(sa.select(sa.func.count()).select_from(SequenceRun)) == 1
    assert "This sequence runs from that day already." in page.text
    assert "Nothing was changed." in page.text


def test_the_present_owners_open_steps_go_along(officer, make):
    old, new = make.person(), make.person()
    firm = make.employer(owner_id=old.id)
    officer.post(choose(officer, "plan", firm).location, data=PLAN)
    officer.post(choose(officer, "owner", firm).location, data={"owner": str(new.id), "steps": "y"})

    assert [step.owner_id for step in steps()] == [new.id]


def test_the_same_form_sent_twice_acts_once(officer, make):
    answer = choose(officer, "plan", make.employer())

    officer.post(answer.location, data=PLAN)
    again = officer.post(answer.location, data=PLAN)

    assert again.status_code == 302
    assert len(steps()) == 1


def test_a_wrong_answer_is_shown_beside_its_field_and_nothing_runs(officer, make):
    answer = choose(officer, "plan", make.employer())

    page = officer.post(answer.location, data=PLAN | {"due_on": "the day after"})

    assert "must be a real date" in page.text
    assert change().state is State.DRAFT


@pytest.mark.parametrize(("act", "which"), [("plan", "picked"), ("nonsense", "all"), ("", "")])
def test_nothing_ticked_or_no_act_is_said(officer, make, act, which):
    make.employer()
    answer = choose(officer, act, which=which)

    assert answer.location.startswith("/employers?")
    assert change() is None
    assert "moj-alert--error" in officer.get(answer.location).text


def test_writing_goes_to_the_mailing_of_those_employers(officer, make):
    one, two = make.employer(), make.employer()

    ticked = choose(officer, "write", one, two)
    everyone = choose(officer, "write", which="all", listed="tier=A")

    assert ticked.location == f"/mailings/new?audience=ids%3D{one.id}-{two.id}"
    assert everyone.location == "/mailings/new?audience=tier%3DA"


@pytest.fixture
def many(monkeypatch):
    """Two rows are many, so that the worker's way is walked with few."""
    monkeypatch.setattr(rules, "AT_ONCE", 2)
    monkeypatch.setattr(rules, "PORTION", 2)


def test_many_are_left_to_a_worker_that_goes_on_where_another_stopped(officer, make, many):
    from crm.bulk import actions

    firms = [make.employer() for _ in range(5)]
    answer = choose(officer, "plan", *firms)
    page = officer.get(officer.post(answer.location, data=PLAN).location)
    assert "It is running: 0 of 5 looked at." in page.text
    assert 'data-poll="running 0"' in page.text
    assert actions.go_on(change(), most=2) == 2
    session.commit()
    assert "2 of 5 looked at" in officer.get(answer.location).text
    assert "Running, 2 looked at" in officer.get("/bulk").text

    assert jobs.go_on(clock.now()) == 3
    assert jobs.go_on(clock.now()) == 0
    assert "data-poll" not in officer.get(answer.location).text

    assert len(steps()) == 5
    assert (
        session.scalar(sa.select(sa.func.count(Operation.id)).where(Operation.kind == "bulk")) == 1
    )
    undo_last()
    assert not steps()
    assert "This was undone." in officer.get(answer.location).text


@pytest.mark.parametrize("how", ["locked", "auditor", "undone"])
def test_rights_are_asked_again_before_each_portion(officer, make, many, how):
    from crm.bulk import actions

    answer = choose(officer, "plan", *[make.employer() for _ in range(5)])
    officer.post(answer.location, data=PLAN)
    actions.go_on(change(), most=2)
    session.commit()
    person = session.get_one(type(make.person()), change().person_id)
    if how == "locked":
        person.locked_at = clock.now()
    elif how == "auditor":
        person.role = Role.AUDITOR
    else:
        undo.undo(change().operation_id)
    session.commit()

    jobs.go_on(clock.now())

    assert change().state is State.STOPPED
    assert len(steps()) == (0 if how == "undone" else 2)


def test_a_change_is_its_makers_and_those_who_undo_for_others(app, make, officer, manager):
    firm = make.employer()
    answer = choose(officer, "plan", firm)

    assert Browser(app, make.person()).get(answer.location).status_code == 404
    assert manager.get(answer.location).status_code == 200
    manager.post(answer.location, data=PLAN)
    assert change().state is State.DRAFT, "only who chose them may begin"


def test_the_day_is_the_one_that_was_meant(officer, make):
    answer = choose(officer, "plan", make.employer())
    officer.post(answer.location, data=PLAN | {"due_on": "24/11/2031"})

    assert steps()[0].planned_on == date(2031, 11, 24)
