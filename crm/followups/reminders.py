"""Which follow-ups came due and were told of: each once for its day."""

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa

from crm.core import clock
from crm.core.db import session
from crm.followups import cover
from crm.followups.models import FollowUp, Reminder
from crm.followups.queries import is_for
from crm.people.models import Person

LOCKED = "The owner's account is locked."
UNWANTED = "The owner goes by Today and wants no mail."


def unnoticed(today: date) -> sa.ColumnElement[bool]:
    """Return the condition "open, due by today and not told of yet" on follow-ups."""
    told = sa.exists().where(
        Reminder.follow_up_id == FollowUp.id, Reminder.due_on == FollowUp.due_on
    )
    return sa.and_(FollowUp.closed_at.is_(None), FollowUp.due_on <= today, sa.not_(told))


def note(owner_id: int, today: date, *, mail_id: int | None = None, suppressed: str = "") -> int:
    """Note that what waits for a person came due, with the mail or why there is none; flushes.

    Returns how many were new: one that was told of for this day before is not told of again. What
    moved to a first day back comes due on that day.
    """
    shown = cover.shown_on(FollowUp.owner_id, FollowUp.due_on, FollowUp.due_time)
    mine = is_for(sa.literal(owner_id), today)
    rows = session.execute(
        sa.select(FollowUp.id, FollowUp.due_on).where(mine, unnoticed(today), shown <= today)
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


def not_written_to(today: date) -> Sequence[tuple[int, str]]:
    """Return who gets no mail for what came due and nobody was told of, and why.

    Somebody away is not among them: what is due then is told of when they are back.
    """
    due = sa.select(cover.acting(FollowUp.owner_id, FollowUp.due_on, today)).where(unnoticed(today))
    rows = session.execute(
        sa.select(Person.id, Person.locked_at)
        .where(
            sa.or_(Person.locked_at.is_not(None), sa.not_(Person.reminder_mail)),
            sa.not_(cover.is_away(Person.id, today)),
            Person.id.in_(due),
        )
        .order_by(Person.id)
    )
    return [(person_id, LOCKED if locked_at else UNWANTED) for person_id, locked_at in rows]
