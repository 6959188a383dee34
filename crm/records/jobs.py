"""Large files are read by a worker, one at a time, each claimed with a lease."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from crm.core import clock
from crm.core.db import reading, session
from crm.core.jobs import Job
from crm.people.models import Person
from crm.records import actions
from crm.records.models import ImportFile, ImportRow, State

LEASE = timedelta(minutes=15)
ATTEMPTS = 3
_STEPS = {
    State.WAITING: State.CHECKING,
    State.CHECKING: State.CHECKING,
    State.APPROVED: State.IMPORTING,
    State.IMPORTING: State.IMPORTING,
}


def read_files(_at: datetime) -> int:
    """Check or import every waiting file; an idle look takes no write lock."""
    handled = 0
    while claim := _claim():
        _read(*claim)
        handled += 1
    return handled


def discard_unused(at: datetime) -> int:
    """Discard the files that nobody imported within a week, and rows left over a month ago."""
    handled = 0
    idle = sa.select(ImportFile.id).where(ImportFile.state.in_((State.READY, State.MAPPING)))
    for row_id in session.scalars(idle).all():
        row = session.get(ImportFile, row_id)
        handled += int(row is not None and actions.discard_unused(row, at))
    old = sa.select(ImportFile).where(
        ImportFile.settled_at < at - actions.KEPT_BAD,
        sa.exists().where(ImportRow.file_id == ImportFile.id),
    )
    for row in session.scalars(old).all():
        actions.forget_bad(row)
    session.commit()
    return handled


def _claim() -> tuple[int, State] | None:
    """Take the oldest waiting file, or one whose worker died; its id and what it needs."""
    with reading():
        found = session.execute(
            sa.select(ImportFile.id, ImportFile.state, ImportFile.lease_until)
            .where(
                sa.or_(
                    ImportFile.state.in_((State.WAITING, State.APPROVED)),
                    sa.and_(
                        ImportFile.state.in_((State.CHECKING, State.IMPORTING)),
                        ImportFile.lease_until < clock.now(),
                    ),
                )
            )
            .order_by(ImportFile.id)
            .limit(1)
        ).one_or_none()
        session.rollback()
    if found is None:
        return None
    row_id, state, lease = found
    same_lease = (
        ImportFile.lease_until.is_(None) if lease is None else ImportFile.lease_until == lease
    )
    taken = session.execute(
        sa.update(ImportFile)
        .where(ImportFile.id == row_id, ImportFile.state == state, same_lease)
        .values(
            state=_STEPS[state],
            lease_until=clock.now() + LEASE,
            attempts=ImportFile.attempts + 1,
        )
        .execution_options(synchronize_session=False)
    )
    session.commit()
    return (row_id, _STEPS[state]) if taken.rowcount == 1 else None  # type: ignore[attr-defined]


def _read(row_id: int, state: State) -> None:
    row = session.get(ImportFile, row_id, with_for_update=True)
    if row is None or row.state is not state:
        session.rollback()
        return
    if row.attempts > ATTEMPTS:
        actions.refuse(
            row, "This file could not be read in three attempts. Tell your administrator."
        )
    elif state is State.CHECKING:
        actions.check(row)
    else:
        person = session.get(Person, row.person_id)
        assert person is not None, "an import names a person who exists"
        actions.run(row, person)
    session.commit()


READ_FILES = Job(
    "read-imports", "Check and import waiting files", read_files, every=timedelta(seconds=5)
)
DISCARD_UNUSED = Job(
    "discard-imports",
    "Discard files that nobody imported",
    discard_unused,
    every=timedelta(hours=6),
)
