"""Match many people with many vacancies, each with its reasons: the time of every part.

Run as ``python -m tests.bench.measure_matching [PEOPLE] [VACANCIES]`` (2,000 and 500 unless told)
on a fresh SQLite database with made rows. The goal is 2 seconds for all pairs, explained.
"""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random
from time import perf_counter, process_time
from typing import Any

import sqlalchemy as sa

from app import create_app
from crm.core import clock, features
from crm.core.db import db, session, table_of
from crm.matching import grid, queries
from crm.matching.rules import match
from crm.matching.telling import headline, tell
from crm.participants.models import WorkProfile
from crm.participants.rules import Pathway, State, Unit, WordKind
from crm.reference.models import PostcodePoint
from crm.vacancies.models import Contract, Vacancy
from tests.conftest import settings
from tests.makers import Make

TASKS = (
    "Wash up;Mop the floor;Serve customers;Work at the till;Fill shelves;Pack;Answer the telephone;"
    "Mow the lawn;Fold linen;Type letters;Load the van"
).split(";")
TITLES = ("Kitchen porter", "Shop assistant", "Cleaner", "Packer", "Gardener", "Office assistant")
HELP = ("", "Quiet room, written lists", "A buddy for the first weeks", "Flexible start")
AT_ONCE = 25


@contextmanager
def timed(what: str) -> Iterator[None]:
    """Print how long the block took, by the clock and by the processor."""
    began, used = perf_counter(), process_time()
    yield
    print(f"{what}: {perf_counter() - began:.2f} s, processor {process_time() - used:.2f} s")


def main(people: int, vacancies: int) -> None:
    """Fill a database, then read, score and explain."""
    folder = Path(tempfile.mkdtemp(prefix="placewell-matching-"))
    app = create_app(settings(f"sqlite:///{folder}/placewell.db", folder))
    with app.app_context():
        db.create_all()
        for seed in sorted(features.installed("seeds"), key=lambda seed: seed.order):
            seed.load()
        session.commit()
        _fill(Random(6), people, vacancies)
        for turn in ("first", "second"):
            print(f"-- {turn} turn")
            with timed("all of it"):
                _all()
        session.remove()


def _all() -> None:
    with timed("read from the database"):
        known, numbers = queries.lexicon(), queries.limits()
        people = queries.looking(known, numbers)
        openings = queries.openings(queries.open_vacancies(), known)
    with timed(
        f"score {len(people):,} x {len(openings):,} = {len(people) * len(openings):,} pairs"
    ):
        scored = list(grid.score(people, openings, numbers))
    with timed(f"rank everybody, take the best {AT_ONCE} of each"):
        best = [(one.opening, one.best(AT_ONCE)) for one in scored]
    with timed(f"tell {len(best) * AT_ONCE:,} matches, ten lines each, in words"):
        words = [
            headline(tell(match(people[place], opening, numbers), numbers, known))
            for opening, places in best
            for place in places
        ]
    free = sum(one.free for one in scored)
    print(f"{free:,} pairs without a blocker; {len(set(words)):,} different headlines")
    print(f"for example: {words[len(words) // 2]}")


def _fill(rng: Random, people: int, vacancies: int) -> None:
    parts = session.scalars(sa.select(PostcodePoint.part).order_by(PostcodePoint.part)).all()
    by_kind: dict[WordKind, list[str]] = {}
    for word in queries.participants.words():
        by_kind.setdefault(word.kind, []).append(word.code)
    rows = [_profile(rng, number, parts, by_kind) for number in range(people)]
    session.connection().execute(sa.insert(table_of(WorkProfile)), rows)
    make = Make()
    sectors = [part for part in parts if " " in part]
    sites = [make.employer(postcode=f"{rng.choice(sectors)}AA") for _ in range(vacancies // 2)]
    site_ids = dict(session.execute(sa.text("SELECT employer_id, id FROM site")).all())
    owners = [rng.choice(sites).id for _ in range(vacancies)]
    made = [_vacancy(rng, owner, site_ids[owner]) for owner in owners]
    session.connection().execute(sa.insert(table_of(Vacancy)), made)
    session.commit()


def _some(rng: Random, found: Any, most: int) -> list[Any]:
    return rng.sample(list(found), rng.randrange(most + 1))


def _profile(
    rng: Random, number: int, parts: Any, words: dict[WordKind, list[str]]
) -> dict[str, Any]:
    tasks = _some(rng, words[WordKind.TASK], 10)
    sorts = _some(rng, words[WordKind.SORT], 4)
    least = rng.randrange(4, 24)
    return {
        "participant_ref": f"CTW-{number:05d}X",
        "pathway": rng.choice(tuple(Pathway)),
        "state": State.LOOKING,
        "home": rng.choice(parts),
        "travel_most": rng.choice((3, 5, 8, 12, 20, 30, 45, 60)),
        "travel_unit": rng.choice(tuple(Unit)),
        "travel_by": ",".join(_some(rng, ("walk", "cycle", "bus", "car"), 3)),
        "days": ",".join(_some(rng, ("mon", "tue", "wed", "thu", "fri", "sat", "sun"), 6)),
        "earliest_at": rng.choice(("", "07:00", "08:00", "08:30", "09:00", "09:30", "10:00")),
        "latest_at": rng.choice(("", "14:00", "15:00", "15:30", "17:00", "18:00")),
        "hours_from": Decimal(least),
        "hours_to": Decimal(least + rng.randrange(16)),
        "sorts_wanted": ",".join(sorts[:2]),
        "sorts_unwanted": ",".join(sorts[2:]),
        "tasks_want": "",
        "tasks_can": ",".join(tasks[:7]),
        "tasks_cannot": ",".join(tasks[7:]),
        "support": ",".join(_some(rng, words[WordKind.SUPPORT], 3)),
        "contracts": "",
        "min_hourly": rng.choice((None, None, Decimal("13.45"))),
        "earnings_limit": rng.choice((None, None, Decimal("195.50"))),
        "hours_limit": rng.choice((None, None, Decimal(16))),
        "notes": "",
        "changed_on": clock.today(),
        "created_at": clock.now(),
        "made_up": True,
        "version": 1,
    }


def _vacancy(rng: Random, employer_id: int, site_id: int) -> dict[str, Any]:
    starts, hours = rng.randrange(6, 14), rng.randrange(4, 38)
    days = rng.choice(("mon,tue,wed,thu,fri", "mon,wed,fri", "sat,sun", "tue,thu", "wed", ""))
    return {
        **{c.name: "" for c in table_of(Vacancy).c if isinstance(c.type, sa.Text)},
        "employer_id": employer_id,
        "site_id": site_id,
        "title": rng.choice(TITLES),
        "soc_code": rng.choice(("", "", "9264", "7111", "9223")),
        "contract": rng.choice(tuple(Contract)),
        "weekdays": days,
        "starts_at": f"{starts:02d}:{rng.choice(('00', '30'))}",
        "ends_at": f"{starts + rng.randrange(3, 9):02d}:00",
        "weekly_hours": Decimal(hours),
        "hours_from": None,
        "hours_to": None,
        "tasks": "\n".join(_some(rng, TASKS, 5)),
        "adjustments": rng.choice(HELP),
        "transport": rng.choice(("", "", "First bus 07:10", "No bus before 06:40")),
        "pay_amount": Decimal(1271 + rng.randrange(200)) / 100,
        "pay_basis": "hourly",
        "weeks_per_year": "52",
        "starts_on": date(2027, 1, 4),
        "state": "open",
        "created_at": clock.now(),
        "made_up": True,
        "version": 1,
    }


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:3] or ("2000", "500")))
