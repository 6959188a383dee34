"""Changes to very many employers, carried out by a worker in portions."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from crm.bulk import actions
from crm.bulk.models import BulkChange
from crm.bulk.rules import State
from crm.core.db import reading, session
from crm.core.jobs import Job
from crm.core.worker import stopping


def go_on(_at: datetime) -> int:
    """Carry on every change that was begun; each portion is committed with its place.

    Whoever works at a change holds its row until the commit, so any number of workers take turns.
    """
    with reading():
        ids = session.scalars(
            sa.select(BulkChange.id)
            .where(BulkChange.state == State.RUNNING)
            .order_by(BulkChange.id)
        ).all()
        session.rollback()
    return sum(_carry_on(change_id) for change_id in ids)


def _carry_on(change_id: int) -> int:
    handled = 0
    while not stopping.is_set():
        try:
            change = session.get(
                BulkChange, change_id, with_for_update=True, populate_existing=True
            )
            dealt_with = actions.go_on(change) if change else 0
            session.commit()
        except Exception:
            session.rollback()
            actions.stop(session.get_one(BulkChange, change_id), "A fault on our side stopped it.")
            session.commit()
            raise
        handled += dealt_with
        if not dealt_with:
            break
    return handled


GO_ON = Job("change-many", "Carry out changes to many employers", go_on, every=timedelta(seconds=5))
