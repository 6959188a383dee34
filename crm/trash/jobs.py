"""Erasing what has lain in the trash long enough."""

from datetime import datetime, time

from crm.core import clock
from crm.core.db import session
from crm.core.jobs import Job
from crm.trash import actions, queries
from crm.trash.models import Trashed


def empty(_at: datetime) -> int:
    """Erase what is due, one by one, and return how many things that were."""
    due = queries.over(clock.today())
    for trashed_id in due:
        trashed = session.get(Trashed, trashed_id)
        if trashed is not None:
            actions.erase(trashed)
        session.commit()
    return len(due)


EMPTY = Job("empty-trash", "Erase what lay in the trash long enough", empty, at=time(3, 10))
