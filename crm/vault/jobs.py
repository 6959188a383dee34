"""Destruction on its date, and the sweeping up of broken-off arrivals."""

import logging
from datetime import datetime

from crm.core import clock, journal
from crm.core.db import session
from crm.vault import actions, queries, store
from crm.vault.models import StoredFile

log = logging.getLogger(__name__)


def destroy_due(at: datetime) -> int:
    """Destroy each file whose day has passed, one by one; return how many."""
    handled = 0
    for file_id in queries.due(clock.to_london(at).date()):
        row = session.get(StoredFile, file_id, with_for_update=True)
        if row is None or row.destroyed_at or row.held:
            session.rollback()
            continue
        journal.operation(f"Destroyed {row.ref} on its date", kind="file")
        try:
            actions.destroy(row, row.kept_why)
        except OSError:
            log.exception("A file of the vault could not be removed")
            session.rollback()
            continue
        session.commit()
        handled += 1
    return handled


def sweep(at: datetime) -> int:
    """Remove bytes that no row knows of: their arrival broke off. Returns how many."""
    gone = list(store.lost(queries.places(), at - store.BROKEN_OFF_AFTER))
    session.rollback()
    for place in gone:
        store.erase(place)
    return len(gone)
