"""Clockwork of awards: ends, notices and gates, each award committed by itself."""

from collections.abc import Callable, Sequence
from datetime import datetime, time, timedelta

from accreditation.awards import ending, gates, notices
from crm.core import clock, journal
from crm.core.db import reading, session
from crm.core.jobs import Job

BATCH = 200


def _each(found: Callable[[], Sequence[int]], act: Callable[[int], bool]) -> int:
    with reading():
        waiting = found()
        session.rollback()
    handled = 0
    for number in waiting:
        if act(number):
            session.commit()
            handled += 1
        else:
            session.rollback()
    return handled


def send_notices(at: datetime) -> int:
    """Send or skip the notices that are due."""
    today = clock.to_london(at).date()
    return _each(lambda: notices.due(today), notices.send)


def keep_ends(at: datetime) -> int:
    """Let awards lapse whose time is over, then plan the notices of those that still run."""
    today = clock.to_london(at).date()
    handled = _each(lambda: ending.over(today), ending.lapse)
    after = 0
    while True:
        with reading():
            batch = notices.to_plan(after, BATCH)
            session.rollback()
        if not batch:
            return handled
        for number in batch:
            journal.operation("Moved the end of an award", kind="clock")
            award = notices.held(number)
            handled += award is not None and notices.plan(award)
            session.commit()
        after = batch[-1]


def look_at_gates(_at: datetime) -> int:
    """Open a review of each award for which a gate fails; levels stay as they are."""
    return _each(gates.to_look_at, gates.look)


JOBS = (
    Job("award-ends", "End awards and plan their notices", keep_ends, at=time(1, 0)),
    Job("award-notices", "Send notices that awards end", send_notices, timedelta(minutes=10)),
    Job("award-gates", "Open reviews where a gate fails", look_at_gates, timedelta(minutes=5)),
)
