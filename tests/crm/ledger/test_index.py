"""The ledger adds up, whatever happened; nothing is lost by an outage and nothing comes twice."""

import random
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
import time_machine

from crm.activity import actions as activities
from crm.activity.rules import Kind, Outcome
from crm.core import clock, jobs, outbox
from crm.core.db import session
from crm.core.outbox import Audience, Mail, State
from crm.followups import actions
from crm.followups.models import FollowUp, Reminder
from crm.followups.rules import Every
from crm.ledger import queries, rules
from crm.people.models import Person
from tests.browse import Statements, count_rows

MONDAY = date(2026, 11, 23)


def at(day, hour=7, minute=30):
    return time_machine.travel(datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC),
                               tick=False)  # fmt: skip


def run_all():
    """What the worker does at one moment, twice over as two workers would."""
    for _ in range(2):
        for job in ("make-due-followups", "renew-rhythms", "daily-mail"):
            found = jobs.find(job)
            if jobs.due(found, clock.now()):
                jobs.run(found, clock.now())


def test_after_three_days_without_a_scheduler_everything_due_comes_once(app, make):
    """Stopped from Monday morning to Thursday morning; then it starts again."""
    people = [make.person(name=f"Officer {n}") for n in range(3)]
    with at(date(2026, 11, 20), 12):
        expected = {person.id: 0 for person in people}
        for n, person in enumerate(people):
            employer = make.employer(owner_id=person.id, tier="A")
            for days in range(4):
                actions.plan(employer, owner=person, title="call", due_on=MONDAY + timedelta(days))
            actions.plan(employer, owner=person, title="later", due_on=date(2026, 11, 27))
            rule = actions.repeat(
                employer, owner=person, title="again", anchor_on=MONDAY, count=1, unit=Every.DAYS
            )
            activities.log(
                employer, by=person, kind=Kind.CALL, outcome=Outcome.SPOKE, summary="x",
                happened_at=datetime(2026, 10, 20 + n, 9, tzinfo=UTC),
            )  # fmt: skip
            expected[person.id] = 4 + 4
        session.commit()
        assert rule is not None
    for moment in (7, 8, 9):
        with at(date(2026, 11, 26), moment, 31):
            run_all()
    with at(date(2026, 11, 26), 12):
        told = session.execute(
            sa.select(Reminder.owner_id, Reminder.follow_up_id, sa.func.count()).group_by(
                Reminder.owner_id, Reminder.follow_up_id
            )
        ).all()
        due = session.scalars(sa.select(FollowUp.id).where(FollowUp.due_on <= clock.today())).all()
        assert {row.follow_up_id for row in told} == set(due)
        assert {count for *_, count in told} == {1}
        for person_id, count in expected.items():
            assert len([1 for owner, *_ in told if owner == person_id]) == count
        mails = session.scalars(sa.select(Mail).where(Mail.kind == "daily")).all()
        assert sorted(m.dedupe_key for m in mails) == [f"daily:{p.id}:2026-11-26" for p in people]
        rows = queries.reminders(date(2026, 11, 13), clock.today())
        assert all(row.adds_up for row in rows)
        assert [(row.on, row.due, row.waiting) for row in rows] == [
            (MONDAY + timedelta(3 - n), 6, 6) for n in range(4)
        ]


def test_a_day_off_in_between_tells_once_too(app, make):
    person = make.person()
    with at(date(2026, 11, 27), 6):
        actions.plan(make.employer(), owner=person, title="call", due_on=date(2026, 11, 28),
                     due_time="10:00")  # fmt: skip
        session.commit()
    for day in (27, 28, 29, 30):
        with at(date(2026, 11, day), 8):
            run_all()
    with at(date(2026, 12, 1), 8):
        run_all()

    assert count_rows(Reminder) == 1
    assert count_rows(Mail) == 2


def test_one_that_moved_comes_again_on_its_new_day(app, make):
    person = make.person()
    with at(MONDAY):
        row = actions.plan(make.employer(), owner=person, title="call", due_on=MONDAY)
        session.commit()
        run_all()
        row = session.get(FollowUp, row.id)
        actions.snooze(row, MONDAY + timedelta(2), "stock-taking")
        session.commit()
    for days in (1, 2, 3):
        with at(MONDAY + timedelta(days)):
            run_all()

    found = session.scalars(sa.select(Reminder.due_on).order_by(Reminder.due_on)).all()
    assert found == [MONDAY, MONDAY + timedelta(2)]


def test_the_sums_hold_over_many_fates(app, make):
    """Two hundred steps at random: done early, moved, of a locked person, sent, failed, lost."""
    rng = random.Random(4)
    people = [make.person() for _ in range(4)]
    employer = make.employer()
    with at(MONDAY - timedelta(3), 12):
        for _ in range(200):
            day = MONDAY + timedelta(rng.randrange(8))
            actions.plan(employer, owner=rng.choice(people), title="call", due_on=day)
        session.get(Person, people[0].id).locked_at = clock.now()
        session.commit()
    for days in range(7):
        with at(MONDAY + timedelta(days), 8):
            if days != 2:
                run_all()
            for row in session.scalars(sa.select(FollowUp).where(FollowUp.closed_at.is_(None))):
                if rng.random() < 0.1:
                    actions.finish(row)
                elif rng.random() < 0.1:
                    actions.snooze(row, clock.today() + timedelta(1), "x")
            for mail in session.scalars(sa.select(Mail)):
                mail.state = rng.choice(list(State))
            session.commit()
    today = MONDAY + timedelta(6)
    with at(today, 12):
        rows = queries.reminders(MONDAY - timedelta(7), today)
        mails = queries.mails(MONDAY - timedelta(7), today)
        assert rows
        assert all(row.adds_up for row in (*rows, *mails))
        waiting = session.scalars(
            sa.select(FollowUp).where(FollowUp.closed_at.is_(None), FollowUp.due_on <= today)
        ).all()
        told = {
            tuple(r) for r in session.execute(sa.select(Reminder.follow_up_id, Reminder.due_on))
        }
        by_hand = len(told) + len([w for w in waiting if (w.id, w.due_on) not in told])
        assert sum(row.due for row in rows) == by_hand
        assert sum(row.due for row in mails) == count_rows(Mail)
        assert sum(row.suppressed for row in rows) >= 1


def test_a_sum_that_is_wrong_is_said(officer, make, monkeypatch):
    wrong = [rules.Row(MONDAY, "Mail", due=3, sent=2)]
    monkeypatch.setattr(queries, "mails", lambda *_: wrong)

    assert "1 day does not add up." in officer.get("/outbox/ledger").text


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-03-28T12:00:00Z", ["2026-03-29T06:30", "2026-03-30T06:30", "2026-03-31T06:30"]),
        ("2026-10-24T06:30:00Z", ["2026-10-25T07:30", "2026-10-26T07:30", "2026-10-27T07:30"]),
        ("2026-11-24T07:29:59Z", ["2026-11-24T07:30", "2026-11-25T07:30", "2026-11-26T07:30"]),
        ("2026-11-24T07:30:00Z", ["2026-11-25T07:30", "2026-11-26T07:30", "2026-11-27T07:30"]),
    ],
)
def test_the_next_three_runs_are_london_times(now, expected):
    from datetime import time

    found = rules.next_runs(time(7, 30), None, datetime.fromisoformat(now))

    assert [moment.isoformat()[:16] for moment in found] == expected


@pytest.mark.parametrize(
    ("done", "ran", "expected"),
    [
        ([20, 21, 22, 23, 24], True, []),
        ([20, 24], True, [21, 22, 23]),
        ([20, 21, 22, 23], False, []),
        ([20, 21, 22, 23], True, [24]),
    ],
)
def test_days_without_a_run_are_named(done, ran, expected):
    days = {date(2026, 11, n) for n in done}

    found = rules.missed(date(2026, 11, 20), days, date(2026, 11, 24), ran_by_now=ran)

    assert [day.day for day in found] == expected


def test_missed_runs_are_on_the_page(officer, make):
    now = clock.now()
    job = jobs.find("daily-mail")
    for days in (4, 0):
        with time_machine.travel(now - timedelta(days=days), tick=False):
            jobs.run(job, clock.now())

    page = officer.get("/outbox/ledger")

    assert "Next three runs" in page.text
    assert page.text.count("None</td>") == len(queries.runs(clock.today())) - 1
    assert "Delivery ledger" in officer.get("/").text


def test_statements_are_few_however_much_was_sent(officer):
    def statements():
        with Statements() as sent:
            officer.get("/outbox/ledger")
        return sent.count

    officer.get("/outbox/ledger")
    few = statements()
    for n in range(60):
        outbox.post(kind="t", audience=Audience.STAFF, to="a@b.example", subject="s", body="b",
                    dedupe_key=f"k{n}")  # fmt: skip
    session.commit()

    assert statements() == few <= 11
