"""After its days, or when a manager says so twice, a thing is gone, also from the journal."""

from datetime import date, timedelta

import sqlalchemy as sa
import time_machine

from crm.core import clock, journal, seals
from crm.core.db import session
from crm.core.journal import Entry, Operation
from crm.trash.jobs import EMPTY
from crm.trash.models import TrashDays, Trashed
from tests.browse import count_rows
from tests.crm.trash.test_throw import throw


def told() -> str:
    """Return all that the journal says."""
    session.rollback()
    rows = session.execute(sa.select(Entry.before, Entry.after)).all()
    return repr(rows) + repr(session.scalars(sa.select(Operation.title)).all())


def test_after_its_days_a_thing_is_erased_and_the_chain_stays_whole(officer, make):
    journal.operation("Added Zanzibar Quarry")
    employer = make.employer(name="Zanzibar Quarry")
    make.contact(employer, name="Ann Zanzibar")
    other = make.employer(name="Alder")
    throw(officer, "employer", employer)
    seals.seal()
    session.commit()

    with time_machine.travel(clock.now() + timedelta(days=29)):
        assert EMPTY.run(clock.now()) == 0
    assert "Ann Zanzibar" in told()
    with time_machine.travel(clock.now() + timedelta(days=30)):
        assert EMPTY.run(clock.now()) == 1

    assert "Zanzibar" not in told()
    assert "Alder" in told()
    assert count_rows(Trashed) == 0
    assert seals.verify().ok
    assert officer.get(f"/employers/{other.ref}").status_code == 200


def test_the_erased_cannot_be_brought_back(officer, make):
    throw(officer, "employer", make.employer(name="Zanzibar Quarry"))
    operation = session.scalar(sa.select(sa.func.max(Operation.id)))
    with time_machine.travel(clock.now() + timedelta(days=30)):
        EMPTY.run(clock.now())

    page = officer.post(f"/history/{operation}/undo", follow=True)

    assert "were erased" in page.text


def test_a_manager_is_asked_before_it_is_erased_early(officer, manager, make):
    throw(officer, "contact", make.contact(make.employer(), name="Ann Zanzibar"))
    path = f"/trash/{session.scalar(sa.select(Trashed.id))}/erase"

    assert "This cannot be taken back" in manager.get(path).text
    assert count_rows(Trashed) == 1
    assert officer.get(path).status_code == 403
    page = manager.post(path, follow=True)

    assert "for good" in page.text
    assert "Ann Zanzibar" not in told()


def test_managers_set_the_days_and_what_lies_there_keeps_its_day(officer, manager, make):
    throw(officer, "employer", make.employer())
    manager.submit("/trash/days", {"days": "7", "source": "Team meeting"})
    throw(officer, "employer", make.employer())

    dates = session.scalars(sa.select(Trashed.erase_on).order_by(Trashed.id)).all()
    assert dates == [clock.today() + timedelta(days=n) for n in (30, 7)]
    newest = session.scalars(sa.select(TrashDays).order_by(TrashDays.id.desc())).first()
    assert (newest.days, newest.status, newest.source) == (7, "confirmed", "Team meeting")
    assert newest.from_on > date(2020, 1, 1)
    assert "must be a whole number" in manager.submit("/trash/days", {"days": "0"}).text
