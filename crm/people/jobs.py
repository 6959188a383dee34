"""Forgetting what sign-in no longer needs."""

from datetime import datetime

from crm.core import links, throttle
from crm.core.db import session
from crm.people import sessions


def forget_old(_at: datetime) -> int:
    """Remove old counts of tries, dead links and sign-ins of more than a year ago."""
    handled = throttle.forget_old() + links.forget_old() + sessions.forget_old()
    session.commit()
    return handled
