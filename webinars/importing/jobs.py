"""Large attendance files are read by a worker; all are destroyed on their date."""

from datetime import datetime, time, timedelta

import sqlalchemy as sa

from crm.core import clock, journal
from crm.core.db import reading, session
from crm.core.jobs import Job
from webinars.day.models import AttendanceFile, State
from webinars.importing import actions, queries
from webinars.programme.models import Webinar

ATTEMPTS = 3


def read_files(_at: datetime) -> int:
    """Read every waiting file, each kept before the next; an idle look takes no write lock."""
    handled = 0
    for file_id in _waiting():
        row = session.get(AttendanceFile, file_id, with_for_update=True)
        if row is None or row.state is not State.WAITING:
            session.rollback()
            continue
        _read(row)
        session.commit()
        handled += 1
    return handled


def _waiting() -> list[int]:
    with reading():
        found = session.scalars(
            sa.select(AttendanceFile.id)
            .where(AttendanceFile.state == State.WAITING)
            .order_by(AttendanceFile.id)
            .limit(20)
        ).all()
        session.rollback()
    return list(found)


def _read(row: AttendanceFile) -> None:
    """Read one file; the try is counted first, so that a file that kills a worker is let go."""
    row.attempts += 1
    tries, row_id = row.attempts, row.id
    session.commit()
    row = session.get_one(AttendanceFile, row_id, with_for_update=True)
    if tries > ATTEMPTS:
        row.state = State.REFUSED
        row.read = {"why": "This could not be read in three attempts. Tell your administrator."}
        row.content = None
        return
    journal.operation(f"Read {row.name}", kind="file")
    actions.read_waiting(row, session.get_one(Webinar, row.webinar_id))


def destroy_due(at: datetime) -> int:
    """Destroy the bytes and names of each file whose day has passed; return how many."""
    handled = 0
    for file_id in queries.due_to_go(clock.to_london(at).date()):
        row = session.get(AttendanceFile, file_id, with_for_update=True)
        if row is None or row.destroyed_at is not None:
            session.rollback()
            continue
        journal.operation(f"Destroyed an attendance file of {row.at:%-d %B %Y}", kind="file")
        actions.destroy(row)
        session.commit()
        handled += 1
    return handled


READ_FILES = Job(
    "read-attendance", "Read waiting attendance files", read_files, every=timedelta(seconds=5)
)
DESTROY_DUE = Job(
    "destroy-attendance",
    "Destroy attendance files whose days are over",
    destroy_due,
    at=time(3, 40),
)
