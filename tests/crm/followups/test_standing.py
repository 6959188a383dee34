"""The next step on lists and Today: the nearer of what was planned and what the rhythm says."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from crm.activity import actions as activities
from crm.activity.models import Cadence
from crm.activity.rules import Kind, Outcome, Unit
from crm.core import clock, jobs
from crm.core.db import session
from crm.employers.models import Standing
from crm.people.models import Person
from tests.browse import Statements

pytestmark = pytest.mark.usefixtures("tuesday")
OCTOBER = datetime(2026, 10, 20, 9, 30, tzinfo=UTC)


@pytest.fixture
def spoken(make):
    """An employer whose last real contact was on Tuesday 20 October, a visit by its owner."""

    def made(browser, at=OCTOBER, **more):
        owner = session.get(Person, browser.person_id)
        facts = {"name": "Grundon", "tier": "A", "owner_id": owner.id} | more
        employer = make.employer(**facts)
        activities.log(
            employer, by=owner, kind=Kind.VISIT, outcome=Outcome.SPOKE, summary="x", happened_at=at
        )
        session.commit()
        return employer

    return made


def standing(employer):
    session.expire_all()
    row = session.get(Standing, employer.id)
    return row.next_on, row.next_title, row.next_by_rhythm


def test_the_rhythm_is_the_next_step_while_nothing_nearer_is_planned(officer, spoken, plan):
    employer = spoken(officer)
    assert standing(employer) == (date(2026, 11, 19), "Keep in touch, every 30 days", True)

    row = plan(officer, "much later", date(2026, 12, 1), employer=employer)
    assert standing(employer)[2] is True

    row = plan(officer, "nearer", date(2026, 11, 18), employer=employer)
    assert standing(employer) == (row.due_on, "nearer", False)


def test_today_prints_the_rule_and_the_contact_beside_the_date(officer, spoken):
    spoken(officer)

    page = officer.get("/")

    assert "1 overdue, 0 today" in page.text
    assert "Overdue 3 days" in page.text
    assert "Tier A, every 30 days. Last real contact Tue 20 Oct, a visit by you." in page.text


def test_overdue_stays_overdue_until_somebody_is_spoken_to(officer, spoken):
    employer = spoken(officer)
    person = session.get(Person, officer.person_id)
    for kind, outcome in (
        (Kind.CALL, Outcome.NO_ANSWER),
        (Kind.CALL, Outcome.LEFT_MESSAGE),
        (Kind.MAIL, None),
        (Kind.NOTE, None),
    ):
        activities.log(employer, by=person, kind=kind, outcome=outcome, summary="x")
        session.commit()
    for moment in ("2026-11-25T09:00:00Z", "2027-03-29T09:00:00Z"):
        with time_machine.travel(moment, tick=False):
            jobs.run(jobs.find("renew-rhythms"), clock.now())
            assert standing(employer)[0] == date(2026, 11, 19)
    activities.log(employer, by=person, kind=Kind.CALL, outcome=Outcome.SPOKE, summary="x")
    session.commit()
    assert standing(employer)[0] == date(2026, 12, 24)


def test_undo_of_a_contact_puts_the_day_back(officer, spoken):
    employer = spoken(officer)
    officer.post(
        f"/employers/{employer.ref}/activities/new",
        data={
            "kind": "call",
            "outcome": "spoke",
            "summary": "x",
            "next_kind": "none",
            "contact": "",
            "topic": "",
        },
    )
    assert standing(employer)[0] == date(2026, 12, 24)
    officer.get("/")

    from crm.core import journal
    from crm.core.undo import undo

    undo(session.query(journal.Operation).order_by(journal.Operation.id.desc()).first().id)
    session.commit()

    assert standing(employer)[0] == date(2026, 11, 19)


def test_the_record_shows_it_and_links_to_how_often(officer, spoken):
    employer = spoken(officer)

    page = officer.get(f"/employers/{employer.ref}")

    assert "Keep in touch" in page.text
    assert "Tier A, every 30 days. Last real contact Tue 20 Oct, a visit by you." in page.text
    assert f"/employers/{employer.ref}/rhythm" in page.text


@pytest.mark.parametrize(
    "more", [{"tier": ""}, {"stage_code": "paused"}, {"owner_id": None}], ids=str
)
def test_it_is_nobodys_work_without_tier_or_owner_or_while_paused(officer, spoken, more):
    spoken(officer, **more)

    assert "Nothing is due" in officer.get("/").text


def test_a_wait_that_changes_today_renews_every_employer(officer, spoken):
    employer = spoken(officer)
    session.add(
        Cadence(reason="tier:A", label="Tier A", count=10, unit=Unit.WORKING_DAYS, act=Kind.CALL,
                from_on=date(2026, 11, 25), source="x", status="unconfirmed")
    )  # fmt: skip
    session.commit()

    with time_machine.travel("2026-11-25T00:26:00Z", tick=False):
        assert jobs.run(jobs.find("renew-rhythms"), clock.now()).handled == 1

    assert standing(employer)[0] == date(2026, 11, 3)


def test_statements_stay_flat_with_many_of_them(officer, spoken):
    def statements():
        with Statements() as sent:
            page = officer.get("/")
        return sent.count, page.text

    spoken(officer)
    officer.get("/")
    few, _ = statements()
    for n in range(40):
        spoken(officer, name=f"Firm {n}")
    many, text = statements()

    assert few == many <= 14
    assert text.count('class="pw-due"') == 20
    assert "41 overdue" in text


def test_the_morning_mail_counts_the_same(officer, spoken):
    spoken(officer)
    from crm.core.outbox import Mail

    with time_machine.travel("2026-11-24T07:30:00Z", tick=False):
        assert jobs.run(jobs.find("daily-mail"), clock.now()).handled == 1
    mail = session.query(Mail).one()

    assert mail.subject.startswith("1 overdue")
    assert "Grundon, Keep in touch" in mail.body
