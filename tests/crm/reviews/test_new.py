"""Logging a review: the contact, what was due, the next one, and what shows a risk."""

from datetime import timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa

from crm.activity.models import Activity
from crm.activity.rules import Kind, Outcome, Topic
from crm.core import clock, undo
from crm.core.db import session
from crm.core.journal import Operation
from crm.followups import actions as followups
from crm.followups.models import FollowUp
from crm.placements.models import PlacementStanding
from crm.reviews.jobs import mark_risks
from crm.reviews.models import Review
from crm.reviews.rules import Going, Whom
from tests.browse import Statements, count_rows

WELL = {"going": "well"}


@pytest.fixture
def placement(officer, make):
    employer = make.employer(name="Isis Bakery", owner_id=officer.person_id)
    make.contact(employer, name="Priya Shah")
    officer.submit(
        f"/employers/{employer.ref}/placements/new",
        {"participant_ref": "CTW-7F3K9", "job_title": "Packer", "kind": "job", "pathway": "SEQF",
         "started_on": f"{clock.today() - timedelta(weeks=1):%d/%m/%Y}", "weekly_hours": "16"},
    )  # fmt: skip
    return "P-00001"


def open_titles():
    return session.scalars(
        sa.select(FollowUp.title).where(FollowUp.closed_at.is_(None)).order_by(FollowUp.due_on)
    ).all()


def nobody_came():
    row = session.scalars(sa.select(FollowUp).order_by(FollowUp.due_on)).first()
    row.due_on = clock.today() - timedelta(days=10)
    session.commit()


def risks():
    session.expire_all()
    row = session.scalars(sa.select(PlacementStanding)).one()
    return [risk["code"] for risk in row.risks]


def test_a_review_takes_one_answer(officer, placement):
    page = officer.submit(f"/placements/{placement}/reviews/new", WELL)

    assert "Review of P-00001 logged. The next one is due by" in page.text
    review = session.scalars(sa.select(Review)).one()
    assert (review.going, review.whom, review.held_on) == (Going.WELL, Whom.BOTH, clock.today())
    contact = session.scalars(sa.select(Activity)).one()
    assert (contact.kind, contact.outcome, contact.topic) == (
        Kind.VISIT, Outcome.SPOKE, Topic.REVIEW,
    )  # fmt: skip
    assert open_titles() == [
        "Review of placement P-00001",
        "Week 4 review of placement P-00001",
        "Week 13 review of placement P-00001",
        "Week 26 review of placement P-00001",
    ]
    done = session.scalars(sa.select(FollowUp).where(FollowUp.closed_at.is_not(None))).one()
    assert done.title == "Week 1 review of placement P-00001"


def test_undo_takes_all_of_it_back(officer, placement):
    before = open_titles()
    officer.submit(f"/placements/{placement}/reviews/new", WELL)

    undo.undo(session.scalars(sa.select(sa.func.max(Operation.id))).one())
    session.commit()

    assert (count_rows(Review), count_rows(Activity)) == (0, 0)
    assert open_titles() == before


def test_no_second_review_is_planned_where_one_is_due_by_then(officer, placement):
    far = clock.today() + timedelta(weeks=5)
    officer.submit(f"/placements/{placement}/reviews/new", WELL | {"next_on": f"{far:%d/%m/%Y}"})

    assert "Review of placement P-00001" not in open_titles()


def test_who_does_not_answer_settles_nothing(officer, placement):
    officer.submit(f"/placements/{placement}/reviews/new", {"outcome": "no answer"})

    assert "Week 1 review of placement P-00001" in open_titles()
    assert session.scalars(sa.select(Activity.outcome)).one() is Outcome.NO_ANSWER


def test_the_person_alone_is_no_contact_with_the_employer(officer, placement):
    officer.submit(f"/placements/{placement}/reviews/new", WELL | {"whom": "person"})

    contact = session.scalars(sa.select(Activity)).one()
    assert (contact.kind, contact.outcome, contact.contact_id) == (Kind.NOTE, None, None)


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ({}, "Choose how it goes."),
        ({"going": "x"}, "Choose how it goes."),
        (WELL | {"held_on": "tomorrow"}, "This day is still to come."),
        (WELL | {"held_on": "1/1/2020"}, "The placement had not started on this day."),
        (WELL | {"held_on": ""}, "Enter the day of the review."),
        (WELL | {"next_on": "yesterday"}, "Choose a day after the review."),
        (WELL | {"hours_worked": "400"}, "at most 100"),
        (WELL | {"kind": "pigeon"}, "Choose one of the answers"),
        (WELL | {"whom": "pigeon"}, "Choose one of the answers"),
        (WELL | {"outcome": "pigeon"}, "Choose one of the answers"),
    ],
)
def test_a_bad_answer_is_refused(officer, placement, answers, told):
    page = officer.submit(f"/placements/{placement}/reviews/new", answers)

    assert told in page.text
    assert count_rows(Review) == 0


def test_an_auditor_reads_and_logs_nothing(auditor, officer, placement):
    officer.submit(f"/placements/{placement}/reviews/new", WELL)

    assert "Reviews" in auditor.get(f"/placements/{placement}").text
    assert auditor.get(f"/placements/{placement}/reviews/new").status_code == 403


def test_a_missed_review_shows_everywhere(officer, placement):
    assert "At risk" not in officer.get("/placements").text.split("<table", 1)[1]
    nobody_came()
    assert mark_risks(clock.now()) == 1
    assert risks() == ["risk:missed"]
    page = officer.get(f"/placements/{placement}").text
    assert "was not held." in page
    assert "Hold it this week and log it." in page
    assert "At risk" in officer.get("/placements?state=risk").text
    assert "At risk" in officer.get("/employers/E-00001").text

    officer.submit(f"/placements/{placement}/reviews/new", WELL)
    assert risks() == []
    assert "No placements match" in officer.get("/placements?state=risk").text


def test_a_risk_comes_on_today_once_and_goes_by_itself(officer, placement):
    officer.submit(
        f"/placements/{placement}/reviews/new",
        WELL | {"hours_worked": "10", "next_on": "in 4 weeks"},
    )
    assert risks() == ["risk:hours fallen"]

    assert mark_risks(clock.now()) == 1
    assert mark_risks(clock.now()) == 1
    assert open_titles().count("Look at a risk of placement P-00001") == 1
    assert "10 hours were worked of 16 agreed" in officer.get("/").text

    officer.submit(f"/placements/{placement}/reviews/new", WELL | {"hours_worked": "16"})
    mark_risks(clock.now())
    assert "Look at a risk of placement P-00001" not in open_titles()


def test_a_risk_that_was_looked_at_does_not_come_again_until_it_is_another(officer, placement):
    low = WELL | {"hours_worked": "10", "next_on": "in 4 weeks"}
    look = "Look at a risk of placement P-00001"
    officer.submit(f"/placements/{placement}/reviews/new", low)
    mark_risks(clock.now())
    row = session.scalars(sa.select(FollowUp).where(FollowUp.title == look)).one()
    followups.finish(row)
    session.commit()

    mark_risks(clock.now())
    assert look not in open_titles()
    assert risks() == ["risk:hours fallen"]

    officer.submit(f"/placements/{placement}/reviews/new", low | {"hours_worked": "8"})
    mark_risks(clock.now())
    assert open_titles().count(look) == 1


def test_an_unpaid_trial_outside_a_programme_is_flagged(officer, make):
    employer = make.employer()
    facts = {
        "participant_ref": "CTW-7F3K9", "job_title": "Packer", "kind": "work trial",
        "pathway": "SEQF", "started_on": "today", "planned_end_on": "in 2 weeks",
    }  # fmt: skip
    officer.submit(f"/employers/{employer.ref}/placements/new", facts)

    page = officer.get("/placements/P-00001").text
    assert "Unpaid work trial of 15 days outside a programme" in page
    assert "Unpaid work trial of 15 days outside a programme" in officer.get("/placements").text

    officer.submit("/placements/P-00001/edit", {"on_programme": "y"})
    assert "limit:unpaid" not in risks()


def test_an_ended_placement_is_at_no_risk(officer, placement, make):
    nobody_came()
    mark_risks(clock.now())
    officer.submit(
        f"/placements/{placement}/end", {"ended_on": "today", "end_code": "moved to another job"}
    )

    assert risks() == []
    assert open_titles() == ["Exit conversation about placement P-00001"]


@pytest.mark.parametrize("rows", [2, 40])
def test_risks_of_many_cost_the_same(app, make, rows):
    employer = make.employer()
    for number in range(rows):
        make.placement(employer, weekly_hours=Decimal(16), job_title=f"Job {number}")

    with Statements() as sent:
        mark_risks(clock.now())

    assert sent.count < 12 + 4 * rows
    assert count_rows(PlacementStanding) == rows
