"""Two of the officers are away soon: one with a cover, one whose steps wait for them."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from crm.away import actions as away
from crm.core import calendar
from crm.demo.play import Scene, Turn
from crm.demo.story import World
from crm.people.models import Person
from crm.reference import queries as reference

WEEK = 4
SOON, LATER = 1, 12


def scenes(world: World, ends_on: date) -> Iterator[Scene]:
    """Enter leave of the third officer, whom the first covers, and of the fourth, whom nobody."""
    first, _, third, fourth = world.officers
    yield _away(third, SOON, first, ends_on)
    yield _away(fourth, LATER, None, ends_on)


def _away(person: Person, starts: int, cover: Person | None, ends_on: date) -> Scene:
    at = datetime.combine(ends_on - timedelta(days=9), time(16, 10))
    yield Turn(calendar.utc_from_london(at), person)
    from_on = calendar.add_working_days(ends_on, starts, reference.holidays())
    to_on = calendar.add_working_days(from_on, WEEK, reference.holidays())
    away.enter(person, from_on=from_on, to_on=to_on, cover=cover, by=person)
