"""Crash run: repeating follow-ups made by several workers while ``kill -9`` falls at random.

    python -m tests.bench.followups                      12,000 dates, 400 kills, both engines
    python -m tests.bench.followups --url URL --rules 20 --dates 10 --kills 5 --producers 2

Workers are forked, so that a new one starts at once. The checker reads the table, not the workers.
"""

import argparse
import json
import os
import random
import signal
import sys
import tempfile
import time
import traceback
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from flask import Flask

from app import create_app
from crm.core import features
from crm.core.db import db, session
from crm.core.permissions import Role
from crm.core.search import normalise
from crm.employers.models import Employer
from crm.followups import jobs
from crm.followups.models import FollowRule, FollowUp
from crm.followups.rules import Every, occurrence
from crm.people.models import Person
from crm.reference import queries as reference
from tests.servers import administer, postgres, postgres_binaries

WEEKS_APART = 4
ANCHOR = date(2024, 1, 1)
MOMENT = datetime(2030, 1, 1, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Result:
    """What the checker found after a run."""

    engine: str
    dates: int
    producers: int
    kills: int
    seed: int
    missing: int
    duplicate: int
    unasked: int
    seconds: float

    def __str__(self) -> str:
        return (
            f"follow-ups on {self.engine}: N={self.dates:,} dates, {self.producers} workers, "
            f"{self.kills} kills, seed {self.seed}: {self.missing} missing, "
            f"{self.duplicate} duplicate, {self.unasked} unasked, {self.seconds:.0f} s"
        )


def crash(url: str, *, rules: int, dates: int, kills: int, producers: int, seed: int) -> Result:
    """Make ``rules`` x ``dates`` follow-ups under ``kills`` kills in the empty database ``url``."""
    app = _app(url)
    with app.app_context():
        _prepare(rules, dates)
        wanted = _wanted(rules, dates)
        session.remove()
        db.engine.dispose()
    began = time.monotonic()
    done = _run(app, kills=kills, producers=producers, chance=random.Random(seed))
    seconds = time.monotonic() - began
    with app.app_context():
        rows = session.execute(sa.select(FollowUp.rule_id, FollowUp.first_due_on)).all()
        found = [tuple(row) for row in rows]
        engine = db.engine.dialect.name
        session.remove()
        db.engine.dispose()
    return Result(
        engine=engine,
        dates=rules * dates,
        producers=producers,
        kills=done,
        seed=seed,
        missing=len(wanted - set(found)),
        duplicate=len(found) - len(set(found)),
        unasked=len(set(found) - wanted),
        seconds=seconds,
    )


def _app(url: str) -> Flask:
    return create_app(
        {
            "SQLALCHEMY_DATABASE_URI": url,
            "DATA_DIR": Path(tempfile.gettempdir()),
            "SECRET_KEY": "a secret of the crash run, thirty-two characters or more",
            "MAIL_URL": "",
        }
    )


def _prepare(rules: int, dates: int) -> None:
    db.create_all()
    for seed in sorted(features.installed("seeds"), key=lambda seed: seed.order):
        seed.load()
        session.commit()
    made_at = datetime(2024, 1, 1, tzinfo=UTC)
    person = Person(name="Crash", email="c@council.example", email_key="c@council.example",
                    role=Role.OFFICER, created_at=made_at)  # fmt: skip
    names = [f"Employer {n}" for n in range(max(rules // 5, 1))]
    employers = [Employer(name=n, name_key=normalise(n), created_at=made_at) for n in names]
    session.add_all([person, *employers])
    session.flush()
    for n in range(rules):
        anchor = ANCHOR + timedelta(days=n % 28)
        ends_on = anchor + timedelta(weeks=WEEKS_APART * (dates - 1))
        session.add(
            FollowRule(employer_id=employers[n % len(employers)].id, owner_id=person.id,
                       title="call", anchor_on=anchor, count=WEEKS_APART, unit=Every.WEEKS,
                       ends_on=ends_on)
        )  # fmt: skip
    session.commit()


def _wanted(rules: int, dates: int) -> set[tuple[int, date]]:
    holidays = reference.holidays()
    return {
        (row.id, occurrence(row.anchor_on, row.count, row.unit, n, holidays).due_on)
        for row in session.scalars(sa.select(FollowRule))
        for n in range(dates)
    }


def _run(app: Flask, *, kills: int, producers: int, chance: random.Random) -> int:
    """Keep ``producers`` workers alive until all is made; return how many were killed."""
    alive = {_fork(app) for _ in range(producers)}
    done = 0
    while alive:
        time.sleep(chance.expovariate(1 / 0.1))
        finished = {pid for pid in alive if _ended(pid)}
        alive -= finished
        if done < kills and alive:
            victim = chance.choice(sorted(alive))
            os.kill(victim, signal.SIGKILL)
            os.waitpid(victim, 0)
            alive.remove(victim)
            alive.add(_fork(app))
            done += 1
    return done


def _ended(pid: int) -> bool:
    ended, status = os.waitpid(pid, os.WNOHANG)
    if ended and status != 0:
        raise RuntimeError(f"A worker failed by itself: status {status}")
    return ended != 0


def _fork(app: Flask) -> int:
    pid = os.fork()
    if pid:
        return pid
    status = 1
    try:
        with app.app_context():
            jobs.make_due(MOMENT)
        status = 0
    finally:
        if status:
            traceback.print_exc()
        os._exit(status)


def main() -> int:
    """Run what the command line asks for and print one line an engine."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--url", help="an empty database; both engines when left out")
    asked.add_argument("--rules", type=int, default=600)
    asked.add_argument("--dates", type=int, default=20)
    asked.add_argument("--kills", type=int, default=400)
    asked.add_argument("--producers", type=int, default=4)
    asked.add_argument("--seed", type=int, default=7)
    asked.add_argument("--json", action="store_true")
    given = vars(asked.parse_args())
    url, as_json = given.pop("url"), given.pop("json")
    results = [crash(url, **given)] if url else list(_both(given))
    for result in results:
        print(json.dumps(asdict(result)) if as_json else result)
    return int(any(r.missing or r.duplicate or r.unasked for r in results))


def _both(given: dict[str, int]) -> list[Result]:
    with tempfile.TemporaryDirectory(prefix="placewell-crash-") as folder:
        results = [crash(f"sqlite:///{folder}/crash.db", **given)]
    if postgres_binaries() is not None:
        with postgres() as server:
            administer(server, "CREATE DATABASE crash")
            results.append(crash(f"{server}/crash", **given))
    return results


if __name__ == "__main__":
    sys.exit(main())
