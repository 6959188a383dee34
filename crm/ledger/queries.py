"""Counts of the ledger, in a few statements however much was sent."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa

from crm.core import calendar, clock
from crm.core.db import session
from crm.core.features import installed
from crm.core.jobs import Job, JobRun
from crm.core.outbox import Mail, State
from crm.followups.models import FollowUp, Reminder
from crm.followups.reminders import unnoticed
from crm.ledger.rules import Row, missed, next_runs

DAYS = 14
FATE = {
    State.PENDING: "waiting",
    State.CLAIMED: "waiting",
    State.HANDING: "waiting",
    State.SENT: "sent",
    State.UNCERTAIN: "uncertain",
    State.FAILED: "failed",
    State.SUPPRESSED: "suppressed",
}


def reminders(first: date, today: date) -> Sequence[Row]:
    """Return what became of the follow-ups due on each day, the newest day first.

    What is due and was not told of yet is waiting: also what fell due while no worker ran.
    """
    told = session.execute(
        sa.select(Reminder.due_on, Reminder.suppressed, Mail.state, sa.func.count())
        .outerjoin(Mail, Mail.id == Reminder.mail_id)
        .where(Reminder.due_on.between(first, today))
        .group_by(Reminder.due_on, Reminder.suppressed, Mail.state)
    )
    fates = [
        (on, "suppressed" if quiet else FATE[state] if state else "waiting", count)
        for on, quiet, state, count in told
    ]
    waiting = _by_day(FollowUp.due_on, unnoticed(today), FollowUp.due_on >= first)
    fates += [(on, "waiting", count) for on, count in waiting]
    noted = dict(_by_day(Reminder.due_on, Reminder.due_on.between(first, today)))
    for on, count in waiting:
        noted[on] = noted.get(on, 0) + count
    return _rows("Follow-ups", noted, fates)


def mails(first: date, today: date) -> Sequence[Row]:
    """Return what became of the mail that was posted on each London day, the newest first."""
    inside = (
        sa.select(_london_day(first, today).label("n"), Mail.state, Mail.message_id)
        .where(Mail.posted_at >= _starts(first), Mail.posted_at < _starts(today + _DAY))
        .subquery()
    )
    day, state = inside.c.n, inside.c.state
    states = session.execute(sa.select(day, state, sa.func.count()).group_by(day, state))
    fates = [(_on(first, n), FATE[fate], count) for n, fate, count in states]
    each = sa.select(day, sa.func.count(sa.distinct(inside.c.message_id))).group_by(day)
    posted = {_on(first, n): count for n, count in session.execute(each)}
    return _rows("Mail", posted, fates)


@dataclass(frozen=True)
class Runs:
    """One job: its last end, the days it missed lately and its next three runs."""

    job: Job
    last: datetime | None
    missed: Sequence[date]
    ahead: Sequence[datetime]


def runs(today: date) -> Sequence[Runs]:
    """Return every job with its runs; only daily jobs keep a ledger, so only they can miss one."""
    now = clock.now()
    first = today - timedelta(days=DAYS)
    rows = session.execute(
        sa.select(JobRun.job, JobRun.slot, JobRun.state, JobRun.done_at).where(
            JobRun.slot >= first.isoformat(), sa.func.length(JobRun.slot) == 10
        )
    ).all()
    started: dict[str, list[date]] = defaultdict(list)
    done: dict[str, dict[date, datetime]] = defaultdict(dict)
    for row in rows:
        on = date.fromisoformat(row.slot)
        started[row.job].append(on)
        if row.state == "done":
            done[row.job][on] = row.done_at
    return [
        Runs(
            job,
            max(done[job.name].values(), default=None),
            _missed(job, started[job.name], done[job.name], today, now),
            next_runs(job.at, job.every, now),
        )
        for job in installed("jobs")
    ]


def _missed(
    job: Job, started: Sequence[date], done: Iterable[date], today: date, now: datetime
) -> Sequence[date]:
    if job.at is None or not started:
        return []
    by_now = clock.to_london(now - timedelta(minutes=30)).time() >= job.at
    return missed(min(started), set(done), today, ran_by_now=by_now)


_DAY = timedelta(days=1)


def _starts(day: date) -> datetime:
    return calendar.utc_from_london(datetime.combine(day, time()))


def _on(first: date, n: int) -> date:
    return first + timedelta(days=n)


def _london_day(first: date, today: date) -> Any:
    """Return how many days after ``first`` a mail was posted, by London's midnights."""
    ends = [(n, _starts(_on(first, n + 1))) for n in range((today - first).days)]
    last = (today - first).days
    return sa.case(*((Mail.posted_at < end, n) for n, end in ends), else_=last)


def _by_day(column: Any, *where: Any) -> list[tuple[date, int]]:
    rows = session.execute(sa.select(column, sa.func.count()).where(*where).group_by(column))
    return [(on, count) for on, count in rows]


def _rows(kind: str, due: dict[date, int], fates: Iterable[tuple[date, str, int]]) -> Sequence[Row]:
    counts: dict[date, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for on, fate, count in fates:
        counts[on][fate] += count
    days = sorted({*due, *counts}, reverse=True)
    return [Row(on, kind, due.get(on, 0), **counts[on]) for on in days]
