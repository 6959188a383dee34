"""The morning mail: one a person and working day, with what is due and nothing private."""

from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa
import time_machine

from crm.core import clock, jobs
from crm.core.db import session
from crm.core.outbox import Audience, Mail
from crm.followups.models import Reminder
from tests.browse import count_rows

TUESDAY = datetime(2026, 11, 24, 7, 30, tzinfo=UTC)


@pytest.fixture
def priya(make):
    return make.person(name="Priya Nair", email="priya@council.example")


def run(moment=TUESDAY):
    with time_machine.travel(moment, tick=False):
        return jobs.run(jobs.find("daily-mail"), clock.now()).handled


def mails():
    return session.scalars(sa.select(Mail).order_by(Mail.id)).all()


def test_each_person_with_work_gets_one_mail(make, plan, priya):
    other = make.person()
    make.person()
    plan(priya, "call Maria Hollis", date(2026, 11, 19), employer=make.employer(name="Grundon"))
    plan(priya, "meeting", due_time="16:00", employer=make.employer(name="Thames Water"))
    plan(priya, "much later", date(2026, 11, 25))
    plan(other)

    assert run() == 2

    mail = mails()[0]
    assert (mail.to_addr, mail.audience) == ("priya@council.example", Audience.STAFF)
    assert mail.subject == "1 overdue, 1 due today: Tue 24 Nov"
    assert mail.dedupe_key == f"daily:{priya.id}:2026-11-24"
    assert "- Overdue 3 days: Grundon, call Maria Hollis" in mail.body
    assert "- 16:00: Thames Water, meeting" in mail.body
    assert "much later" not in mail.body


def test_nothing_private_leaves(plan, priya):
    plan(priya, "week 4 review, placement P-00231", why="She asked about her hours.",
         due_on=date(2026, 11, 20))  # fmt: skip

    run()

    [mail] = mails()
    assert "week 4 review, placement" in mail.body
    for secret in ("P-00231", "her hours"):
        assert secret not in mail.body


def test_a_second_run_and_a_second_worker_post_nothing(plan, priya):
    plan(priya)

    assert run() == 1
    assert run() == 0
    session.execute(sa.text("DELETE FROM job_run"))
    session.commit()
    assert run() == 0
    assert count_rows(Mail) == 1


@pytest.mark.parametrize(
    ("moment", "sent"),
    [
        (datetime(2026, 11, 28, 7, 30, tzinfo=UTC), 0),
        (datetime(2026, 11, 29, 7, 30, tzinfo=UTC), 0),
        (datetime(2026, 12, 25, 7, 30, tzinfo=UTC), 0),
        (datetime(2026, 12, 28, 7, 30, tzinfo=UTC), 0),
        (datetime(2026, 12, 29, 7, 30, tzinfo=UTC), 1),
        (datetime(2026, 11, 30, 7, 30, tzinfo=UTC), 1),
    ],
)
def test_mail_comes_on_working_days_only(plan, priya, moment, sent):
    plan(priya)

    assert run(moment) == sent


def test_somebody_locked_out_gets_no_mail(plan, priya):
    plan(priya)
    priya.locked_at = clock.now()
    session.commit()

    assert run() == 0


def test_who_wants_no_mail_gets_none_and_the_ledger_says_so(officer, plan):
    row = plan(officer)
    officer.post("/account/reminders", data={"on": ""})
    assert "You get no mail about what is due." in officer.get("/account").text

    assert run() == 0
    told = session.scalar(sa.select(Reminder).where(Reminder.follow_up_id == row.id))
    assert told.suppressed == "The owner goes by Today and wants no mail."

    officer.post("/account/reminders", data={"on": "yes"})
    assert run(datetime(2026, 11, 25, 7, 30, tzinfo=UTC)) == 1


def test_after_an_outage_there_is_one_mail_not_one_a_day(plan, priya):
    plan(priya, due_on=date(2026, 11, 19))

    assert run() == 1
    assert count_rows(Mail) == 1


def test_a_long_list_is_cut_and_counted(make, plan, priya):
    employer = make.employer()
    for n in range(25):
        plan(priya, f"call {n}", employer=employer)

    run()

    [mail] = mails()
    assert "Due today (25)" in mail.body
    assert "- and 5 more" in mail.body


@pytest.mark.parametrize(
    ("moment", "due"),
    [
        ("2026-11-24T07:29:59Z", False),
        ("2026-11-24T07:30:00Z", True),
        ("2026-07-01T06:29:59Z", False),
        ("2026-07-01T06:30:00Z", True),
        ("2026-10-25T07:30:00Z", True),
        ("2026-03-29T06:30:00Z", True),
    ],
)
def test_it_is_due_at_half_past_seven_in_london(app, moment, due):
    with time_machine.travel(moment, tick=False):
        assert jobs.due(jobs.find("daily-mail"), clock.now()) is due
