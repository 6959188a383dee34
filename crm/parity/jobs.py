"""The clockwork of fair pay checks."""

from datetime import datetime

from crm.core import journal
from crm.core.db import session
from crm.parity import reopening

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
