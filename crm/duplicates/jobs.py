"""The nightly sweep over all employers."""

from datetime import datetime, time

from crm.core.db import session
from crm.core.jobs import Job
from crm.duplicates import actions


def sweep(_at: datetime) -> int:
    """Fill the queue of likely pairs anew and return how many wait."""
    found = actions.refill()
    session.commit()
    return found


SWEEP = Job("sweep-duplicates", "Look for employers kept twice", sweep, at=time(2, 30))
