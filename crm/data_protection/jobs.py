"""Forgetting who asked what is held."""

from datetime import datetime

from crm.core.db import session
from crm.data_protection import queries


def forget_asked(_at: datetime) -> int:
    """Remove addresses that asked a month ago."""
    handled = queries.forget_asked()
    session.commit()
    return handled
