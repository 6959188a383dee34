"""The worker process: APScheduler as clock only, a heartbeat, and an orderly end.

Nothing is kept in the scheduler. What is due is rows, so a worker may be killed at any moment and
any number of workers may run.
"""

import logging
import os
import signal
import socket
import threading
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Mapped, mapped_column

from crm.core import clock, jobs, outbox
from crm.core.db import Model, session, table_of, upsert
from crm.core.features import installed
from crm.core.jobs import Job

STALE = timedelta(minutes=3)
DATED_TICK = timedelta(minutes=1)
FORGET = timedelta(days=1)
ENDS = frozenset({signal.SIGTERM, signal.SIGINT})
log = logging.getLogger(__name__)
stopping = threading.Event()


class Beat(Model):
    """The last sign of life of one worker, with what it saw waiting in the outbox."""

    __tablename__ = "worker_beat"
    __journal__ = False

    name: Mapped[str] = mapped_column(primary_key=True)
    beat_at: Mapped[datetime] = mapped_column(index=True)
    waiting: Mapped[int]
    uncertain: Mapped[int]
    failed: Mapped[int]


def newest_beat() -> list[sa.Label[Any]]:
    """Return the newest heartbeat as columns of a larger statement; empty when there is none."""
    wanted = (Beat.beat_at, Beat.waiting, Beat.uncertain, Beat.failed)
    newest = Beat.beat_at.desc()
    return [
        sa.select(column).order_by(newest).limit(1).scalar_subquery().label(column.key)
        for column in wanted
    ]


def latest() -> Beat | None:
    """Return the newest heartbeat of any worker."""
    return session.scalar(_LATEST)


_LATEST = sa.select(Beat).order_by(Beat.beat_at.desc()).limit(1)


def beat(_at: datetime) -> int:
    """Write this worker's heartbeat; forget workers that were silent for a day."""
    table = table_of(Beat)
    now = clock.now()
    session.connection().execute(sa.delete(table).where(table.c.beat_at < now - FORGET))
    name = f"{socket.gethostname()}:{os.getpid()}"
    upsert(Beat, [{"name": name, "beat_at": now, **outbox.tally()}], "name")
    session.commit()
    return 0


def work(app: Flask) -> None:
    """Tick until SIGTERM or SIGINT, however often they come; a mail in hand is finished first."""
    from apscheduler.executors.pool import ThreadPoolExecutor
    from apscheduler.schedulers.background import BackgroundScheduler

    # Blocked before any thread starts, a signal waits to be asked for and interrupts nothing.
    signal.pthread_sigmask(signal.SIG_BLOCK, ENDS)
    scheduler = BackgroundScheduler(
        timezone=clock.LONDON, executors={"default": ThreadPoolExecutor(4)}
    )
    with app.app_context():
        known: list[Job] = installed("jobs")
    for job in known:
        scheduler.add_job(
            _tick,
            "interval",
            args=(app, job),
            seconds=(job.every or DATED_TICK).total_seconds(),
            next_run_time=clock.now(),
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
        )
    scheduler.start()
    signal.sigwait(ENDS)
    stopping.set()
    scheduler.shutdown(wait=True)


def _tick(app: Flask, job: Job) -> None:
    with app.app_context():
        at = clock.now()
        try:
            if not stopping.is_set() and jobs.due(job, at):
                jobs.run(job, at)
        except Exception:
            session.rollback()
            log.exception("Job %s failed; it will be tried again", job.name)
        finally:
            session.remove()
