"""Planning, closing, moving and repeating follow-ups. Nothing here commits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from crm.activity import actions as activities
from crm.activity.models import Activity
from crm.activity.rules import Kind, Suggestion
from crm.core import calendar, clock
from crm.core.db import session, table_of
from crm.core.errors import RuleBroken
from crm.employers.models import Employer
from crm.followups.models import FollowRule, FollowUp
from crm.followups.rules import Ended, Every, guess_kind, occurrence, say_every
from crm.reference import queries as reference


@dataclass(frozen=True)
class Step:
    """A next step somebody decided on."""

    title: str
    due_on: date
    kind: Kind | None = None
    why: str = ""
    planned_on: date | None = None
    cap_reason: str = ""


@dataclass(frozen=True)
class WaitsFor:
    """Who has to act: somebody of the staff, or with no ``person_id`` anybody else by name."""

    name: str
    person_id: int | None = None


def plan(
    employer: Employer,
    *,
    owner: Any,
    title: str,
    due_on: date,
    why: str = "",
    kind: Kind | None = None,
    due_time: str = "",
    planned_on: date | None = None,
    run_id: int | None = None,
    waits_for: WaitsFor | None = None,
    cap_reason: str = "",
) -> FollowUp:
    """Add a next step; flushes. ``owner`` has an ``id``.

    A day off moves to the next working day and both days are kept; a step with a time stays.
    """
    day = due_on if due_time else calendar.roll_forward(due_on, reference.holidays())
    row = FollowUp(
        employer_id=employer.id,
        owner_id=owner.id,
        kind=kind or guess_kind(title),
        title=title,
        why=why,
        planned_on=planned_on or due_on,
        first_due_on=day,
        due_on=day,
        due_time=due_time,
        run_id=run_id,
        cap_reason=cap_reason,
        waiting_for=waits_for.name if waits_for else "",
        waiting_on_id=waits_for.person_id if waits_for else None,
        made_at=clock.now(),
    )
    session.add(row)
    session.flush()
    return row


def repeat(
    employer: Employer,
    *,
    owner: Any,
    title: str,
    anchor_on: date,
    count: int,
    unit: Every,
    why: str = "",
    kind: Kind | None = None,
    due_time: str = "",
    ends_on: date | None = None,
) -> FollowRule:
    """Add a repeating follow-up and its first occurrence, on ``anchor_on``; flushes."""
    if ends_on is not None and ends_on < anchor_on:
        raise RuleBroken("The last day must be after the first.", "ends_on")
    rule = FollowRule(
        employer_id=employer.id,
        owner_id=owner.id,
        kind=kind or guess_kind(title),
        title=title,
        why=why,
        anchor_on=anchor_on,
        count=count,
        unit=unit,
        due_time=due_time,
        ends_on=ends_on,
    )
    session.add(rule)
    session.flush()
    make_next(rule.id, date.max)
    return rule


def make_next(rule_id: int, on: date) -> FollowUp | None:
    """Move a rule on by one and add the follow-up that was due to be made; flushes.

    Whoever moves the rule on holds its row until the commit, so that any number of workers make
    each occurrence once. Returns None when there was nothing to do or another worker was first.
    """
    rule = session.get(FollowRule, rule_id, populate_existing=True)
    if rule is None or rule.ended_at is not None or rule.make_on > on:
        return None
    due = occurrence(rule.anchor_on, rule.count, rule.unit, rule.next_n, reference.holidays())
    over = rule.ends_on is not None and due.planned_on > rule.ends_on
    if not _move_on(rule, date.max if over else due.due_on) or over:
        return None
    made = (FollowUp.rule_id == rule_id, FollowUp.first_due_on == due.due_on)
    if session.scalar(sa.select(FollowUp.id).where(*made)):
        return None
    row = FollowUp(
        employer_id=rule.employer_id,
        owner_id=rule.owner_id,
        kind=rule.kind,
        title=rule.title,
        why=f"{say_every(rule.count, rule.unit, rule.anchor_on)} {rule.why}".strip(),
        planned_on=due.planned_on,
        first_due_on=due.due_on,
        due_on=due.due_on,
        due_time=rule.due_time,
        rule_id=rule.id,
        occurrence=rule.next_n,
        made_at=clock.now(),
    )
    session.add(row)
    session.flush()
    session.expire(rule)
    return row


def _move_on(rule: FollowRule, make_on: date) -> bool:
    """Compare and set the rule's place; False when it is not where this worker read it."""
    table = table_of(FollowRule)
    moved = session.connection().execute(
        sa.update(table)
        .where(table.c.id == rule.id, table.c.next_n == rule.next_n, table.c.ended_at.is_(None))
        .values(next_n=rule.next_n + 1, make_on=make_on)
    )
    return moved.rowcount == 1


def stop(rule: FollowRule) -> None:
    """Let a repeating follow-up come no more; what was made already stays. Flushes."""
    if rule.ended_at is None:
        rule.ended_at = clock.now()
        session.flush()


def finish(row: FollowUp, *, activity: Activity | None = None) -> None:
    """Close a follow-up as done, by a contact if one is given; flushes."""
    _close(row, Ended.DONE, "")
    row.done_activity_id = activity.id if activity else None
    session.flush()


def drop(row: FollowUp, reason: str, *, stop_rule: bool = False) -> None:
    """Close a follow-up that will not be done, saying why; flushes."""
    if not reason.strip():
        raise RuleBroken("Say in a few words why it is dropped.", "reason")
    _close(row, Ended.DROPPED, reason.strip())
    if stop_rule and row.rule_id is not None:
        rule = session.get(FollowRule, row.rule_id)
        if rule is not None:
            stop(rule)
    session.flush()


def _close(row: FollowUp, how: Ended, why: str) -> None:
    _must_be_open(row)
    row.closed_at = clock.now()
    row.ended = how
    row.ended_why = why


def open_titled(employer_id: int, ending: str) -> Sequence[FollowUp]:
    """Return an employer's open follow-ups whose titles end so, the first due first."""
    return session.scalars(
        sa.select(FollowUp)
        .where(
            FollowUp.employer_id == employer_id,
            FollowUp.closed_at.is_(None),
            FollowUp.title.endswith(ending, autoescape=True),
        )
        .order_by(FollowUp.due_on, FollowUp.id)
    ).all()


def snooze(row: FollowUp, until: date, reason: str, *, owner: Any = None) -> None:
    """Move a follow-up to a later day, saying why, and to another owner if given; flushes."""
    _must_be_open(row)
    if not reason.strip():
        raise RuleBroken("Say in a few words why it moves.", "reason")
    if until <= clock.today():
        raise RuleBroken("Choose a day after today.", "until")
    row.due_on = calendar.roll_forward(until, reference.holidays())
    row.snoozes += 1
    row.snooze_reason = reason.strip()
    if owner is not None:
        row.owner_id = owner.id
    session.flush()


def _must_be_open(row: FollowUp) -> None:
    if row.closed_at is not None:
        raise RuleBroken("This follow-up was closed already.")


def log_contact(
    employer: Employer,
    *,
    by: Any,
    closes: Sequence[FollowUp] = (),
    next_step: Step | None = None,
    **told: Any,
) -> tuple[Activity, FollowUp | None]:
    """Write down a contact, close what it settles and plan the next step; flushes.

    ``told`` is what ``crm.activity.actions.log`` takes.
    """
    activity = activities.log(employer, by=by, **told)
    for row in closes:
        finish(row, activity=activity)
    if next_step is None:
        return activity, None
    planned = plan(
        employer,
        owner=by,
        title=next_step.title,
        due_on=next_step.due_on,
        kind=next_step.kind,
        why=next_step.why,
        planned_on=next_step.planned_on,
        cap_reason=next_step.cap_reason,
    )
    return activity, planned


def step_of(found: Suggestion, name: str = "") -> Step:
    """Return the step a suggestion stands for, with the person to speak to if known."""
    title = f"{found.act.capitalize()} {name}".strip()
    return Step(title, found.due_on, found.act, found.why, found.planned_on)
