"""Clockwork: drafts whose days to correct are over go back to their assessor."""

from datetime import datetime, time

from accreditation.assessments import drafting
from crm.core import clock
from crm.core.db import reading, session
from crm.core.jobs import Job


def lapse(_at: datetime) -> int:
    """Give drafts back whose days to correct are over, one by one; return how many."""
    with reading():
        due = drafting.due(clock.today())
        session.rollback()
    handled = 0
    for assessment_id in due:
        row = drafting.held(assessment_id)
        if row is None:
            session.rollback()
            continue
        drafting.lapse(row)
        session.commit()
        handled += 1
    return handled


JOBS = (
    Job("lapse-drafts", "Give drafts back whose days to correct are over", lapse, at=time(0, 20)),
)
