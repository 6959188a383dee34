"""Large files are read by a worker, one at a time, each claimed with a lease."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from crm.core import leases
from crm.core.db import session
from crm.core.jobs import Job
from crm.core.permissions import Permission, may
from crm.people.models import Person
from crm.records import actions
from crm.records.models import ImportFile, ImportRow, State

LEASE = timedelta(minutes=15)
STEPS = {State.WAITING: State.CHECKING, State.APPROVED: State.IMPORTING}


def read_files(_at: datetime) -> int:
    """Check or import every waiting file; an idle look takes no write lock."""
    return leases.work_off(ImportFile, STEPS, LEASE, work=_work, give_up=_give_up)


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


def _work(row: ImportFile) -> None:
    if row.state is State.IMPORTING:
        person = session.get_one(Person, row.person_id)
        if person.active and may(person.role, Permission.IMPORT):
            actions.run(row, person)
        else:
            actions.refuse(row, f"{person.name} may no longer import. Nothing was added.")
    else:
        actions.check(row)


def _give_up(row: ImportFile) -> None:
    actions.refuse(row, "This file could not be read in three attempts. Tell your administrator.")


READ_FILES = Job(
    "read-imports", "Check and import waiting files", read_files, every=timedelta(seconds=5)
)
DISCARD_UNUSED = Job(
    "discard-imports",
    "Discard files that nobody imported",
    discard_unused,
    every=timedelta(hours=6),
)
