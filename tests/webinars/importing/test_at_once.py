"""Two people save one attendance file at the same moment: it counts once, and both are told.

The twin shows what looking first and writing after, as careless code would, does to the register.
"""

import threading
from contextlib import suppress

import pytest
import sqlalchemy as sa

from crm.core import clock
from crm.core.db import db, reading, session, set_may_write
from crm.core.journal import Operation
from tests.browse import let_go
from tests.crm.door.test_races import at_once
from tests.webinars.day.made import book, bring, held, zoom_rows
from webinars.day.models import AttendanceFile, Presence, Source, State

FIRST = zoom_rows(
    ("Ann Lee", "ann@inn.example", 0, 30),
    ("Joan Whitlock", "joan@care.example", 0, 60),
    ("Peter Lamb", "peter@lamb.example", 5, 59),
    ("Sam P", "", 2, 60),
)
SECOND = zoom_rows(("Ann Lee", "ann@inn.example", 40, 60), ("Mo Day", "mo@day.example", 1, 60))


@pytest.fixture
def webinar(make):
    """Ann and Joan booked; Peter walks in; who Sam P is, a person has to say."""
    one = held(make)
    book(one, "Ann Lee", "ann@inn.example")
    book(one, "Joan Whitlock", "joan@care.example")
    book(one, "Sam Pike", "sam@isis.example")
    return one


def sender(browser, path, **told):
    """Return what posts a form of this browser, its token read beforehand."""
    data = told | {"csrf_token": browser.token()}
    return lambda: browser.client.post(path, data=data, follow_redirects=True)


def path_of(webinar, number):
    return f"/webinars/manage/{webinar.ref}/attendance/{number}"


def minutes():
    let_go()
    rows = session.scalars(sa.select(Presence).order_by(Presence.name)).all()
    return [(row.name, row.minutes) for row in rows]


def test_one_file_saved_by_two_people_at_once_counts_once(app, officer, manager, webinar):
    bring(officer, webinar, FIRST)
    path = path_of(webinar, 1)

    answers = at_once(app, [sender(one, path) for one in (officer, manager)])

    assert [one.status_code for one in answers] == [200, 200]
    said = [one.get_data(as_text=True) for one in answers]
    assert sum("Saved 3 people." in one for one in said) == 1
    assert sum("Nothing was changed: this file is saved already." in one for one in said) == 1
    assert minutes() == [("Ann Lee", 30), ("Joan Whitlock", 60), ("Peter Lamb", 54)]
    read = sa.select(sa.func.count()).where(Operation.kind == "import")
    assert session.scalar(read) == 1


def test_looking_first_and_writing_after_puts_somebody_there_twice(app, officer, webinar):
    """The twin: both see a file that is not saved and a register without Peter, then both write."""
    bring(officer, webinar, FIRST)
    webinar_id, start = webinar.id, threading.Barrier(2)
    let_go()

    def careless():
        with reading():
            state = session.scalars(sa.select(AttendanceFile.state)).one()
            there = session.scalars(sa.select(Presence.name)).all()
            session.rollback()
        start.wait(60)
        set_may_write(True)
        if state is State.LOOKED and "Peter Lamb" not in there:
            facts = {"name": "Peter Lamb", "source": Source.WALK_IN, "at": clock.now()}
            session.add(Presence(webinar_id=webinar_id, stays=[], stated={}, **facts))
            session.commit()
        return state, list(there)

    assert at_once(app, [careless, careless]) == [(State.LOOKED, [])] * 2
    assert [name for name, _ in minutes()] == ["Peter Lamb", "Peter Lamb"]


def test_two_files_of_one_webinar_saved_at_once_stand_in_one_register(
    app, officer, manager, webinar
):
    bring(officer, webinar, FIRST)
    bring(officer, webinar, SECOND)
    presses = [sender(one, path_of(webinar, n)) for one, n in ((officer, 1), (manager, 2))]

    answers = at_once(app, presses)

    assert [one.status_code for one in answers] == [200, 200]
    assert minutes() == [
        ("Ann Lee", 50), ("Joan Whitlock", 60), ("Mo Day", 59), ("Peter Lamb", 54)
    ]  # fmt: skip


def test_saving_again_while_somebody_chooses_blocks_nobody(app, officer, manager, webinar):
    """Each holds its first row until the other asks for one: in one order there is no deadlock."""
    bring(officer, webinar, FIRST)
    path = path_of(webinar, 1)
    officer.post(path)
    person = session.scalars(sa.select(AttendanceFile)).one().read["people"]
    sam = next(number for number, one in enumerate(person) if one["name"] == "Sam P")
    both, holds = threading.Barrier(2), set()

    def hold(_connection, _cursor, statement, *_more):
        me = threading.get_ident()
        if "FOR UPDATE" in statement and me not in holds:
            holds.add(me)
            with suppress(threading.BrokenBarrierError):
                both.wait(2)

    presses = [sender(officer, path), sender(manager, f"{path}/choose", person=sam, choice="same")]
    event = (db.engine, "after_cursor_execute", hold)
    sa.event.listen(*event)
    try:
        answers = at_once(app, presses)
    finally:
        sa.event.remove(*event)

    assert [one.status_code for one in answers] == [200, 200]
    assert ("Sam Pike", 58) in minutes()
