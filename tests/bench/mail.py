"""Crash run: workers send mail to a real mail server while ``kill -9`` falls at random.

    python -m tests.bench.mail                     2,000 mails, 200 kills, both engines
    python -m tests.bench.mail --stop TERM         the same with orderly stops
    python -m tests.bench.mail --method mark       how it goes without the hand-over journal
    python -m tests.bench.mail --url URL --mails 100 --kills 10 --seed 5

The checker reads only what the mail server wrote down and the table. Workers are forked, so that a
new one starts at once; an empty database is filled again while kills are left to fall.
"""

import argparse
import json
import os
import random
import signal
import smtplib
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from itertools import count
from pathlib import Path
from types import FrameType
from typing import Any
from urllib.parse import urlsplit

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.pool import NullPool

from app import create_app
from crm.core import clock, delivery, mail, outbox
from crm.core.db import db, session
from crm.core.outbox import Audience, Mail, State
from crm.core.worker import stopping
from tests.bench.sink import sink
from tests.servers import administer, postgres, postgres_binaries

#: Seconds; short, so that a run does not wait long for what a killed worker held.
SHORT = {
    "MAIL_CONNECT_SECONDS": 2,
    "MAIL_CLAIM_SECONDS": 3,
    "MAIL_ANSWER_SECONDS": 3,
    "MAIL_HANDING_SECONDS": 4,
}
MEAN_GAP = 0.28
LONGEST = 180
MOVING = ("pending", "claimed", "handing")


@dataclass(frozen=True)
class Result:
    """What the checker found after a run."""

    engine: str
    method: str
    mails: int
    workers: int
    stop: str
    stops: int
    seed: int
    accepted: int
    lost: int
    twice: int
    unseen: int
    uncertain: int
    uncertain_delivered: int
    seconds: float

    @property
    def good(self) -> bool:
        """Return whether nothing was lost, sent twice or left where nobody sees it."""
        return not (self.lost or self.twice or self.unseen)

    def __str__(self) -> str:
        return (
            f"mail on {self.engine}, {self.method}: N={self.mails:,} mails, {self.workers} workers,"
            f" {self.stops} x SIG{self.stop}, seed {self.seed}: {self.lost} lost, {self.twice} sent"
            f" twice, {self.unseen} unseen, {self.uncertain} uncertain"
            f" ({self.uncertain_delivered} of them delivered), {self.seconds:.0f} s"
        )


def crash(
    url: str, *, mails: int, kills: int, workers: int, seed: int, method: str, stop: str
) -> Result:
    """Send ``mails`` from the empty database ``url`` while workers are stopped ``kills`` times."""
    chance = random.Random(seed)
    with (
        tempfile.TemporaryDirectory(prefix="placewell-mail-") as folder,
        sink(Path(folder), seed) as (mail_url, file),
    ):
        times = SHORT if stop == "KILL" else {}
        run = _Run(_app(url, mail_url, times), METHODS[method], chance, kills)
        began = time.monotonic()
        run.prepare(mails)
        stopped = run.go(workers, getattr(signal, f"SIG{stop}"))
        seconds = time.monotonic() - began
        found = _check(run.rows(), file.read_text(encoding="utf-8").splitlines())
    return Result(engine=run.engine.dialect.name, method=method, workers=workers, stop=stop,
                  stops=stopped, seed=seed, seconds=seconds, **found)  # fmt: skip


def _check(rows: dict[str, str], accepted: list[str]) -> dict[str, int]:
    copies = Counter(accepted)
    doubtful = {name for name, state in rows.items() if state == "uncertain"}
    return {
        "mails": len(rows),
        "accepted": len(accepted),
        "lost": sum(not copies[name] for name, state in rows.items() if state == "sent"),
        "twice": sum(n > 1 for n in copies.values()),
        "unseen": sum(state not in {"sent", "uncertain"} for state in rows.values())
        + len(copies.keys() - rows.keys()),
        "uncertain": len(doubtful),
        "uncertain_delivered": sum(copies[name] > 0 for name in doubtful),
    }


class _Run:
    """One database, its workers and the hand that stops them."""

    def __init__(
        self, app: Flask, turn: Callable[[str], Any], chance: random.Random, kills: int
    ) -> None:
        self.app, self.turn, self.chance, self.kills = app, turn, chance, kills
        self.engine = sa.create_engine(app.config["SQLALCHEMY_DATABASE_URI"], poolclass=NullPool)
        self.numbers = count(1)

    def prepare(self, mails: int) -> None:
        self.batch = mails
        with self.app.app_context():
            db.create_all()
            self._post(mails)

    def _post(self, mails: int) -> None:
        with self.app.app_context():
            for number in (next(self.numbers) for _ in range(mails)):
                outbox.post(kind="crash run", audience=Audience.EXTERNAL, subject=f"Mail {number}",
                            to=f"p{number}@example.org", body="Good morning.",
                            dedupe_key=f"mail {number}")  # fmt: skip
            session.commit()
            session.remove()
            db.engine.dispose()

    def go(self, workers: int, sign: signal.Signals) -> int:
        """Keep the workers alive until every mail rests; return how many were stopped."""
        alive = {self._fork() for _ in range(workers)}
        stopped, last = 0, time.monotonic() + LONGEST + self.batch
        try:
            while time.monotonic() < last:
                time.sleep(min(self.chance.expovariate(1 / MEAN_GAP), 2))
                if any(os.waitpid(pid, os.WNOHANG)[0] for pid in alive):
                    raise RuntimeError("A worker ended by itself.")
                if stopped < self.kills:
                    alive.add(self._replace(alive, sign))
                    stopped += 1
                if not self._moving():
                    if stopped >= self.kills:
                        return stopped
                    self._post(max(self.batch // 4, 1))
            raise RuntimeError("The mails never came to rest.")
        finally:
            for pid in alive:
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)

    def _replace(self, alive: set[int], sign: signal.Signals) -> int:
        victim = self.chance.choice(sorted(alive))
        os.kill(victim, sign)
        os.waitpid(victim, 0)
        alive.remove(victim)
        return self._fork()

    def _fork(self) -> int:
        pid = os.fork()
        if pid:
            return pid
        try:
            self._work()
        except BaseException:  # noqa: BLE001
            traceback.print_exc()
            os._exit(1)
        os._exit(0)

    def _work(self) -> None:
        def stop(_number: int, _frame: FrameType | None) -> None:
            stopping.set()

        signal.signal(signal.SIGTERM, stop)
        while not stopping.is_set():
            with self.app.app_context():
                delivery.sweep(clock.now())
                self.turn(self.app.config["MAIL_URL"])
                session.remove()
            time.sleep(0.02)

    def _moving(self) -> bool:
        return any(state in MOVING for state in self.rows().values())

    def rows(self) -> dict[str, str]:
        with self.engine.connect() as connection:
            found = connection.execute(sa.text("SELECT message_id, state FROM outbox"))
            return {row.message_id: row.state for row in found}


def _journal(_url: str) -> None:
    """The product's own way."""
    mail.drain(clock.now())


def _mark(url: str) -> None:
    """Mark first, send then: what many products do."""
    with _server(url) as server:
        while not stopping.is_set() and (row := delivery.claim()):
            _set_sent(row)
            _say(server, row)


def _lease(url: str) -> None:
    """Claim, send, mark: a queue with leases and no hand-over journal."""
    with _server(url) as server:
        while not stopping.is_set() and (row := delivery.claim()):
            _say(server, row)
            _set_sent(row)


METHODS: dict[str, Callable[[str], Any]] = {"journal": _journal, "mark": _mark, "lease": _lease}


@contextmanager
def _server(url: str) -> Iterator[smtplib.SMTP]:
    parts = urlsplit(url)
    with smtplib.SMTP(parts.hostname or "", parts.port or 0) as server:
        yield server


def _say(server: smtplib.SMTP, row: Mail) -> None:
    content = mail.message(row, "crash@example.org").as_bytes()
    session.rollback()
    server.sendmail("crash@example.org", [row.to_addr], content)


def _set_sent(row: Mail) -> None:
    session.execute(sa.update(Mail).where(Mail.id == row.id).values(state=State.SENT))
    session.commit()


def _app(url: str, mail_url: str, times: dict[str, int]) -> Flask:
    return create_app(
        {
            "SQLALCHEMY_DATABASE_URI": url,
            "DATA_DIR": Path(tempfile.gettempdir()),
            "SECRET_KEY": "a secret of the crash run, thirty-two characters or more",
            "MAIL_URL": mail_url,
            **times,
        }
    )


@contextmanager
def databases() -> Iterator[Iterator[str]]:
    """Yield the address of an empty database on each engine that is installed."""
    with tempfile.TemporaryDirectory(prefix="placewell-crash-") as folder:
        yield _each(folder)


def _each(folder: str) -> Iterator[str]:
    yield f"sqlite:///{folder}/crash.db"
    if postgres_binaries() is not None:
        with postgres() as server:
            administer(server, "CREATE DATABASE crash")
            yield f"{server}/crash"


def main() -> int:
    """Run what the command line asks for and print one line an engine."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    asked.add_argument("--url", help="an empty database; both engines when left out")
    asked.add_argument("--mails", type=int, default=2000)
    asked.add_argument("--kills", type=int, default=200)
    asked.add_argument("--workers", type=int, default=2)
    asked.add_argument("--seed", type=int, default=int(time.time()) % 100_000)
    asked.add_argument("--method", choices=METHODS, default="journal")
    asked.add_argument("--stop", choices=("KILL", "TERM"), default="KILL")
    asked.add_argument("--json", action="store_true")
    given = vars(asked.parse_args())
    url, as_json = given.pop("url"), given.pop("json")
    good = True
    with databases() as each:
        for address in [url] if url else each:
            result = crash(address, **given)
            print(json.dumps(asdict(result)) if as_json else result, flush=True)
            good &= result.good
    return int(not good)


if __name__ == "__main__":
    sys.exit(main())
