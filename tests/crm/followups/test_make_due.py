"""Repeating follow-ups: the golden calendar rows, outages, several workers, kill -9."""

import json
import subprocess
import sys
import threading
import time
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
import time_machine
from sqlalchemy import event

from crm.activity.rules import Kind, Unit, Wait
from crm.core import clock
from crm.core import jobs as ledger
from crm.core.db import db, reading, session
from crm.employers.models import Employer, Standing
from crm.followups import actions, jobs
from crm.followups.models import FollowRule, FollowUp
from crm.followups.rules import Every, occurrence
from crm.people.models import Person
from crm.reference import queries as reference
from tests.browse import count_rows
from tests.servers import administer

ROOT = Path(__file__).parents[3]


@pytest.fixture
def repeat(make):
    """Plan a repeating step, and commit."""

    def planned(anchor_on, count, unit, **more):
        rule = actions.repeat(
            more.pop("employer", None) or make.employer(), owner=make.person(), title="call",
            anchor_on=anchor_on, count=count, unit=unit, **more,
        )  # fmt: skip
        session.commit()
        return rule

    return planned


def noon(day):
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def made(rule):
    session.expire_all()
    return session.scalars(
        sa.select(FollowUp).where(FollowUp.rule_id == rule.id).order_by(FollowUp.occurrence)
    ).all()


GOLDEN = {
    "G01": ("2026-01-31", 1, Every.MONTHS, 1, "2026-02-28", "2026-03-02"),
    "G02": ("2026-01-31", 1, Every.MONTHS, 2, "2026-03-31", "2026-03-31"),
    "G03": ("2026-01-31", 1, Every.MONTHS, 3, "2026-04-30", "2026-04-30"),
    "G04": ("2028-01-30", 1, Every.MONTHS, 1, "2028-02-29", "2028-02-29"),
    "G05": ("2028-02-29", 12, Every.MONTHS, 1, "2029-02-28", "2029-02-28"),
    "G06": ("2028-02-29", 12, Every.MONTHS, 4, "2032-02-29", "2032-03-01"),
    "G07": ("2026-08-31", 6, Every.MONTHS, 1, "2027-02-28", "2027-03-01"),
    "G08": ("2026-08-28", 6, Every.MONTHS, 1, "2027-02-28", "2027-03-01"),
    "G09": ("2027-08-29", 6, Every.MONTHS, 1, "2028-02-29", "2028-02-29"),
    "G10": ("2026-03-03", 1, Every.MONTHS, 1, "2026-04-03", "2026-04-07"),
    "G11": ("2027-11-25", 1, Every.MONTHS, 1, "2027-12-25", "2027-12-29"),
    "G12": ("2026-01-01", 13, Every.WEEKS, 1, "2026-04-02", "2026-04-02"),
    "G13": ("2026-10-01", 26, Every.WEEKS, 1, "2027-04-01", "2027-04-01"),
}


@pytest.mark.parametrize("name", GOLDEN)
def test_golden_rows_through_the_whole_slice(repeat, name):
    anchor, count, unit, n, nominal, due = GOLDEN[name]
    rule = repeat(date.fromisoformat(anchor), count, unit)

    jobs.make_due(noon(date.fromisoformat(nominal)))

    row = made(rule)[n]
    assert (row.planned_on.isoformat(), row.due_on.isoformat()) == (nominal, due)


WORKING = {
    "G14": ("2026-04-02", 1, "2026-04-07"),
    "G15": ("2026-04-04", 1, "2026-04-07"),
    "G16": ("2026-05-01", 1, "2026-05-05"),
    "G17": ("2026-05-22", 10, "2026-06-08"),
    "G18": ("2026-08-28", 1, "2026-09-01"),
    "G19": ("2026-12-18", 10, "2027-01-06"),
    "G20a": ("2026-12-24", 1, "2026-12-29"),
    "G20b": ("2026-12-24", 2, "2026-12-30"),
    "G21": ("2027-03-25", 1, "2027-03-30"),
    "G22": ("2027-12-20", 10, "2028-01-06"),
    "G23": ("2027-12-24", 1, "2027-12-29"),
    "G24": ("2027-12-31", 1, "2028-01-04"),
    "G25": ("2028-04-13", 5, "2028-04-24"),
}


@pytest.mark.parametrize("name", WORKING)
def test_golden_working_days_by_the_holidays_in_the_database(app, name):
    start, count, due = WORKING[name]
    wait = Wait("x", "X", count, Unit.WORKING_DAYS, Kind.CALL)

    assert wait.due(date.fromisoformat(start), reference.holidays())[1].isoformat() == due


@pytest.mark.parametrize("zone", ["UTC", "Europe/London", "Pacific/Auckland"])
@pytest.mark.parametrize(
    ("instant", "london"),
    [
        ("2026-03-29T00:59:30Z", "2026-03-29"),
        ("2026-10-25T00:30:00Z", "2026-10-25"),
        ("2028-02-29T12:00:00Z", "2028-02-29"),
        ("2026-12-31T23:59:59Z", "2026-12-31"),
        ("2026-06-30T23:30:00Z", "2026-07-01"),
    ],
)
def test_a_step_is_made_on_its_london_day(repeat, monkeypatch, zone, instant, london):
    """The next occurrence is made once the one before it is due, by London's date alone."""
    rule = repeat(date(2026, 1, 1), 1, Every.DAYS)
    on = date.fromisoformat(london)
    for make_on, count in ((date.fromordinal(on.toordinal() + 1), 0), (on, 1)):
        table = FollowRule.__table__
        session.connection().execute(sa.update(table).values(make_on=make_on, next_n=2000))
        session.commit()
        monkeypatch.setenv("TZ", zone)
        time.tzset()
        try:
            with time_machine.travel(instant, tick=False):
                found = ledger.run(ledger.find("make-due-followups"), clock.now())
        finally:
            monkeypatch.undo()
            time.tzset()
        assert found.handled == count
    assert len(made(rule)) == 2


def test_an_outage_loses_nothing_and_repeats_nothing(repeat):
    rule = repeat(date(2026, 11, 2), 1, Every.WEEKS)

    handled = jobs.make_due(noon(date(2026, 11, 24)))

    assert handled == 4
    assert [row.due_on for row in made(rule)] == [
        date(2026, 11, 2), date(2026, 11, 9), date(2026, 11, 16), date(2026, 11, 23),
        date(2026, 11, 30),
    ]  # fmt: skip
    assert jobs.make_due(noon(date(2026, 11, 24))) == 0
    assert jobs.make_due(noon(date(2026, 11, 20))) == 0, "the clock was set back"


def test_occurrences_that_meet_on_one_working_day_are_one_step(repeat):
    rule = repeat(date(2026, 11, 27), 1, Every.DAYS)

    jobs.make_due(noon(date(2026, 12, 1)))

    assert [row.due_on for row in made(rule)] == [
        date(2026, 11, 27), date(2026, 11, 30), date(2026, 12, 1), date(2026, 12, 2),
    ]  # fmt: skip


def test_the_last_day_ends_it(repeat):
    rule = repeat(date(2026, 11, 2), 1, Every.WEEKS, ends_on=date(2026, 11, 16))

    jobs.make_due(noon(date(2027, 6, 1)))

    assert len(made(rule)) == 3
    assert jobs.make_due(noon(date(2028, 6, 1))) == 0


def test_a_snoozed_step_does_not_take_the_place_of_the_next(repeat):
    rule = repeat(date(2026, 11, 23), 1, Every.WEEKS)
    with time_machine.travel("2026-11-24T09:00:00Z", tick=False):
        actions.snooze(made(rule)[0], date(2026, 11, 30), "stock-taking")
        session.commit()

    jobs.make_due(noon(date(2026, 11, 24)))

    assert [row.due_on for row in made(rule)] == [date(2026, 11, 30), date(2026, 11, 30)]


def test_the_standing_follows_what_the_clock_made(make, repeat):
    employer = make.employer()
    rule = repeat(date(2026, 11, 2), 1, Every.WEEKS, employer=employer)
    actions.finish(made(rule)[0])
    session.commit()
    assert session.get(Standing, employer.id).next_on == date.max

    jobs.make_due(noon(date(2026, 11, 2)))

    session.expire_all()
    assert session.get(Standing, employer.id).next_on == date(2026, 11, 9)


def both(app, work):
    """Run ``work`` in two threads at once; return what each gave or raised."""
    session.rollback()
    given = []

    def run():
        with app.app_context():
            try:
                given.append(work())
            finally:
                session.remove()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return given


def meet(barrier):
    """Wait until both have come this far; SQLite lets only one writer in, so do not wait long."""
    try:
        barrier.wait(timeout=1)
    except threading.BrokenBarrierError:
        return


def test_two_workers_make_each_step_once(app, repeat):
    rule = repeat(date(2026, 11, 2), 1, Every.WEEKS)
    barrier = threading.Barrier(2)

    def hold(_connection, _cursor, statement, *_):
        if statement.startswith("UPDATE follow_rule"):
            meet(barrier)

    event.listen(db.engine, "before_cursor_execute", hold)
    try:
        handled = both(app, lambda: jobs.make_due(noon(date(2026, 11, 24))))
    finally:
        event.remove(db.engine, "before_cursor_execute", hold)

    assert sum(handled) == 4
    assert [row.occurrence for row in made(rule)] == [0, 1, 2, 3, 4]


def test_without_the_compare_and_set_two_workers_make_it_twice(app, repeat):
    """The twin: the race is real. Read, then insert and move on, is not enough."""
    rule_id = repeat(date(2026, 11, 2), 1, Every.WEEKS).id
    barrier = threading.Barrier(2)

    def naive():
        with reading():
            rule = session.get(FollowRule, rule_id)
            due = occurrence(rule.anchor_on, rule.count, rule.unit, rule.next_n, frozenset())
            employer = session.get(Employer, rule.employer_id)
            owner = session.get(Person, rule.owner_id)
            session.expunge_all()
            session.rollback()
        barrier.wait(timeout=10)
        actions.plan(employer, owner=owner, title="made twice", due_on=due.due_on)
        session.commit()
        return due.due_on

    both(app, naive)

    twice = session.scalars(sa.select(FollowUp.due_on).where(FollowUp.title == "made twice")).all()
    assert twice == [date(2026, 11, 9)] * 2


def test_kill_9_leaves_nothing_missing_and_nothing_twice(request, engine, tmp_path):
    url = f"sqlite:///{tmp_path}/crash.db"
    if engine == "postgres":
        server = request.getfixturevalue("postgres_server")
        administer(server, "DROP DATABASE IF EXISTS crash", "CREATE DATABASE crash")
        url = f"{server}/crash"

    run = subprocess.run(
        [sys.executable, "-m", "tests.bench.followups", "--url", url, "--rules", "20",
         "--dates", "10", "--kills", "6", "--producers", "2", "--json"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert run.returncode == 0, run.stderr
    found = json.loads(run.stdout)
    assert found["dates"] == 200
    assert (found["missing"], found["duplicate"], found["unasked"]) == (0, 0, 0)
    assert found["kills"] > 0


def test_nobody_asked_nothing_made(app):
    assert jobs.make_due(noon(date(2026, 11, 24))) == 0
    assert count_rows(FollowUp) == 0
