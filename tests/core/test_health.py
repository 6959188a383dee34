"""The health line says what runs, what waits and what needs a person."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from crm.core import clock, health, outbox, worker
from crm.core.db import session
from crm.core.outbox import Audience
from crm.core.worker import Beat

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def now(monkeypatch):
    shown = [NOW]
    monkeypatch.setattr(clock, "now", lambda: shown[0])

    def move(**later):
        shown[0] += timedelta(**later)
        return shown[0]

    return move


def post(key="k"):
    outbox.post(kind="t", audience=Audience.EXTERNAL, to="a@b.example", subject="s", body="b",
                dedupe_key=key)  # fmt: skip
    session.commit()


def test_before_the_first_heartbeat(app):
    line = health.line()

    assert not line.ok
    assert "have not started" in line.text
    assert health.problems() == ["worker silent"]


def test_a_worker_that_beats_is_running(app, now):
    post()
    worker.beat(NOW)
    app.config["MAIL_URL"] = "smtp://mail.example"
    now(minutes=3)

    line = health.line()

    assert (line.ok, line.text) == (True, "Reminders and mail are running")
    assert "Mon 2 Mar, 09:00" in line.detail
    assert "1 waiting, 0 uncertain, 0 failed" in line.detail
    assert "MAIL_URL" not in line.detail
    assert health.problems() == []


def test_a_silent_worker_is_told_with_its_last_moment(app, now):
    worker.beat(NOW)
    now(minutes=3, seconds=1)

    line = health.line()

    assert not line.ok
    assert line.text == "Reminders and mail stopped at Mon 2 Mar, 09:00"
    assert health.problems() == ["worker silent"]


def test_without_a_mail_server_the_line_says_that_nothing_is_sent(app, now):
    post()
    worker.beat(NOW)
    now(minutes=2)

    assert "MAIL_URL is empty" in health.line().detail
    assert "mail late" not in health.problems()


def test_mail_more_than_fifteen_minutes_late_is_a_problem(app, now):
    app.config["MAIL_URL"] = "smtp://mail.example"
    post()
    for minutes, expected in ((15, []), (1, ["mail late"])):
        worker.beat(now(minutes=minutes))
        assert health.problems() == expected


def test_one_beat_a_worker_and_the_silent_are_forgotten_after_a_day(app, now):
    session.add(Beat(name="gone", beat_at=NOW, waiting=0, uncertain=0, failed=0))
    session.commit()
    worker.beat(now(hours=23))
    worker.beat(now(minutes=1))
    assert session.scalar(sa.select(sa.func.count(Beat.name))) == 2

    worker.beat(now(hours=2))

    [left] = session.scalars(sa.select(Beat))
    assert left.name != "gone"


def test_the_monitor_gets_words_and_a_status(app, stranger, now):
    page = stranger.get("/readyz")
    assert (page.status_code, page.text) == (503, "worker silent\n")

    worker.beat(NOW)
    page = stranger.get("/readyz")
    assert (page.status_code, page.text) == (200, "ready\n")
    assert stranger.get("/healthz").text == "ok\n"
