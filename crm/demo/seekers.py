"""People who look for work, by invented references, and one match set aside."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from crm.core import calendar, journal
from crm.demo import cast
from crm.demo.play import Scene, Turn
from crm.demo.story import World
from crm.matching import actions as matching
from crm.matching import queries as matches
from crm.participants import actions as participants
from crm.participants.models import WorkProfile
from crm.participants.rules import Pathway, State, Unit

MANY = 18
WEEK = (
    "mon,tue,wed,thu,fri",
    "mon,tue,wed,thu",
    "tue,wed,thu,fri,sat",
    "mon,wed,fri",
    "sat,sun,wed",
)
SORTS = ("kitchens", "shops", "warehouses", "gardens", "offices", "cleaning-jobs", "making")
CAN = ("cleaning,packing,reading", "serving,tables,washing-up", "filing,computer,reading",
       "shelves,packing,lifting", "packing,lifting,cleaning,reading")  # fmt: skip
CANNOT = ("telephone", "lifting", "driving", "cash", "")
HELPS = ("written", "quiet,routine", "coach,slow-start", "buddy", "")
NOTES = ("A fixed rota works best.", "Would like to start with short shifts.", "", "")


def scenes(world: World, ends_on: date) -> Iterator[Scene]:
    """Enter the profiles in the last two months, then set one match aside."""
    rng = Random(f"Placewell seekers {ends_on.isoformat()}")  # noqa: S311
    entered: list[WorkProfile] = []
    for number in range(MANY):
        yield _enter(world, rng, number, entered, ends_on - timedelta(days=60 - 3 * number))
    yield _set_aside(world, entered, ends_on - timedelta(days=2))


def _enter(world: World, rng: Random, number: int, entered: list[WorkProfile], on: date) -> Scene:
    officer = world.officers[number % len(world.officers)]
    yield Turn(calendar.utc_from_london(datetime.combine(on, time(11, 20))), officer)
    journal.operation("Added a profile")
    profile = participants.add(by=officer, **_facts(rng, number))
    entered.append(profile)
    if number % 9 == 4:
        journal.operation(f"Marked profile {profile.ref} as paused")
        participants.move(profile, State.PAUSED)


def _facts(rng: Random, number: int) -> dict[str, Any]:
    sector = rng.choice(rng.choice(tuple(cast.TOWNS.values())))
    hours = rng.choice((4, 8, 12, 16))
    wanted = rng.sample(SORTS, 2)
    limited = number % 3 == 0
    return {
        "participant_ref": cast.participant(rng),
        "pathway": rng.choice(tuple(Pathway)),
        "home": sector if rng.random() < 0.7 else sector.partition(" ")[0],
        "travel_most": rng.choice((30, 40, 60)) if number % 2 else rng.choice((5, 8, 12)),
        "travel_unit": Unit.MINUTES if number % 2 else Unit.MILES,
        "travel_by": rng.choice(("bus", "bus,walk", "car", "cycle,bus")),
        "days": rng.choice(WEEK),
        "earliest_at": rng.choice(("08:00", "09:00", "09:30", "07:30")),
        "latest_at": rng.choice(("14:00", "15:00", "17:00", "")),
        "hours_from": Decimal(hours),
        "hours_to": Decimal(hours + rng.choice((4, 8, 12))),
        "sorts_wanted": ",".join(wanted),
        "tasks_can": rng.choice(CAN),
        "tasks_cannot": CANNOT[number % len(CANNOT)] if number != 1 else "",
        "support": rng.choice(HELPS),
        "coach_hours": rng.choice((None, Decimal(2), Decimal(4))),
        "earnings_limit": Decimal("195.50") if limited else None,
        "hours_limit": Decimal(16) if limited else None,
        "notes": rng.choice(NOTES),
    }


def _set_aside(world: World, entered: list[WorkProfile], on: date) -> Scene:
    officer = world.officers[0]
    yield Turn(calendar.utc_from_london(datetime.combine(on, time(15, 5))), officer)
    vacancy = next(iter(matches.open_vacancies()), None)
    if vacancy is not None:
        profile = entered[0]
        journal.operation(f"Set aside: the match of {vacancy.ref} and {profile.ref}")
        matching.pass_by(profile, vacancy, "journey", by=officer)
