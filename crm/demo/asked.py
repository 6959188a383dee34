"""Evidence asked for by links: one that waits, and one by which a file has come."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta

import sqlalchemy as sa

from crm.core import clock, journal
from crm.core.db import session
from crm.demo import papers
from crm.demo.chapters import Chapters
from crm.demo.play import Scene, Turn
from crm.evidence import actions, queries, sending
from crm.placements.models import Placement
from crm.vault import actions as vault

DAYS_AGO = (9, 4)
"""When each request was made, before the last day; by the first a pay scale came."""
KEY = "the browser of an invented business"


def requests(stories: Sequence[Chapters], on: date) -> Iterator[Scene]:
    """Let the owners of the first two stories with a placement have asked for wage evidence."""
    for number, story in enumerate(stories[: len(DAYS_AGO) * 4]):
        yield _asked(story, number, on)


def _turn(story: Chapters, on: date, days: int, minute: int) -> Turn:
    """Return a fixed moment of a day: the story's own dice are not thrown."""
    moment = datetime.combine(on - timedelta(days=days), time(10, minute), clock.LONDON)
    return Turn(moment, story.owner)


def _asked(story: Chapters, number: int, on: date) -> Scene:
    yield _turn(story, on, DAYS_AGO[number % 2], number)
    purpose = queries.purpose("wage")
    made = len(queries.newest(len(DAYS_AGO)))
    placement = session.scalars(
        sa.select(Placement).where(Placement.employer_id == story.employer.id).limit(1)
    ).first()
    people = queries.who_to_ask(story.employer.id)
    about = queries.about("placement", placement.id) if placement else None
    if purpose is None or placement is None or about is None or not people or made >= len(DAYS_AGO):
        return
    row = actions.ask(purpose, about, placement.id, contact=people[0], by=story.owner)
    if made:
        return
    yield _turn(story, on, 2, number)
    row = queries.request_or_404(row.ref)
    page = papers.drawn(["Pay scale (an invented example)", "Grade 1    Assistant    12.71"])
    arrived = vault.look_into(page)
    sending.stage(row, purpose, KEY, "invented", arrived)
    journal.operation(f"One file came from {story.employer.name} by a link", kind="file")
    sending.send(row, queries.drafts(row.id, KEY))
