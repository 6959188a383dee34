"""Next steps on the timeline of an employer."""

from datetime import date
from typing import Any

import sqlalchemy as sa

from crm.core import formats
from crm.core.features import TimelineItem, TimelineKind
from crm.core.permissions import Permission
from crm.followups.models import FollowUp
from crm.followups.rules import Ended
from crm.people.models import Person

WORDS = {Ended.DONE.value: "done", Ended.DROPPED.value: "dropped"}


def _steps(employer_id: Any) -> Any:
    """Return the steps planned, and how they ended; a contact that was logged speaks for itself."""
    ended = sa.func.coalesce(sa.cast(FollowUp.ended, sa.Text), "")
    return (
        sa.select(
            sa.func.coalesce(FollowUp.closed_at, FollowUp.made_at).label("at"),
            FollowUp.id.label("row_id"),
            (ended + "|" + sa.cast(FollowUp.due_on, sa.Text) + "|" + FollowUp.title).label("head"),
            sa.func.coalesce(FollowUp.ended_why, "").label("body"),
            Person.name.label("who"),
        )
        .join(Person, Person.id == FollowUp.owner_id)
        .where(FollowUp.employer_id == employer_id, FollowUp.done_activity_id.is_(None))
    )


def _say(row: Any) -> TimelineItem:
    ended, due_on, title = row.head.split("|", 2)
    due = formats.day(date.fromisoformat(due_on))
    return TimelineItem(
        kind="tasks",
        icon="done" if ended == Ended.DONE.value else "later",
        label="Task",
        sentence=f"{WORDS[ended]}: {title}" if ended else f"{title}, due {due}",
        at=row.at,
        who=row.who,
        body=row.body,
    )


TASKS = TimelineKind("tasks", "Tasks", Permission.VIEW_EMPLOYERS, _steps, _say)
