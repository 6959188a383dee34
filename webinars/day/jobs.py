"""Clockwork of the register."""

from datetime import datetime

from crm.core.db import session
from webinars.day import keeping


def forget(_at: datetime) -> int:
    """Erase who was at a webinar and led to nothing, once their days are over."""
    handled = keeping.forget()
    session.commit()
    return handled
