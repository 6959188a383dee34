"""Nothing that grows is read whole or sorted aside; no page skips over rows it does not show.

SQLite's own plans over a stock of invented employers, so that its statistics are not those of an
empty table. Times are for ``./dev bench``; these guards never depend on the machine.
"""

import re
from pathlib import Path

import pytest
import sqlalchemy as sa

from crm.core import clock, delivery, health, jobs, outbox, worker
from crm.core.db import session
from crm.core.jobs import JobRun
from crm.core.outbox import Audience, Mail, State
from crm.people.models import Person
from tests.bench import stock
from tests.browse import Browser, Statements
from tests.core.plans import Plans

ROOT = Path(__file__).resolve().parents[2]
OFFICER = 3
LISTS = (
    "/employers",
    "/employers?owner=3",
    "/employers?owner=3&stage=contacted",
    "/employers?stage=contacted",
    "/employers?sort=next",
    "/employers?sort=contact",
    "/employers?sort=age",
    "/employers?sort=openings",
    "/employers?quiet=tier&sort=quiet",
    "/employers?owner=3&next=none",
    "/followups",
    "/followups?whose=all",
    "/history",
    "/outbox",
)


@pytest.fixture
def visitor(app, engine):
    if engine == "postgres":
        pytest.skip("these are SQLite's plans")
    stock.fill(300, busy=200)
    session.execute(sa.insert(Mail.__table__), [_mail(number) for number in range(300)])
    session.execute(sa.text("ANALYZE"))
    session.commit()
    return Browser(app, session.get_one(Person, OFFICER))


def _mail(number):
    return {
        "kind": "t", "audience": Audience.EXTERNAL, "to_addr": "a", "subject": "s", "body": "b",
        "message_id": str(number), "dedupe_key": str(number), "due_at": clock.now(),
        "posted_at": clock.now(), "attempts": 1, "last_error": "",
        "state": State.PENDING if number < 5 else State.SENT,
    }  # fmt: skip


@pytest.mark.parametrize("path", LISTS)
def test_a_list_reads_what_it_shows_and_no_more(visitor, path):
    visitor.get(path)
    with Plans() as plans:
        assert visitor.get(path).status_code == 200

    assert plans.found
    for plan in plans.found:
        assert not plan.scans, plan
        assert not plan.sorts, plan


@pytest.mark.parametrize("path", ["/employers/E-00001", "/employers/E-00001?kind=activity", "/"])
def test_a_record_and_today_read_no_table_whole(visitor, path):
    with Plans() as plans:
        assert visitor.get(path).status_code == 200

    for plan in plans.found:
        assert not plan.scans, plan


def test_the_contacts_of_a_timeline_come_in_order(visitor):
    with Plans() as plans:
        visitor.get("/employers/E-00001?kind=activity")

    [timeline] = [plan for plan in plans.found if "anon_1.row_id DESC" in plan.statement]
    assert "SEARCH activity USING INDEX ix_activity_employer_at (employer_id=?)" in timeline.steps
    assert len(timeline.sorts) == 2, "only what is shown is put in order, alone and with the pins"


def test_the_count_of_every_page_begins_with_what_is_due(visitor):
    with Plans() as plans:
        visitor.get("/employers")

    [count] = [plan for plan in plans.found if "next_by_rhythm" in plan.statement]
    assert any("ix_employer_standing_next (next_on<?)" in step for step in count.steps), count


def test_the_clockwork_finds_what_is_due_by_an_index(visitor, app):
    mail = delivery.claim()
    acts = {
        "claim": delivery.claim,
        "tally": outbox.tally,
        "sweep": lambda: delivery.sweep(clock.now()),
        "health": lambda: (health.line(), health.problems()),
        "beat": lambda: worker.beat(clock.now()),
        "ledger": lambda: jobs.due(jobs.Job("x", "X", lambda _at: 0, at=clock.now().time()),
                                   clock.now()),
    }  # fmt: skip
    app.config["MAIL_URL"] = "smtp://mail.example"
    assert mail is not None
    for name, act in acts.items():
        with Plans() as plans:
            act()
        session.rollback()
        for plan in plans.found:
            assert not plan.scans, (name, plan)
            assert not plan.sorts, (name, plan)


def test_the_guard_sees_a_scan_and_a_sort(visitor):
    with Plans() as plans:
        session.execute(sa.select(Mail.id).where(Mail.subject == "x").order_by(Mail.body)).all()

    [plan] = plans.found
    assert plan.scans == ["SCAN outbox"]
    assert plan.sorts == ["USE TEMP B-TREE FOR ORDER BY"]


@pytest.mark.parametrize("path", ["/", "/employers", "/employers/E-00003", "/search?q=zzqx"])
def test_no_statement_of_a_page_is_planned_anew(visitor, path):
    """A value bound where an index picks rows by that column makes SQLite plan it each time."""
    try:
        session.execute(sa.text("SELECT reprep FROM sqlite_stmt"))
    except sa.exc.OperationalError:
        pytest.skip("this SQLite cannot tell")

    visitor.get(path)
    visitor.get(path)
    before = _planned_anew()
    visitor.get(path)

    assert len(before) > 2
    assert not [sql for sql, times in _planned_anew().items() if times > before.get(sql, times)]


def _planned_anew():
    """Return how often each kept statement was planned anew."""
    rows = session.execute(sa.text("SELECT sql, reprep FROM sqlite_stmt WHERE sql LIKE 'SELECT%'"))
    return {row.sql: row.reprep for row in rows if "sqlite_stmt" not in row.sql}


def test_no_page_skips_over_rows(app, engine, make, admin):
    if engine == "sqlite":
        pytest.skip("SQLAlchemy writes OFFSET 0 for SQLite")
    employer = make.employer()
    session.add(JobRun(job="x", slot="y", state="done", handled=0, lease_until=clock.now(),
                       started_at=clock.now()))  # fmt: skip
    session.commit()
    asked = 0
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint == "static":
            continue
        path = re.sub(r"<[^>]*ref>", employer.ref, rule.rule)
        path = re.sub(r"<int:[^>]*>", "1", path)
        if "<" in path:
            continue
        with Statements() as sent:
            admin.client.get(path + "?after=a~1&page=2")
        asked += 1
        assert not [s for s in sent.sent if "OFFSET" in s.upper()], path
    assert asked > 20


def test_no_code_skips_over_rows():
    for file in ROOT.glob("crm/**/*.py"):
        assert ".offset(" not in file.read_text(encoding="utf-8"), file
