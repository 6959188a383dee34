"""Clockwork of proposed levels: score what is due, and look once a night for what nobody marked."""

from datetime import datetime, time, timedelta

from accreditation.levels import actions, queries
from accreditation.scheme import queries as schemes
from crm.core import clock
from crm.core.db import reading, session
from crm.core.jobs import Job

BATCH = 200
MOST = 5_000


def score_due(at: datetime) -> int:
    """Score employers whose stored level no longer holds; each batch is committed by itself."""
    today = clock.to_london(at).date()
    handled = 0
    while handled < MOST:
        with reading():
            batch = queries.due(today, BATCH)
            session.rollback()
        if not batch or not (done := actions.work_out(batch)):
            break
        session.commit()
        handled += done
    session.rollback()
    return handled


def look_again(at: datetime) -> int:
    """Have employers scored that nobody scored yet, or that a new rate or scheme may change."""
    handled = actions.mark_working()
    version = schemes.in_force(clock.to_london(at).date())
    handled += actions.mark_other_scheme(version.version) if version else 0
    session.commit()
    while found := actions.mark_missing(MOST):
        session.commit()
        handled += found
    session.rollback()
    return handled


JOBS = (
    Job("score-due", "Work out proposed levels that are due", score_due, timedelta(minutes=1)),
    Job("score-again", "Find employers to score again", look_again, at=time(2, 0)),
)
