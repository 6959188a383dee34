"""Large files are read and written by the worker; what nobody imports goes."""

import pytest
import sqlalchemy as sa

from crm.core import clock, jobs
from crm.core.db import session
from crm.employers.models import Employer
from crm.people.models import Person
from crm.records.models import ImportFile, State
from tests.browse import count_rows
from tests.crm.records.files import made
from tests.crm.records.test_import_pages import only, path_of, upload


def work():
    """Let a worker look once, as it does every few seconds."""
    session.remove()
    handled = jobs.run(jobs.find("read-imports"), clock.now()).handled
    session.remove()
    return handled


LARGE = [
    b"Employer name\n" + b"".join(b"Made up %d\n" % n for n in range(4_100)),
    b"Employer name\n" + b"x" * 140_000,
    b"PK\x03\x04" + b"x" * 70_000,
]


@pytest.mark.parametrize("content", LARGE)
def test_a_large_file_is_read_by_the_worker(officer, monkeypatch, content):
    monkeypatch.setattr("crm.records.actions.SMALL_TEXT", 100_000)
    page = upload(officer, content, "list")
    assert "is waiting to be checked" in page.text
    path = path_of(only())

    assert work() == 1
    assert work() == 0
    page = officer.get(path)
    assert ("Import 4,100 employers" in page.text) is (content is LARGE[0])
    assert ("was refused" in page.text) is (content is not LARGE[0])


def test_a_large_import_is_written_by_the_worker(officer, engine, monkeypatch):
    monkeypatch.setattr("crm.records.actions.SMALL_LINES", 1)
    upload(officer, made(20))
    path = path_of(only())
    work()
    page = officer.post(f"{path}/run", follow=True)
    assert "is waiting to be imported" in page.text
    assert count_rows(Employer) == 0

    assert work() == 1
    assert "Imported 20 employers" in officer.get(path).text
    assert count_rows(Employer) == 20
    operation = only().operation_id
    assert officer.get(f"/history/{operation}").status_code == 200


def test_nothing_is_written_for_somebody_who_was_locked_meanwhile(officer, manager, monkeypatch):
    monkeypatch.setattr("crm.records.actions.SMALL_LINES", 1)
    upload(officer, made(20))
    path = path_of(only())
    work()
    officer.post(f"{path}/run")
    session.get_one(Person, officer.person_id).locked_at = clock.now()
    session.commit()

    work()

    assert count_rows(Employer) == 0
    assert "may no longer import. Nothing was added." in manager.get(path).text


def test_a_file_whose_worker_died_is_taken_up_again(officer, monkeypatch):
    monkeypatch.setattr("crm.records.actions.SMALL_LINES", 1)
    upload(officer, made(5))
    row = only()
    row.state, row.attempts = State.CHECKING, 1
    row.lease_until = clock.now().replace(year=2020)
    session.commit()

    assert work() == 1
    assert (only().state, only().attempts) == (State.READY, 2)


def test_a_file_that_kills_every_worker_is_given_up(officer, monkeypatch):
    monkeypatch.setattr("crm.records.actions.SMALL_LINES", 1)
    upload(officer, made(5))
    row = only()
    row.state, row.attempts = State.IMPORTING, 3
    row.lease_until = clock.now().replace(year=2020)
    session.commit()

    work()

    assert only().state is State.REFUSED
    assert "in three attempts" in only().reason


def test_a_file_held_by_another_worker_is_left_alone(officer, monkeypatch):
    monkeypatch.setattr("crm.records.actions.SMALL_LINES", 1)
    upload(officer, made(5))
    row = only()
    row.state, row.lease_until = State.CHECKING, clock.now().replace(year=2999)
    session.commit()

    assert work() == 0


def test_files_nobody_imports_are_discarded_after_a_week(officer):
    upload(officer, made(2))
    upload(officer, made(3))
    rows = session.scalars(sa.select(ImportFile).order_by(ImportFile.id)).all()
    rows[0].uploaded_at = clock.now().replace(year=2020)
    session.commit()

    assert jobs.run(jobs.find("discard-imports"), clock.now()).handled == 1
    session.remove()
    rows = session.scalars(sa.select(ImportFile).order_by(ImportFile.id)).all()
    assert [row.state for row in rows] == [State.DISCARDED, State.READY]
