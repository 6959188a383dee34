"""Starting and stopping a sequence with an employer. Nothing here commits."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from crm.activity import queries as activities
from crm.core import clock
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.employers.models import Employer
from crm.followups import actions as followups
from crm.followups.models import FollowUp, SequenceRun
from crm.reference import queries as reference
from crm.sequences.rules import SEQUENCES, Step, steps


def running(employer_id: int, code: str, about: str = "") -> Sequence[SequenceRun]:
    """Return the runs of a sequence with an employer that were not stopped."""
    return session.scalars(
        sa.select(SequenceRun)
        .where(
            SequenceRun.employer_id == employer_id,
            SequenceRun.code == code,
            SequenceRun.about == about,
            SequenceRun.stopped_at.is_(None),
        )
        .order_by(SequenceRun.id)
    ).all()


def days(code: str, anchor_on: date) -> Sequence[Step]:
    """Return the steps of a sequence with their days, by the waits of today."""
    return steps(code, anchor_on, activities.waits(clock.today()), reference.holidays())


def start(
    employer: Employer,
    code: str,
    *,
    anchor_on: date,
    by: Any,
    about: str = "",
    owner: Any = None,
) -> SequenceRun:
    """Plan the steps whose day is still to come, for ``owner`` or else for ``by``; flushes.

    Raises ``RuleBroken`` for the same sequence from the same day a second time.
    """
    if code not in SEQUENCES:
        raise RuleBroken("Choose one of the sequences.", "code")
    if any(run.anchor_on == anchor_on for run in running(employer.id, code, about)):
        raise RuleBroken("This sequence runs from that day already.", "anchor_on")
    run = SequenceRun(
        employer_id=employer.id,
        code=code,
        about=about,
        anchor_on=anchor_on,
        started_by_id=by.id,
        started_at=clock.now(),
    )
    session.add(run)
    session.flush()
    for step in days(code, anchor_on):
        if step.due_on >= clock.today():
            followups.plan(
                employer,
                owner=owner or by,
                title=f"{step.wait.label} {about}".strip(),
                due_on=step.due_on,
                planned_on=step.planned_on,
                why=step.why,
                kind=step.wait.act,
                run_id=run.id,
            )
    return run


def stop(run: SequenceRun, why: str) -> int:
    """Drop the steps that are still open; what was done stays. Flushes; returns how many."""
    if not why.strip():
        raise RuleBroken("Say in a few words why it stops.", "why")
    if run.stopped_at is not None:
        raise RuleBroken("This sequence was stopped already.")
    run.stopped_at, run.stopped_why = clock.now(), why.strip()
    left = session.scalars(
        sa.select(FollowUp).where(FollowUp.run_id == run.id, FollowUp.closed_at.is_(None))
    ).all()
    for row in left:
        followups.drop(row, why)
    session.flush()
    return len(left)
