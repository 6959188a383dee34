"""What reviews do by the clock."""

from datetime import datetime

from crm.core import journal
from crm.core.db import session
from crm.reviews import actions, queries, standing


def mark_risks(_at: datetime) -> int:
    """Look at every running placement and put new risks on Today; returns how many are at risk."""
    standing.keep(queries.running())
    journal.operation("Looked for placements at risk", kind="clock")
    found = actions.raise_risks()
    session.commit()
    return found
