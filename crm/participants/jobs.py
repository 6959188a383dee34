"""Erasing profiles on their date."""

from datetime import datetime

from crm.core import clock
from crm.core.db import session
from crm.participants import actions, queries
from crm.participants.models import WorkProfile


def erase_due(at: datetime) -> int:
    """Erase each profile that nobody changed for as long as they are kept; return how many."""
    handled = 0
    for profile_id in queries.due(clock.to_london(at).date()):
        profile = session.get(WorkProfile, profile_id, with_for_update=True)
        if profile is None:
            session.rollback()
            continue
        actions.erase(profile, "kept no longer than its class")
        session.commit()
        handled += 1
    return handled
