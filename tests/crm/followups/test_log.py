"""Logging a contact: ready to send as it opens, one changed field is enough."""

import re
from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa

from crm.activity.models import Activity
from crm.activity.rules import Kind, Outcome, Topic
from crm.core.db import session
from crm.employers.models import Standing
from crm.followups.models import FollowUp
from crm.followups.rules import Ended
from tests.browse import Statements, count_rows

pytestmark = pytest.mark.usefixtures("tuesday")


@pytest.fixture
def grundon(make):
    return make.employer(name="Grundon", tier="A", stage_code="contacted")


@pytest.fixture
def maria(make, grundon):
    return make.contact(grundon, name="Maria Hollis", can_hire=True)


def address(employer):
    return f"/employers/{employer.ref}/activities/new"


def logged():
    return session.scalars(sa.select(Activity).order_by(Activity.id.desc())).first()


def next_steps():
    session.expire_all()
    return session.scalars(
        sa.select(FollowUp).where(FollowUp.closed_at.is_(None)).order_by(FollowUp.id)
    ).all()


def test_the_line_alone_is_enough(officer, grundon, maria):
    page = officer.submit(address(grundon), {"summary": "Two packing jobs in January"})

    activity = logged()
    [step] = next_steps()
    assert (activity.kind, activity.outcome, activity.contact_id, activity.by_id) == (
        Kind.CALL, Outcome.SPOKE, maria.id, officer.person_id,
    )  # fmt: skip
    assert activity.hiring_authority is True
    assert (step.title, step.due_on, step.owner_id) == (
        "Call Maria Hollis", date(2026, 12, 24), officer.person_id,
    )  # fmt: skip
    assert step.why == "Tier A: 30 days after the call on Tue 24 Nov 2026."
    assert "Logged. Next with Grundon: Call Maria Hollis, Thu 24 Dec." in page.text
    assert "Undo" in page.text


@pytest.mark.parametrize(
    ("outcome", "due", "rule"),
    [
        ("left message", date(2026, 11, 27), "Left a message: 3 working days"),
        ("no answer", date(2026, 11, 26), "No answer: 2 working days"),
        ("declined", date(2027, 2, 22), "Declined: 90 days"),
    ],
)
def test_another_outcome_alone_moves_the_next_step(officer, grundon, outcome, due, rule):
    officer.submit(address(grundon), {"outcome": outcome, "summary": "x"})

    [step] = next_steps()
    assert step.due_on == due
    assert step.why.startswith(rule)


def test_no_answer_needs_no_line_and_spoke_does(officer, grundon):
    officer.submit(address(grundon), {"outcome": "no answer"})
    assert logged().summary == ""

    page = officer.submit(address(grundon))

    assert "Enter one line about what happened." in page.text
    assert count_rows(Activity) == 1


def test_a_chosen_next_step_is_kept_as_chosen(officer, grundon, maria):
    officer.submit(
        address(grundon), {"summary": "Visit first", "next_kind": "visit", "next_on": "3/12"}
    )

    [step] = next_steps()
    assert (step.kind, step.title, step.due_on) == (
        Kind.VISIT, "Visit Maria Hollis", date(2026, 12, 3),
    )  # fmt: skip
    assert step.why == "Planned after the call on Tue 24 Nov 2026."


def test_the_day_may_be_words_and_a_day_off_moves(officer, grundon):
    officer.submit(address(grundon), {"summary": "x", "next_on": "26 December"})

    [step] = next_steps()
    assert (step.planned_on, step.due_on) == (date(2026, 12, 26), date(2026, 12, 29))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"next_on": ""}, "Enter the day of the next step, or choose None."),
        ({"next_on": "23/11/2026"}, "Choose today or a later day."),
        ({"next_on": "soon"}, "On must be a real date"),
        ({"on": "25/11/2026"}, "This has not happened yet"),
        ({"at": "25:00"}, "Time must be a time of day"),
        ({"summary": "x" * 201}, "One line must be 200 characters or fewer."),
        ({"summary": "a\x00b"}, "character that cannot be shown"),
        ({"kind": "pigeon"}, "Choose one of the answers"),
        ({"outcome": "eloped"}, "Choose one of the answers"),
        ({"contact": "999999"}, "Choose one of the answers"),
        ({"next_kind": "note"}, "Choose one of the answers"),
    ],
)
def test_what_is_wrong_is_said_beside_it_and_nothing_is_saved(officer, grundon, data, message):
    page = officer.submit(address(grundon), {"summary": "typed"} | data)

    assert message in page.text
    assert "What you typed is kept." in page.text
    assert count_rows(Activity) == count_rows(FollowUp) == 0


def test_none_plans_nothing(officer, grundon):
    page = officer.submit(address(grundon), {"summary": "x", "next_kind": "none"})

    assert next_steps() == []
    assert "Logged a call with Grundon." in page.text


def test_the_step_that_was_due_is_closed_by_the_contact(officer, plan, grundon):
    row = plan(officer, "visit for week 4", date(2026, 11, 20), employer=grundon)

    officer.submit(f"{address(grundon)}?follow_up={row.id}&back=today", {"summary": "Went well"})

    row = session.get(FollowUp, row.id)
    assert (row.ended, row.done_activity_id) == (Ended.DONE, logged().id)
    assert logged().kind is Kind.VISIT
    assert logged().face_to_face
    assert session.get(Standing, grundon.id).next_on == date(2026, 12, 24)


def test_while_another_step_is_open_none_is_proposed(officer, plan, grundon):
    plan(officer, "call", date(2026, 11, 24), employer=grundon)
    later = plan(officer, "visit", date(2026, 12, 10), employer=grundon)

    page = officer.get(address(grundon))
    officer.submit(address(grundon), {"summary": "x"})

    assert "Another step is open already" in page.text
    assert [row.id for row in next_steps()] == [later.id]


def test_a_follow_up_of_another_employer_is_never_closed(officer, plan, grundon):
    other = plan(officer, "call", date(2026, 11, 20))

    officer.submit(address(grundon), {"summary": "x", "closes": str(other.id)})

    assert other.id in [row.id for row in next_steps()]


def test_a_form_sent_twice_acts_once(officer, grundon):
    from tests.browse import form_defaults

    data = form_defaults(officer.get(address(grundon)).text) | {"summary": "x"}
    for _ in range(2):
        assert officer.post(address(grundon), data).status_code == 302

    assert (count_rows(Activity), count_rows(FollowUp)) == (1, 1)


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ({}, datetime(2026, 11, 24, 14, 32, tzinfo=UTC)),
        ({"on": "23/11"}, datetime(2026, 11, 23, 12, 0, tzinfo=UTC)),
        ({"on": "yesterday", "at": "9.30"}, datetime(2026, 11, 23, 9, 30, tzinfo=UTC)),
        ({"on": "fri"}, datetime(2026, 11, 20, 12, 0, tzinfo=UTC)),
        ({"on": "31/12"}, datetime(2025, 12, 31, 12, 0, tzinfo=UTC)),
        ({"on": "1/7/2026", "at": "16:00"}, datetime(2026, 7, 1, 15, 0, tzinfo=UTC)),
        ({"at": "8"}, datetime(2026, 11, 24, 8, 0, tzinfo=UTC)),
    ],
)
def test_when_it_happened(officer, grundon, typed, at):
    officer.submit(address(grundon), {"summary": "x"} | typed)

    assert logged().happened_at == at


def test_more_can_be_said(officer, grundon, maria):
    officer.submit(
        address(grundon),
        {"kind": "meeting", "met": "y", "topic": "job carving", "note": "Bus 136.\nAt 05:48.",
         "summary": "Tour"},
    )  # fmt: skip

    activity = logged()
    assert (activity.face_to_face, activity.topic) == (True, Topic.CARVING)
    assert activity.note == "Bus 136.\nAt 05:48."


@pytest.mark.parametrize(
    ("known", "ticked", "authority"),
    [
        (True, {}, True),
        (False, {}, False),
        (None, {}, None),
        (None, {"can_hire": "y"}, True),
        (False, {"can_hire": "y"}, True),
    ],
)
def test_who_could_hire(officer, maria, known, ticked, authority):
    maria.can_hire = known
    session.commit()

    officer.submit(
        f"/employers/E-{maria.employer_id:05d}/activities/new", {"summary": "x"} | ticked
    )

    assert logged().hiring_authority is authority


def test_the_note_says_who_may_read_it(officer, grundon):
    page = officer.get(address(grundon))

    assert "Freedom of Information" in page.text
    assert "health" in page.text


@pytest.mark.parametrize("role", ["auditor", "stranger"])
def test_who_may_not_log(request, role, grundon):
    browser = request.getfixturevalue(role)

    assert browser.get(address(grundon)).status_code in {302, 403}
    assert browser.post(address(grundon), {"summary": "x"}).status_code in {302, 403}
    assert count_rows(Activity) == 0


def test_without_its_token_nothing_is_saved(officer, grundon):
    assert officer.post(address(grundon), {"summary": "x"}, token=False).status_code == 400
    assert count_rows(Activity) == 0


def test_undo_from_the_message_takes_all_back(officer, plan, grundon):
    row = plan(officer, "call", date(2026, 11, 20), employer=grundon)
    page = officer.submit(address(grundon), {"summary": "x"})

    undo_url = re.search(r'action="(/history/\d+/undo)"', page.text)[1]
    officer.post(undo_url, follow=True)

    assert [r.id for r in next_steps()] == [row.id]
    standing = session.get(Standing, grundon.id)
    assert (standing.next_on, standing.last_contact_on) == (date(2026, 11, 20), None)


def test_logging_takes_the_same_statements_whatever_the_history(officer, make, grundon, maria):
    def sent():
        with Statements() as statements:
            officer.submit(address(grundon), {"summary": "x", "next_kind": "none"}, follow=False)
        return statements.count

    sent()
    few = sent()
    for _ in range(30):
        officer.submit(address(grundon), {"summary": "x", "next_kind": "none"}, follow=False)

    assert sent() == few
