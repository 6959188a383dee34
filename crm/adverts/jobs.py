"""Large feeds are read, compared and saved by a worker, each claimed with a lease."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from crm.adverts import actions
from crm.adverts.models import AdvertFile, State
from crm.core import clock, leases
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.core.jobs import Job
from crm.core.permissions import Permission, may
from crm.people.models import Person

LEASE = timedelta(minutes=10)
AT_ONCE = 25
STEPS = {State.WAITING: State.COMPARING, State.APPROVED: State.SAVING}


def read_feeds(_at: datetime) -> int:
    """Read, compare or save every waiting feed; an idle look takes no write lock."""
    return leases.work_off(AdvertFile, STEPS, LEASE, work=_work, give_up=actions.give_up)


def discard_unused(at: datetime) -> int:
    """Let go of what was read and nobody saved in three days."""
    handled = 0
    for row in session.scalars(sa.select(AdvertFile).where(AdvertFile.state == State.READY)).all():
        handled += int(actions.discard_unused(row, at))
    session.commit()
    return handled


def _work(row: AdvertFile) -> None:
    if row.state is State.SAVING:
        _save(row)
    else:
        _compare(row)


def _compare(row: AdvertFile) -> None:
    """Read the file if that was not done, then compare a few rows at a time, each time kept."""
    if row.content is not None:
        actions.read(row)
        session.commit()
    while row.state is State.COMPARING and actions.compare_next(row, AT_ONCE):
        if row.state is State.COMPARING:
            row.lease_until = clock.now() + LEASE
        session.commit()
    session.commit()


def _save(row: AdvertFile) -> None:
    person = session.get(Person, row.person_id)
    assert person is not None, "an import names a person who exists"
    try:
        if not person.active or not may(person.role, Permission.EDIT_WORK):
            raise RuleBroken(f"{person.name} may no longer add vacancies. Nothing was saved.")
        actions.run(row, person)
        session.commit()
    except RuleBroken as error:
        session.rollback()
        actions.give_back(session.get_one(AdvertFile, row.id), error.message)
        session.commit()


READ_FEEDS = Job(
    "read-adverts", "Read and save waiting vacancy feeds", read_feeds, every=timedelta(seconds=5)
)
DISCARD_UNUSED = Job(
    "discard-adverts",
    "Let go of vacancies that were read and not saved",
    discard_unused,
    every=timedelta(hours=6),
)
