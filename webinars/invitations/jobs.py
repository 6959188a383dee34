"""Clockwork: calendar mails and reminders, one commit each."""

from datetime import datetime

from crm.core.db import reading, session
from webinars.invitations import actions, queries

AT_ONCE = 500


def tell_calendars(at: datetime) -> int:
    """Mail everybody whose calendar is behind what is true now."""
    with reading():
        wanted = queries.owed(at, AT_ONCE)
        session.rollback()
    handled = 0
    for booking_id in wanted:
        handled += actions.bring_up_to_date(booking_id) is not None
        session.commit()
    return handled


def remind(at: datetime) -> int:
    """Mail the reminders that are due at this moment."""
    with reading():
        wanted = queries.reminders(at, AT_ONCE)
        session.rollback()
    handled = 0
    for due in wanted:
        handled += actions.remind(due)
        session.commit()
    return handled
