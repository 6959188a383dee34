"""The clockwork of fair pay checks."""

from datetime import date, datetime

import sqlalchemy as sa

from crm.core import clock, journal
from crm.core.db import reading, session
from crm.parity import opening, reopening
from crm.parity.models import CheckDue
from crm.placements.models import Placement

BATCH = 200


def reopen(_at: datetime) -> int:
    """Open what was tested against another rate than counts now; return how many."""
    found = reopening.tested_otherwise()
    session.rollback()
    for start in range(0, len(found), BATCH):
        journal.operation("Opened fair pay checks again after a rate was put right")
        reopening.open_again(found[start : start + BATCH])
        session.commit()
    return len(found)


def open_due(at: datetime) -> int:
    """Open every check whose day has come and drop those of ended work, one commit each.

    It looks at what is, so a missed night or a second run changes nothing.
    """
    handled, after = 0, 0
    while True:
        with reading():
            ids = session.scalars(
                sa.select(Placement.id)
                .where(Placement.id > after)
                .order_by(Placement.id)
                .limit(BATCH)
            ).all()
            waiting = _waiting(list(ids), clock.to_london(at).date()) if ids else []
            session.rollback()
        if not ids:
            return handled
        after = ids[-1]
        for placement_id in waiting:
            journal.operation("Opened fair pay checks that are due", kind="clock")
            handled += opening.settle(placement_id)
            session.commit()


def _waiting(ids: list[int], today: date) -> list[int]:
    """Return the placements for which something is to be opened or dropped."""
    wanted = opening.wanted(ids, today)
    rows = session.execute(
        sa.select(
            CheckDue.placement_id, CheckDue.reason, CheckDue.event_on,
            CheckDue.closed_at, CheckDue.answered_by_id,
        ).where(CheckDue.placement_id.in_(ids))
    ).all()  # fmt: skip
    running = {(row.placement_id, row.reason) for row in rows if row.closed_at is None}
    settled = {(row.placement_id, row.reason, row.event_on) for row in rows if row.answered_by_id}
    found = {number for number, _ in running if number not in wanted}
    for number, needs in wanted.items():
        for need in needs:
            key = (number, need.reason)
            if key not in running and (*key, need.event_on) not in settled:
                found.add(number)
    return sorted(found)
