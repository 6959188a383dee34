"""What placements do by the clock."""

from datetime import datetime

from crm.core import clock, journal
from crm.core.db import session
from crm.placements import history, queries
from crm.placements.standing import refresh_in_work


def count_starters(at: datetime) -> int:
    """Count people in work again where somebody starts today; returns how many employers."""
    found = queries.starting(clock.to_london(at).date())
    if found:
        refresh_in_work(found)
        session.commit()
    return len(found)


def take_up_terms(at: datetime) -> int:
    """Let hours and pay agreed for today count; returns with how many employers."""
    found = queries.taking_up(clock.to_london(at).date())
    if found:
        journal.operation("New hours or pay began", kind="clock")
        history.follow(found)
        session.commit()
    return len(found)
