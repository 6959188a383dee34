"""Rows that wait for a worker: each is taken up by one worker at a time, with a lease.

Such a table has the columns ``state``, ``lease_until`` and ``attempts``.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from crm.core import clock
from crm.core.db import reading, session

ATTEMPTS = 3


def work_off(
    kind: Any,
    steps: Mapping[Any, Any],
    lease: timedelta,
    *,
    work: Callable[[Any], None],
    give_up: Callable[[Any], None],
) -> int:
    """Give ``work`` every waiting row of ``kind``, the oldest first; return how many there were.

    ``steps`` leads from each state in which a row waits to the one in which a worker has it. A row
    whose lease is over had a worker that died: it is taken over, and after three attempts handed
    to ``give_up``. Both may commit as they go; the rest is committed here. An idle look takes no
    write lock.
    """
    handled = 0
    while claim := _claim(kind, steps, lease):
        _work(session.get(kind, claim[0], with_for_update=True), claim[1], work, give_up)
        handled += 1
    return handled


def _claim(kind: Any, steps: Mapping[Any, Any], lease: timedelta) -> tuple[int, Any] | None:
    """Take the next row, committed; its id and the state in which it is now."""
    died = sa.and_(kind.state.in_(tuple(steps.values())), kind.lease_until < clock.now())
    with reading():
        found = session.execute(
            sa.select(kind.id, kind.state, kind.lease_until)
            .where(sa.or_(kind.state.in_(tuple(steps)), died))
            .order_by(kind.id)
            .limit(1)
        ).one_or_none()
        session.rollback()
    if found is None:
        return None
    row_id, state, held = found
    now = steps.get(state, state)
    same = kind.lease_until.is_(None) if held is None else kind.lease_until == held
    taken = session.execute(
        sa.update(kind)
        .where(kind.id == row_id, kind.state == state, same)
        .values(state=now, lease_until=clock.now() + lease, attempts=kind.attempts + 1)
        .execution_options(synchronize_session=False)
    )
    session.commit()
    return (row_id, now) if taken.rowcount == 1 else None  # type: ignore[attr-defined]


def _work(
    row: Any, state: Any, work: Callable[[Any], None], give_up: Callable[[Any], None]
) -> None:
    if row is None or row.state is not state:
        session.rollback()
        return
    (give_up if row.attempts > ATTEMPTS else work)(row)
    session.commit()
