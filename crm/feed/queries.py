"""What a feed holds."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from crm.core import features
from crm.core.db import session
from crm.feed.models import CalendarFeed
from crm.feed.rules import Entry
from crm.followups import desk
from crm.followups.models import FollowUp
from crm.followups.queries import is_for
from crm.people.models import Person

MOST = 1_000
AHEAD = timedelta(days=400)


def feed_of(person_id: int) -> CalendarFeed | None:
    """Return a person's feed, if there is one."""
    return session.scalar(sa.select(CalendarFeed).where(CalendarFeed.person_id == person_id))


def by_digest(digest: str) -> CalendarFeed | None:
    """Return the feed of an address, with its person, while the person may sign in."""
    return session.scalar(
        sa.select(CalendarFeed)
        .join(CalendarFeed.person)
        .options(contains_eager(CalendarFeed.person))
        .where(CalendarFeed.digest == digest, Person.locked_at.is_(None))
    )


def steps(feed: CalendarFeed, today: date) -> Sequence[Any]:
    """Return the open follow-ups the feed's person has or covers, then the days to be in touch."""
    statement = (
        sa.select(FollowUp)
        .join(FollowUp.employer)
        .options(contains_eager(FollowUp.employer))
        .where(
            is_for(sa.literal(feed.person_id), today),
            FollowUp.closed_at.is_(None),
            FollowUp.due_on <= today + AHEAD,
        )
    )
    if not feed.waiting:
        statement = statement.where(FollowUp.waiting_for == "")
    order = (FollowUp.due_on, FollowUp.id)
    found: list[Any] = list(session.scalars(statement.order_by(*order).limit(MOST)))
    if feed.rhythms:
        found += desk.in_touch(feed.person_id, today, today + AHEAD)
    return found


def entries(feed: CalendarFeed, today: date) -> list[Entry]:
    """Return what other features put into the calendar of the feed's person, who is loaded."""
    loads = features.installed("calendar_entries")
    return [entry for load in loads for entry in load(feed.person, today)]
