"""Keeping, covering, holding and destroying, on the real disk."""

from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import DBAPIError

from crm.core import clock, jobs
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.vault import actions, ciphers, queries, rules, store
from crm.vault.models import Opening, StoredFile
from crm.vault.rules import Kind
from tests import papers
from tests.makers import Make


@pytest.fixture
def disk(app: Flask, tmp_path: Path) -> Path:
    app.config["DATA_DIR"] = tmp_path
    return tmp_path


def keep(make: Make, kind: Kind = Kind.WAGE_SLIP, data: bytes = b"") -> StoredFile:
    row = actions.keep(
        make.employer(name="Windrush Foods Ltd"),
        kind,
        actions.look_into(data or papers.pdf()),
        came_by="a link",
    )
    session.commit()
    return row


def everything_on(disk: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(disk.rglob("*")) if file.is_file())


def test_nothing_on_the_disk_can_be_read(make: Make, disk: Path) -> None:
    row = keep(make, Kind.JOB_DESCRIPTION, papers.word("Marker of sixteen letters"))

    assert everything_on(disk)
    assert b"Marker of sixteen" not in everything_on(disk)
    assert store.get(row.place, store.TEXT) == b"Marker of sixteen letters"


def test_names_are_covered_and_figures_stay(make: Make, disk: Path) -> None:
    row = keep(make)

    words = [word.text for word in actions.words(row)]
    assert row.covered >= 3
    assert "813.44" in words
    assert not {"Example", "33", "1257L"} & set(words)


def test_a_pay_scale_is_kept_as_it_came(make: Make, disk: Path) -> None:
    assert keep(make, Kind.PAY_SCALE).covered == 0


def test_what_the_sender_covers_is_gone_from_the_original_too(make: Make, disk: Path) -> None:
    row = keep(make, Kind.PAY_SCALE, papers.pdf(("Secret figure 99.99", "Grade 4 12.71")))
    before = row.sha256

    actions.cover(row, [rules.Box(1, 0, 0, 1, 0.11)])
    session.commit()

    again = actions.look_into(store.get(row.place, store.ORIGINAL))
    assert (row.covered, len(again.pages), again.words) == (1, 1, [])
    assert row.sha256 != before
    assert [word.text for word in actions.words(row)] == ["Grade", "4", "12.71"]


def test_after_its_date_no_byte_is_left_and_the_row_says_so(make: Make, disk: Path) -> None:
    row = keep(make)
    ref, digest = row.ref, row.sha256
    row.kept_until = clock.today() - timedelta(days=1)
    session.commit()

    handled = jobs.run(jobs.find("destroy-files"), clock.now()).handled

    left = queries.file_or_404(ref)
    assert handled == 1
    assert everything_on(disk) == b""
    assert (left.sha256, left.destroyed_why) == (digest, left.kept_why)
    assert left.destroyed_at


@pytest.mark.parametrize(("days", "held", "gone"), [(0, "", 0), (-1, "", 1), (-1, "appeal", 0)])
def test_a_file_goes_the_night_after_its_last_day_unless_held(
    make: Make, disk: Path, days: int, held: str, gone: int
) -> None:
    row = keep(make)
    row.kept_until, row.held = clock.today() + timedelta(days=days), held
    session.commit()

    assert jobs.run(jobs.find("destroy-files"), clock.now()).handled == gone


def test_a_crash_between_bytes_and_row_is_settled_by_the_next_run(make: Make, disk: Path) -> None:
    row = keep(make)
    row.kept_until = clock.today() - timedelta(days=1)
    session.commit()
    store.erase(row.place)  # the worker died here

    assert jobs.run(jobs.find("destroy-files"), clock.now()).handled == 1
    assert queries.file_or_404(row.ref).destroyed_at


def test_a_broken_off_arrival_is_swept_up_and_a_kept_file_is_not(make: Make, disk: Path) -> None:
    row = keep(make)
    lost = store.new_place()
    store.put(lost, [("original", b"of a request that died")])

    for hours, handled in ((0, 0), (2, 1)):
        at = clock.now() + timedelta(hours=hours)
        assert jobs.run(jobs.find("sweep-vault"), at).handled == handled
    assert store.get(row.place, store.ORIGINAL)
    with pytest.raises(ciphers.Unreadable):
        store.get(lost, "original")


def test_a_held_file_cannot_be_destroyed_and_a_hold_has_a_reason(make: Make, disk: Path) -> None:
    row = keep(make)

    with pytest.raises(RuleBroken, match="Say why"):
        actions.hold(row, " ")
    actions.hold(row, "The auditor asked")
    with pytest.raises(RuleBroken, match="Release it first"):
        actions.destroy(row, "no longer needed")


def test_a_changed_class_moves_the_dates_of_its_files(make: Make, disk: Path) -> None:
    row = keep(make)
    until = row.kept_until

    moved = actions.change_class(
        queries.retention("sensitive_pay"), months=9, source="The council", status="confirmed"
    )

    assert moved == 1
    assert row.kept_until == rules.later(until, 3)


def test_the_passed_check_begins_the_time_anew(make: Make, disk: Path) -> None:
    row = keep(make)
    on = clock.today() + timedelta(days=40)

    actions.count_from(row, on, "its check passed")

    assert row.kept_until == rules.later(on, 6)
    assert row.kept_why == "Pay of one person: 6 months from the day its check passed"


def test_the_log_of_openings_cannot_be_changed(make: Make, disk: Path) -> None:
    row = keep(make)
    actions.log(row, "page 1", "a check", by=make.person())
    session.commit()

    for statement in (sa.update(Opening).values(why="other"), sa.delete(Opening)):
        with pytest.raises(DBAPIError, match="keeps what was written"):
            session.execute(statement)
        session.rollback()
