"""Several processes write through the application's session to one SQLite database.

    python -m tests.bench.writers                     16 writers for 60 seconds
    python -m tests.bench.writers --begin plain       the same with plain BEGIN: it fails

Each write reads an employer, changes it (the journal, the search entry and the standing change
with it) and commits. The checker adds up what was written: no write may overwrite another's.
"""

import argparse
import json
import os
import random
import sys
import tempfile
import time
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm.exc import StaleDataError

from app import create_app
from crm.core import clock, features
from crm.core.db import db, session, set_may_write
from crm.core.search import normalise
from crm.employers.models import Employer

EMPLOYERS = 200


@dataclass(frozen=True)
class Result:
    """What the writers met and what the checker found."""

    begin: str
    writers: int
    seconds: float
    written: int
    locked: int
    other: int
    overwritten: int
    longest_ms: int
    p99_ms: int

    @property
    def good(self) -> bool:
        """Return whether every write got its turn and kept."""
        return not (self.locked or self.other or self.overwritten)

    def __str__(self) -> str:
        return (
            f"{self.writers} writers on sqlite, {self.begin} BEGIN, {self.seconds:.0f} s:"
            f" N={self.written:,} writes, {self.locked} x database is locked, {self.other} other"
            f" failures, {self.overwritten} overwritten, p99 {self.p99_ms} ms,"
            f" longest wait {self.longest_ms} ms"
        )


def measure(*, writers: int, seconds: float, begin: str) -> Result:
    """Let ``writers`` processes write for ``seconds``."""
    with tempfile.TemporaryDirectory(prefix="placewell-writers-") as name:
        folder = Path(name)
        app = _app(folder)
        with app.app_context():
            _prepare()
            session.remove()
            db.engine.dispose()
        ends = time.monotonic() + seconds
        pids = [_fork(app, folder, number, ends, begin) for number in range(writers)]
        for pid in pids:
            os.waitpid(pid, 0)
        reports = [json.loads((folder / f"{n}.json").read_text("utf-8")) for n in range(writers)]
        with app.app_context():
            total = sum(int(n or 0) for n in session.scalars(sa.select(Employer.notes)))
            session.remove()
            db.engine.dispose()
    counts: Counter[str] = Counter()
    waits: list[float] = []
    for report in reports:
        counts.update(report["counts"])
        waits += report["waits"]
    waits = sorted(waits) or [0]
    return Result(
        begin=begin,
        writers=writers,
        seconds=seconds,
        written=counts["written"],
        locked=counts["locked"],
        other=counts["other"],
        overwritten=counts["written"] - total,
        longest_ms=round(1000 * waits[-1]),
        p99_ms=round(1000 * waits[int(0.99 * (len(waits) - 1))]),
    )


def _app(folder: Path) -> Flask:
    return create_app(
        {
            "SQLALCHEMY_DATABASE_URI": f"sqlite:///{folder}/writers.db",
            "DATA_DIR": folder,
            "SECRET_KEY": "a secret of the bench, thirty-two characters or more",
            "MAIL_URL": "",
        }
    )


def _prepare() -> None:
    db.create_all()
    for seed in sorted(features.installed("seeds"), key=lambda seed: seed.order):
        seed.load()
    for number in range(EMPLOYERS):
        name = f"Employer {number}"
        session.add(Employer(name=name, name_key=normalise(name), created_at=clock.now()))
    session.commit()


def _fork(app: Flask, folder: Path, number: int, ends: float, begin: str) -> int:
    pid = os.fork()
    if pid:
        return pid
    status = 1
    try:
        with app.app_context():
            set_may_write(begin == "immediate")
            report = _write(random.Random(number), ends)
        (folder / f"{number}.json").write_text(json.dumps(report), "utf-8")
        status = 0
    finally:
        os._exit(status)


def _write(chance: random.Random, ends: float) -> dict[str, object]:
    counts: Counter[str] = Counter()
    waits = []
    ids = list(session.scalars(sa.select(Employer.id)))
    session.rollback()
    while (began := time.monotonic()) < ends:
        try:
            employer = session.get_one(Employer, chance.choice(ids), populate_existing=True)
            employer.notes = str(int(employer.notes or 0) + 1)
            session.commit()
            counts["written"] += 1
        except (sa.exc.OperationalError, StaleDataError) as error:
            session.rollback()
            counts["locked" if "database is locked" in str(error) else "other"] += 1
        waits.append(time.monotonic() - began)
        time.sleep(chance.uniform(0, 0.02))  # as people do, now and then
    return {"counts": counts, "waits": waits}


def main() -> int:
    """Run what the command line asks for and print one line."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    asked.add_argument("--writers", type=int, default=16)
    asked.add_argument("--seconds", type=float, default=60)
    asked.add_argument("--begin", choices=("immediate", "plain"), default="immediate")
    asked.add_argument("--json", action="store_true")
    given = vars(asked.parse_args())
    as_json = given.pop("json")
    result = measure(**given)
    print(json.dumps(asdict(result)) if as_json else result)
    return int(not result.good)


if __name__ == "__main__":
    sys.exit(main())
