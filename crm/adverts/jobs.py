"""Large feeds are read, compared and saved by a worker, each claimed with a lease."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from crm.adverts import actions
from crm.adverts.models import AdvertFile, State
from crm.core import clock
from crm.core.db import reading, session
from crm.core.errors import RuleBroken
from crm.core.jobs import Job
from crm.core.permissions import Permission, may
from crm.people.models import Person

LEASE = timedelta(minutes=10)
AT_ONCE = 25
ATTEMPTS = 3
_STEPS = {
    State.WAITING: State.COMPARING,
    State.COMPARING: State.COMPARING,
    State.APPROVED: State.SAVING,
    State.SAVING: State.SAVING,
}


def read_feeds(_at: datetime) -> int:
    """Read, compare or save every waiting feed; an idle look takes no write lock."""
    handled = 0
    while claim := _claim():
        _work(*claim)
        handled += 1
    return handled


def discard_unused(at: datetime) -> int:
    """Let go of what was read and nobody saved in three days."""
    handled = 0
    for row in session.scalars(sa.select(AdvertFile).where(AdvertFile.state == State.READY)).all():
        handled += int(actions.discard_unused(row, at))
    session.commit()
    return handled


def _claim() -> tuple[int, State] | None:
    """Take the oldest waiting feed, or one whose worker died; its id and what it needs."""
    died = sa.and_(
        AdvertFile.state.in_((State.COMPARING, State.SAVING)), AdvertFile.lease_until < clock.now()
    )
    with reading():
        found = session.execute(
            sa.select(AdvertFile.id, AdvertFile.state, AdvertFile.lease_until)
            .where(sa.or_(AdvertFile.state.in_((State.WAITING, State.APPROVED)), died))
            .order_by(AdvertFile.id)
            .limit(1)
        ).one_or_none()
        session.rollback()
    if found is None:
        return None
    row_id, state, lease = found
    same = AdvertFile.lease_until.is_(None) if lease is None else AdvertFile.lease_until == lease
    taken = session.execute(
        sa.update(AdvertFile)
        .where(AdvertFile.id == row_id, AdvertFile.state == state, same)
        .values(
            state=_STEPS[state],
            lease_until=clock.now() + LEASE,
            attempts=AdvertFile.attempts + 1,
        )
        .execution_options(synchronize_session=False)
    )
    session.commit()
    return (row_id, _STEPS[state]) if taken.rowcount == 1 else None  # type: ignore[attr-defined]


def _work(row_id: int, state: State) -> None:
    row = session.get(AdvertFile, row_id, with_for_update=True)
    if row is None or row.state is not state:
        session.rollback()
    elif row.attempts > ATTEMPTS:
        actions.give_up(row)
        session.commit()
    elif state is State.SAVING:
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
