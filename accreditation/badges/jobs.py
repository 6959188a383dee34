"""Clockwork of badges: status lists are signed anew before a verifier finds them too old."""

from datetime import datetime, timedelta

from accreditation.badges import keys, lists
from accreditation.badges.models import StatusList
from crm.core.db import reading, session
from crm.core.jobs import Job


def renew_lists(at: datetime) -> int:
    """Sign lists that something in use needs and that end soon; each is committed by itself."""
    with reading():
        waiting = lists.due(at)
        session.rollback()
    for list_id in waiting:
        row = session.get_one(StatusList, list_id, with_for_update=True)
        lists.sign(row)
        session.commit()
    return len(waiting)


def forget_keys(_at: datetime) -> int:
    """Destroy private keys that were retired, should a rotation have stopped half-way."""
    with reading():
        gone = keys.forget_retired()
        session.rollback()
    return gone


JOBS = (
    Job("renew-status-lists", "Sign status lists anew", renew_lists, timedelta(minutes=10)),
    Job("forget-badge-keys", "Destroy retired keys", forget_keys, timedelta(hours=1)),
)
