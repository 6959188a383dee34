"""Which follow-ups came due and were told of: each once for its day."""

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa

from crm.core import clock
from crm.core.db import session
from crm.followups.models import FollowUp, Reminder
from crm.people.models import Person


def unnoticed(today: date) -> sa.ColumnElement[bool]:
    """Return the condition "open, due by today and not told of yet" on follow-ups."""
    told = sa.exists().where(
        Reminder.follow_up_id == FollowUp.id, Reminder.due_on == FollowUp.due_on
    )
    return sa.and_(FollowUp.closed_at.is_(None), FollowUp.due_on <= today, sa.not_(told))


def note(owner_id: int, today: date, *, mail_id: int | None = None, suppressed: str = "") -> int:
    """Note that a person's follow-ups came due, with the mail or why there is none; flushes.

    Returns how many were new: one that was told of for this day before is not told of again.
    """
    rows = session.execute(
        sa.select(FollowUp.id, FollowUp.due_on).where(
            FollowUp.owner_id == owner_id, unnoticed(today)
        )
    ).all()
    now = clock.now()
    session.add_all(
        Reminder(
            follow_up_id=row_id,
            due_on=due_on,
            owner_id=owner_id,
            mail_id=mail_id,
            suppressed=suppressed,
            noticed_at=now,
        )
        for row_id, due_on in rows
    )
    session.flush()
    return len(rows)


def shut_out(today: date) -> Sequence[int]:
    """Return the locked people with follow-ups due that nobody was told of."""
    return session.scalars(
        sa.select(Person.id)
        .where(
            Person.locked_at.is_not(None),
            sa.exists().where(FollowUp.owner_id == Person.id, unnoticed(today)),
        )
        .order_by(Person.id)
    ).all()
