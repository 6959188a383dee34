"""What the clock of sustained work does by the clock."""

from datetime import datetime

from crm.core.db import session
from crm.sustained import queries, standing


def mark_milestones(_at: datetime) -> int:
    """Work out the next milestone of everybody in work; returns how many placements have one."""
    found = standing.keep(queries.running())
    session.commit()
    return found
