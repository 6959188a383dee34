"""The cap on contacts: what counts, what is shown first, and the reason to go over."""

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
import time_machine

from crm.activity import actions as activities
from crm.activity import touches
from crm.activity.models import ContactCap
from crm.activity.rules import Kind, Outcome, free_again_on, in_window
from crm.core import clock
from crm.core.db import session
from crm.followups.models import FollowUp
from crm.mailing.models import Mailing, MailingRecipient, Place, Stage
from crm.mailing.rules import Purpose
from tests.browse import form_defaults, let_go

pytestmark = pytest.mark.usefixtures("tuesday")
DAY = timedelta(days=1)
ON = date(2026, 11, 24)


@pytest.fixture
def tuesday():
    with time_machine.travel("2026-11-24T14:32:00Z", tick=False):
        yield


@pytest.fixture
def call(make):
    def made(employer, days_ago, kind=Kind.CALL, by=None):
        outcome = Outcome.SPOKE if kind is Kind.CALL else None
        activities.log(employer, by=by or make.person(), kind=kind, outcome=outcome, summary="x",
                       happened_at=clock.now() - days_ago * DAY)  # fmt: skip
        session.commit()

    return made


@pytest.fixture
def mailed(make):
    def made(employer, days_ago):
        row = Mailing(purpose=Purpose.MARKETING, topic="news", subject="s", body="b",
                      stage=Stage.SENT, made_by_id=make.person().id,
                      made_at=clock.now())  # fmt: skip
        session.add(row)
        session.flush()
        session.add(MailingRecipient(mailing_id=row.id, employer_id=employer.id, name="n",
                                     address="a@x.example", place=Place.POSTED,
                                     posted_at=clock.now() - days_ago * DAY))  # fmt: skip
        session.commit()

    return made


@pytest.mark.parametrize(
    ("days_ago", "count", "free"),
    [
        ([], 0, None),
        ([1, 2], 2, None),
        ([1, 2, 9], 3, 1),
        ([1, 2, 10], 2, 0),
        ([0, 0, 0, 4], 4, 10),
        ([0, 5, 6, 7], 4, 4),
    ],
)
def test_the_window_ends_on_the_day_asked_for(days_ago, count, free):
    touched = [ON - n * DAY for n in days_ago]

    assert in_window(touched, ON, 10) == count
    assert free_again_on(touched, 3, 10) == (None if free is None else ON + free * DAY)


def test_calls_of_everybody_and_mailings_count_and_notes_do_not(app, make, call, mailed):
    employer = make.employer()
    call(employer, 9)
    call(employer, 2, Kind.MAIL)
    mailed(employer, 1)
    call(employer, 0, Kind.NOTE)
    call(employer, 12)
    call(make.employer(), 1)

    load = touches.load_of(employer.id)

    assert [t.what for t in load.last] == ["mailing", "mail", "call", "call"]
    assert load.words(ON) == "3 contacts in 10 days already"
    assert load.over(ON)
    assert load.free_on() == date(2026, 11, 25)
    assert touches.often([employer.id], ON) == {employer.id: "3 contacts in 10 days already"}


def test_before_planning_it_is_shown_and_one_more_needs_a_reason(officer, make, call):
    employer = make.employer()
    for n in (1, 2, 3, 30, 40, 50):
        call(employer, n)
    path = f"/employers/{employer.ref}/follow-ups/new"
    page = officer.get(path).text.split("<main")[1]
    assert "3 contacts in 10 days already." in page
    assert page.split("The cap is")[1].split("</ol>")[0].count("call by") == 5
    data = {"title": "call Maria", "due_on": "26/11/2026", "owner": str(officer.person_id),
            "unit": "weeks", "waits_for": ""}  # fmt: skip

    refused = officer.post(path, data=data)

    assert "Say why one more, or choose Tue 1 Dec 2026 or later." in refused.text
    assert not session.scalar(sa.select(FollowUp.id))
    officer.post(path, data=data | {"cap_reason": "They asked me to ring on Thursday"})
    row = session.scalar(sa.select(FollowUp))
    assert (row.due_on, row.cap_reason) == (date(2026, 11, 26), "They asked me to ring on Thursday")
    let_go()
    assert "They asked me to ring on Thursday" in officer.get(f"/employers/{employer.ref}").text


@pytest.mark.parametrize("change", [
    {"due_on": "1/12/2026"}, {"title": "check the certificate"}, {"waits_for": "employer"},
])  # fmt: skip
def test_what_keeps_to_the_cap_asks_for_no_reason(officer, make, call, change):
    employer = make.employer()
    for n in (1, 2, 3):
        call(employer, n)
    data = {"title": "call Maria", "due_on": "26/11/2026", "owner": str(officer.person_id),
            "unit": "weeks", "waits_for": ""}  # fmt: skip

    officer.post(f"/employers/{employer.ref}/follow-ups/new", data=data | change)

    assert session.scalar(sa.select(FollowUp)).cap_reason == ""


def test_a_step_chosen_after_a_call_counts_that_call_and_a_proposed_one_has_its_rule(
    officer, make, call
):
    employer = make.employer()
    call(employer, 1)
    call(employer, 2)
    path = f"/employers/{employer.ref}/activities/new"
    page = officer.get(path)
    assert "Asked lately: 2 in 10 days" in page.text
    assert 'name="cap_reason"' in page.text
    sent = form_defaults(page.text) | {"summary": "Rang"}

    refused = officer.post(path, data=sent | {"next_kind": "call", "next_on": "25/11/2026"})

    assert "3 contacts in 10 days already, the cap is 3." in refused.text
    assert not session.scalar(sa.select(FollowUp.id))
    officer.post(path, data=sent)
    row = session.scalar(sa.select(FollowUp))
    assert (row.cap_reason, row.why != "") == ("", True)


def test_a_manager_changes_the_cap_from_a_day_on(manager, officer, make, call):
    data = {"contacts": "2", "days": "14", "from_on": "24/11/2026",
            "source": "Team meeting", "status": "confirmed"}  # fmt: skip
    assert "At most 3 contacts in 10 days" in manager.get("/followups/waits").text
    assert "Not confirmed" in manager.get("/followups/waits").text

    said = manager.post("/followups/cap", data=data, follow=True)

    assert "At most 2 contacts in 14 days from Tue 24 Nov 2026." in said.text
    assert "There is a cap from that day already." in manager.post("/followups/cap", data=data).text
    assert (
        "the past is not rewritten"
        in manager.post("/followups/cap", data=data | {"from_on": "1/11/2026"}).text
    )
    employer = make.employer()
    call(employer, 13)
    call(employer, 1)
    assert touches.load_of(employer.id).over(ON)
    assert session.scalar(sa.select(sa.func.count()).select_from(ContactCap)) == 2


def test_both_clock_changes_count_london_days(app, make):
    """A call at 00:30 in London is on that day, whatever day it is in UTC."""
    employer = make.employer()
    activities.log(employer, by=make.person(), kind=Kind.CALL, outcome=Outcome.SPOKE, summary="x",
                   happened_at=datetime(2026, 10, 24, 23, 30, tzinfo=UTC))  # fmt: skip
    session.commit()

    load = touches.load_of(employer.id)

    assert load.count(date(2026, 11, 3)) == 1
    assert load.count(date(2026, 11, 4)) == 0
