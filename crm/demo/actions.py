"""Making the demo: its staff, then every story up to a date. Nothing here commits."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

import sqlalchemy as sa
from flask import current_app
from sqlalchemy import event

from crm.activity import queries as activity
from crm.core import clock, journal
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.core.features import installed
from crm.core.outbox import Mail, State
from crm.core.permissions import Role
from crm.demo import (
    asked,
    cast,
    door,
    families,
    finale,
    holidays,
    lists,
    papers,
    post,
    seekers,
    wages,
)
from crm.demo.chapters import Chapters
from crm.demo.play import Play
from crm.demo.story import World
from crm.employers.models import Employer
from crm.people import actions as people
from crm.people.models import Person

YEARS = timedelta(weeks=106)
#: One employer in nine is the trainee's, the others go round the officers.
TRAINEES_TURN, TURNS = 6, 9
LAST_MAILS = timedelta(days=1)
REFUSED = "550 5.1.1 No such mailbox (an invented answer)"


@dataclass(frozen=True)
class Built:
    """How much was made."""

    people: int
    employers: int


def check_possible() -> None:
    """Raise ``RuleBroken`` where invented data would stand beside real data, or in production."""
    if current_app.config["PRODUCTION"]:
        raise RuleBroken("Demo data is not for production: unset ENVIRONMENT=production.")
    if session.scalar(sa.select(Employer.id).where(Employer.made_up.is_(False)).limit(1)):
        raise RuleBroken("There are real employers here. Use an empty database for demo data.")
    if session.scalar(sa.select(Employer.id).limit(1)) or _demo_people():
        raise RuleBroken("The demo data is here already. Use an empty database for another date.")


def is_empty() -> bool:
    """Return whether there is no person and no employer yet."""
    found = session.scalar(sa.select(Person.id).limit(1))
    return found is None and session.scalar(sa.select(Employer.id).limit(1)) is None


def sign_ins() -> Sequence[tuple[str, str]]:
    """Return role and address of the demo's accounts that can be used, first officer first."""
    known = {person.email: person for person in _demo_people()}
    return [
        (known[sign.email].role.value, sign.email)
        for sign in cast.STAFF
        if sign.email in known and known[sign.email].active
    ]


def _demo_people() -> Sequence[Person]:
    return session.scalars(sa.select(Person).where(Person.made_up).order_by(Person.id)).all()


def build(on: date, password_hash: str) -> Built:
    """Make everything up to the morning of ``on``; flushes. The same day gives the same rows."""
    ends = datetime.combine(on, time(), clock.LONDON)
    with _all_made_up(), clock.at(ends - YEARS):
        wages.minimum()
        staff = _add_staff(password_hash)
        world = World(
            play=Play(ends),
            rng=Random(f"Placewell demo {on.isoformat()}"),  # noqa: S311
            officers=[p for p in staff if p.role is Role.OFFICER],
            trainee=next(p for p in staff if p.role is Role.TRAINEE),
            waits=activity.waits(on),
        )
        stories = _stories(world)
        for story in stories:
            world.play.enter(story.told())
        for scene in (
            *_last_day(world, stories, on),
            finale.risks(on),
            finale.checks_due(on),
            *finale.views(staff, on),
            *post.scenes(world, stories, on),
            *door.scenes(world, stories, on),
            *holidays.scenes(world, on),
            *seekers.scenes(world, on),
            families.joined(_lively(stories)[3:], on),
            families.moved(_lively(stories)[8], _lively(stories)[9], on),
        ):
            world.play.enter(scene)
        world.play.run()
        with clock.at(ends - timedelta(minutes=1)):
            for invent in installed("invents"):
                invent(on)
    _settle_mail(ends)
    return Built(len(staff), len(stories))


@contextmanager
def _all_made_up() -> Iterator[None]:
    """Mark every new row that can be marked as invented."""

    def mark(db_session: Any, *_: Any) -> None:
        for row in db_session.new:
            if hasattr(row, "made_up"):
                row.made_up = True

    event.listen(session(), "before_flush", mark)
    try:
        yield
    finally:
        event.remove(session(), "before_flush", mark)


def _add_staff(password_hash: str) -> list[Person]:
    staff = []
    for sign in cast.STAFF:
        journal.operation(f"Added {sign.name}, {sign.role.value}")
        staff.append(people.add(sign.name, sign.email, sign.role, password_hash=password_hash))
    return staff


def _stories(world: World) -> list[Chapters]:
    stories = []
    for number, sketch in enumerate(cast.sketches()):
        lap, place = divmod(number, TURNS)
        officer = world.officers[(lap * (TURNS - 1) + place) % len(world.officers)]
        owner = world.trainee if place == TRAINEES_TURN else officer
        stories.append(Chapters(world, sketch, owner))
    return stories


def _lively(stories: Sequence[Chapters]) -> list[Chapters]:
    return [s for s in stories if s.sketch.plot not in ("new", "tried", "paused")]


def _last_day(world: World, stories: Sequence[Chapters], on: date) -> Iterator[Any]:
    lively = _lively(stories)
    for owner in (*world.officers, world.trainee):
        own = [story for story in lively if story.owner is owner]
        first = owner in (world.officers[0], world.trainee)
        yield from finale.desk(own, on, each=3 if first else 1)
    trainees = [story for story in lively if story.owner is world.trainee]
    openings = [s for s in trainees if s.sketch.plot in ("offered", "trial")]
    yield finale.mornings(on)
    yield from papers.sent(lively, on)
    yield papers.scale(lively, on)
    yield from asked.requests(lively, on)
    yield lists.fair(next(s for s in lively if s.owner is world.officers[0]), on)
    yield from finale.waiting(openings, trainees[:2], on)


def _settle_mail(ends: datetime) -> None:
    """Let earlier mail have arrived, but for one; what the last day posted still waits."""
    earlier = session.scalars(
        sa.select(Mail).where(Mail.posted_at < ends - LAST_MAILS).order_by(Mail.id)
    ).all()
    for mail in earlier:
        mail.state, mail.attempts = State.SENT, 1
        mail.handed_at = mail.sent_at = mail.posted_at + timedelta(seconds=20)
    for mail in earlier[-1:]:
        mail.state, mail.sent_at, mail.last_error = State.FAILED, None, REFUSED
    session.flush()
