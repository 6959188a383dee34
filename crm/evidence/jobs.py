"""Clockwork: files that were chosen and never sent go; links that ended say so in their log."""

import logging
from datetime import datetime

from crm.core import links
from crm.core.db import reading, session
from crm.evidence import queries, sending
from crm.evidence.models import EvidenceDraft

log = logging.getLogger(__name__)


def sweep(_at: datetime) -> int:
    """Remove files that nobody sent, bytes first, one by one; return how many."""
    with reading():
        stale = list(queries.stale_drafts())
        session.rollback()
    handled = 0
    for draft_id in stale:
        draft = session.get(EvidenceDraft, draft_id, with_for_update=True)
        if draft is None:
            session.rollback()
            continue
        try:
            sending.remove(draft)
        except OSError:
            log.exception("A file that was never sent could not be removed")
            session.rollback()
            continue
        session.commit()
        handled += 1
    return handled


def expire(_at: datetime) -> int:
    """Write into the log of each link that ended by its date that it did; return how many."""
    ended = list(queries.just_ended())
    for link_id in ended:
        links.note(link_id, queries.EXPIRED)
        session.commit()
    session.rollback()
    return len(ended)
