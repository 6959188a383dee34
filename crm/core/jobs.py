"""Work that runs by the clock: who runs it, how often, and a ledger of what ran.

A job with ``at`` runs once a London day and claims its slot in the ledger, so any number of
workers may tick; a job with ``every`` only looks for due rows and keeps no ledger. Every job may
run twice without harm.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped

from crm.core import clock
from crm.core.db import Model, Numbered, reading, session
from crm.core.features import installed

LEASE = timedelta(minutes=15)
RETRY = timedelta(minutes=5)
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Job:
    """A piece of clockwork. ``run`` gets the moment and returns how many things it handled."""

    name: str
    title: str
    run: Callable[[datetime], int]
    every: timedelta | None = None
    at: time | None = None


class JobRun(Numbered, Model):
    """One slot of a dated job: claimed, then done. ``lease_until`` names the claim that runs it."""

    __tablename__ = "job_run"
    __journal__ = False
    __table_args__ = (sa.UniqueConstraint("job", "slot"), {"sqlite_autoincrement": True})

    job: Mapped[str]
    slot: Mapped[str]
    state: Mapped[str]
    lease_until: Mapped[datetime]
    started_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    handled: Mapped[int]


@dataclass(frozen=True)
class Ran:
    """The answer of one run."""

    job: str
    slot: str
    handled: int


def find(name: str) -> Job | None:
    """Return the job called ``name``."""
    return next((job for job in installed("jobs") if job.name == name), None)


def run(job: Job, at: datetime) -> Ran:
    """Run ``job`` for the slot that holds moment ``at``, unless that slot is taken or done."""
    if job.every is not None:
        step = int(job.every.total_seconds())
        slot = datetime.fromtimestamp(at.timestamp() // step * step, clock.LONDON)
        return Ran(job.name, slot.isoformat(), job.run(at))
    day = clock.to_london(at).date().isoformat()
    claim = _claim(job.name, day)
    if claim is None:
        return Ran(job.name, day, 0)
    try:
        handled = job.run(at)
    except Exception:
        session.rollback()
        _settle(claim, "failed", 0, lease=clock.now() + RETRY)
        raise
    _settle(claim, "done", handled, lease=claim.lease_until)
    return Ran(job.name, day, handled)


def due(job: Job, at: datetime) -> bool:
    """Return whether a tick at moment ``at`` should start ``job``; writes nothing."""
    if job.at is None:
        return True
    if clock.to_london(at).time() < job.at:
        return False
    day = clock.to_london(at).date().isoformat()
    with reading():
        found = session.execute(
            sa.select(JobRun.state, JobRun.lease_until).where(
                JobRun.job == job.name, JobRun.slot == day
            )
        ).one_or_none()
        session.rollback()
    return found is None or (found.state != "done" and found.lease_until <= clock.now())


@dataclass(frozen=True)
class _Claim:
    run_id: int
    lease_until: datetime


def _claim(name: str, slot: str) -> _Claim | None:
    """Take the slot, committed; None when another worker runs it or it is done."""
    now = clock.now()
    row = session.scalar(sa.select(JobRun).where(JobRun.job == name, JobRun.slot == slot))
    if row is not None:
        return _take_over(row, now)
    row = JobRun(
        job=name, slot=slot, state="running", lease_until=now + LEASE, started_at=now, handled=0
    )
    session.add(row)
    try:
        session.flush()
    except IntegrityError:  # another worker was first
        session.rollback()
        return None
    claim = _Claim(row.id, row.lease_until)
    session.commit()
    return claim


def _take_over(row: JobRun, now: datetime) -> _Claim | None:
    if row.state == "done" or row.lease_until > now:
        session.rollback()
        return None
    claim = _Claim(row.id, now + LEASE)
    taken = session.execute(
        sa.update(JobRun)
        .where(JobRun.id == row.id, JobRun.lease_until == row.lease_until)
        .values(state="running", lease_until=claim.lease_until, started_at=now)
        .execution_options(synchronize_session=False)
    )
    session.commit()
    return claim if taken.rowcount == 1 else None  # type: ignore[attr-defined]


def _settle(claim: _Claim, state: str, handled: int, *, lease: datetime) -> None:
    """Write how the run ended, unless its lease lapsed and another worker has the slot."""
    session.execute(
        sa.update(JobRun)
        .where(JobRun.id == claim.run_id, JobRun.lease_until == claim.lease_until)
        .values(state=state, handled=handled, done_at=clock.now(), lease_until=lease)
        .execution_options(synchronize_session=False)
    )
    session.commit()
