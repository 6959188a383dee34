"""The worker's part of a what-if: a portion of employers at a time, each committed by itself."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from accreditation.whatif import actions, queries
from accreditation.whatif.models import Run, State
from crm.core.db import reading, session
from crm.core.jobs import Job
from crm.core.worker import stopping


def go_on(_at: datetime) -> int:
    """Work at every run that is not done yet."""
    with reading():
        ids = session.scalars(
            sa.select(Run.id).where(Run.state == State.RUNNING).order_by(Run.id)
        ).all()
        session.rollback()
    return sum(_carry_on(run_id) for run_id in ids)


def _carry_on(run_id: int) -> int:
    handled = 0
    try:
        while not stopping.is_set() and (dealt_with := _portion(run_id)):
            handled += dealt_with
    except Exception:
        session.rollback()
        run = session.get_one(Run, run_id)
        actions.end(run, State.STOPPED, "A fault on our side stopped it.")
        session.commit()
        raise
    return handled


def _portion(run_id: int) -> int:
    """Score without holding the run, then add the portion if nobody else was quicker."""
    with reading():
        run = session.get(Run, run_id, populate_existing=True)
        if run is None or run.state is not State.RUNNING:
            session.rollback()
            return 0
        begun_at, ids = run.last_id, queries.ids_after(run.last_id)
        found = actions.portion(run, list(queries.subjects(ids)), actions.schemes(run))
        session.rollback()
    held = queries.whole(run_id)
    if held is None or held.state is not State.RUNNING or held.last_id != begun_at:
        session.rollback()
        return 0
    if ids:
        actions.take(held, ids[-1], found)
    if len(ids) < queries.BATCH:
        actions.end(held, State.DONE)
    session.commit()
    return len(ids)


JOBS = (Job("what-if", "Work out who would move", go_on, every=timedelta(seconds=5)),)
