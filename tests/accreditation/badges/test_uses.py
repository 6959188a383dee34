"""Checks and files taken are counted by day and kind, and nobody's address is kept."""

import io
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from accreditation.badges import uses
from accreditation.badges.models import BadgeUse, Use
from crm.core import clock
from crm.core.db import session
from tests.accreditation.badges.world import issued


def counted():
    rows = session.execute(sa.select(BadgeUse.what, BadgeUse.times)).all()
    session.rollback()
    return {what.value: times for what, times in rows}


@pytest.mark.parametrize(
    ("path", "what"),
    [
        ("", "page"), ("/status.json", "status"), (".json", "json"), (".jwt", "jwt"),
        (".png", "png"), (".svg", "svg"), ("/certificate.pdf", "certificate"),
    ],
)  # fmt: skip
def test_each_use_is_counted_by_kind(make, stranger, path, what):
    badge = issued(make)
    address = f"/badges/{badge.public_id}{path}"
    for _ in range(2):
        assert stranger.client.get(address).status_code == 200

    assert counted() == {what: 2}


@pytest.mark.parametrize("path", ["/picture.svg", "/certificate", "/snippet.html"])
def test_what_others_show_all_day_is_not_counted(make, stranger, path):
    badge = issued(make)

    assert stranger.client.get(f"/badges/{badge.public_id}{path}").status_code == 200

    assert counted() == {}


def test_a_file_that_is_checked_counts_for_its_badge(make, stranger):
    badge = issued(make)
    file = (io.BytesIO(badge.credential.encode()), "badge.json")
    stranger.post("/badges/verify", {"file": file}, content_type="multipart/form-data")

    assert counted() == {"checked": 1}


def test_a_head_request_and_a_missing_badge_count_nothing(make, stranger):
    badge = issued(make)
    stranger.client.head(f"/badges/{badge.public_id}")
    stranger.client.get("/badges/nothing")

    assert counted() == {}


def test_a_row_knows_day_kind_and_number_and_no_more():
    assert {c.name for c in BadgeUse.__table__.columns} == {
        "id", "badge_id", "used_on", "what", "times",
    }  # fmt: skip


def test_a_count_that_fails_does_not_cost_the_answer(make, stranger, monkeypatch):
    badge = issued(make)

    def locked(*_):
        raise OperationalError("INSERT", {}, Exception("database is locked"))

    monkeypatch.setattr(uses, "count", locked)

    assert "Valid today" in stranger.get(f"/badges/{badge.public_id}").text


def test_totals_tell_checks_from_files_and_forget_older_days(make):
    badge, today = issued(make), clock.today()
    for what in (Use.PAGE, Use.STATUS, Use.PNG, Use.PAGE):
        uses.count(badge.id, what)
    old = BadgeUse(badge_id=badge.id, used_on=today - timedelta(days=40), what=Use.PAGE, times=9)
    session.add(old)
    session.commit()

    assert uses.totals([badge.id], today - timedelta(days=30)) == {badge.id: (3, 1)}
    assert uses.totals([badge.id], today - timedelta(days=60)) == {badge.id: (12, 1)}
