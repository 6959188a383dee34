"""The job ledger: a dated job's slot belongs to one worker, whatever happens to the others."""

import os
import subprocess
import sys
import threading
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from crm.core import clock, jobs
from crm.core.db import session
from crm.core.jobs import Job, JobRun

MORNING = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def now(monkeypatch):
    shown = [MORNING]
    monkeypatch.setattr(clock, "now", lambda: shown[0])

    def move(**later):
        shown[0] += timedelta(**later)
        return shown[0]

    return move


def daily(run, at=time(7, 0)):
    return Job("letters", "Write the letters", run, at=at)


def rows():
    session.rollback()
    return session.execute(sa.select(JobRun.slot, JobRun.state, JobRun.handled)).all()


def test_a_done_slot_is_not_run_again(app, now):
    job = daily(lambda _at: 3)

    assert jobs.run(job, MORNING) == jobs.Ran("letters", "2026-03-02", 3)
    assert jobs.run(job, now(hours=9)) == jobs.Ran("letters", "2026-03-02", 0)
    assert rows() == [("2026-03-02", "done", 3)]


def test_the_next_london_day_is_another_slot(app, now):
    job = daily(lambda _at: 1)
    evening_in_summer = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)

    assert jobs.run(job, MORNING).slot == "2026-03-02"
    assert jobs.run(job, evening_in_summer).slot == "2026-07-01"


def test_a_slot_in_hand_is_left_alone_until_its_lease_lapses(app, now):
    ran = []

    def second(_at):
        ran.append("second")
        return 2

    def first(_at):
        assert jobs.run(daily(second), clock.now()).handled == 0
        now(minutes=16)
        assert jobs.run(daily(second), clock.now()).handled == 2
        return 1

    jobs.run(daily(first), MORNING)

    assert ran == ["second"]
    assert rows() == [("2026-03-02", "done", 2)]


def test_a_job_that_failed_is_tried_again_after_a_pause(app, now):
    def broken(_at):
        raise RuntimeError("the disk is full")

    with pytest.raises(RuntimeError):
        jobs.run(daily(broken), MORNING)
    assert rows() == [("2026-03-02", "failed", 0)]
    assert not jobs.due(daily(broken), now(minutes=4))
    assert jobs.due(daily(broken), now(minutes=1))

    assert jobs.run(daily(lambda _at: 5), clock.now()).handled == 5
    assert rows() == [("2026-03-02", "done", 5)]


def test_what_a_failed_job_left_half_done_is_not_kept(app, now, make):
    def half(_at):
        session.add(JobRun(job="x", slot="y", state="z", lease_until=MORNING, started_at=MORNING,
                           handled=0))  # fmt: skip
        session.flush()
        raise RuntimeError

    with pytest.raises(RuntimeError):
        jobs.run(daily(half), MORNING)

    assert [slot for slot, _, _ in rows()] == ["2026-03-02"]


@pytest.mark.parametrize(
    ("at", "due"),
    [
        ("2026-03-02T06:59Z", False),
        ("2026-03-02T07:00Z", True),
        ("2026-06-02T05:59Z", False),
        ("2026-06-02T06:00Z", True),
        ("2026-06-02T22:59Z", True),
        ("2026-06-02T23:01Z", False),
    ],
)
def test_a_dated_job_is_due_from_its_london_time_on(app, at, due):
    assert jobs.due(daily(lambda _at: 0), datetime.fromisoformat(at)) is due


def test_a_tick_of_a_done_slot_writes_nothing(app, now):
    job = daily(lambda _at: 1)
    jobs.run(job, MORNING)

    assert not jobs.due(job, MORNING)
    assert not session().in_transaction()


def test_a_job_runs_with_no_transaction_open(app, now):
    seen = []

    def look(_at):
        seen.append(session().in_transaction())
        return 0

    jobs.run(daily(look), MORNING)
    now(days=1)
    session.execute(sa.update(JobRun).values(state="failed"))
    session.commit()
    jobs.run(daily(look), MORNING)

    assert seen == [False, False]


def test_an_interval_job_keeps_no_ledger(app, now):
    job = Job("sweep", "Sweep", lambda _at: 4, every=timedelta(minutes=5))

    ran = jobs.run(job, datetime(2026, 3, 2, 9, 7, 30, tzinfo=UTC))

    assert (ran.slot, ran.handled) == ("2026-03-02T09:05:00+00:00", 4)
    assert rows() == []


def test_two_threads_at_once_share_one_slot(app):
    started, ran = threading.Barrier(4), []

    def work():
        with app.app_context():
            started.wait()
            try:
                jobs.run(daily(lambda _at: ran.append(1) or 1), MORNING)
            finally:
                session.remove()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert ran == [1]


CLAIM = """
import sys
from datetime import datetime
from app import create_app
from crm.core import jobs
from datetime import time
app = create_app({"SQLALCHEMY_DATABASE_URI": sys.argv[1], "SECRET_KEY": "x" * 32})
print("ready", flush=True)
sys.stdin.readline()
with app.app_context():
    job = jobs.Job("letters", "Letters", lambda at: 1, at=time(7))
    print(jobs.run(job, datetime.fromisoformat("2026-03-02T09:00Z")).handled)
"""


def test_two_processes_at_once_share_one_slot(app, tmp_path):
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    root = Path(__file__).resolve().parents[2]
    running = [
        subprocess.Popen(
            [sys.executable, "-c", CLAIM, url], cwd=root, text=True, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, env=os.environ | {"DATA_DIR": str(tmp_path)},
        )
        for _ in range(3)
    ]  # fmt: skip
    for process in running:
        assert process.stdout.readline() == "ready\n"
    for process in running:
        process.stdin.write("go\n")
        process.stdin.flush()
    handled = [process.communicate()[0].strip() for process in running]

    assert sorted(handled) == ["0", "0", "1"]
