"""Employers that belong together, and a person who went from one to another."""

from collections.abc import Sequence
from datetime import date, timedelta

import sqlalchemy as sa

from crm.contacts import actions as contacts
from crm.core.db import session
from crm.demo import cast
from crm.demo.chapters import Chapters
from crm.demo.play import Scene
from crm.employers.models import Contact
from crm.groups import actions as groups

MEMBERS = 2
FOLLOWS = "Rowan Hale"


def joined(stories: Sequence[Chapters], on: date) -> Scene:
    """Let two employers belong to a third, some weeks before the last day."""
    head, *members = stories[: MEMBERS + 1]
    for number, story in enumerate(members, 1):
        yield story.turn(on - timedelta(days=20 - number))
        groups.join(story.employer, head.employer)


def moved(story: Chapters, there: Chapters, on: date) -> Scene:
    """Let the contact of one employer go to another; somebody new follows."""
    yield story.turn(on - timedelta(days=12))
    follows = contacts.leave(
        story.contact,
        on - timedelta(days=14),
        replaced_by=FOLLOWS,
        now_at=there.employer,
    )
    again = session.scalars(sa.select(Contact).where(Contact.came_from_id == story.contact.id))
    for one in (follows, *again):
        if one is not None:
            one.phone = cast.phone(story.rng)
            at = story if one is follows else there
            one.email = cast.email(one.name, at.sketch.name)
