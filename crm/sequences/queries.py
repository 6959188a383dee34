"""What runs with whom, and what repeats."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from flask import abort

from crm.core import pages
from crm.core.db import session
from crm.core.pages import Order, Page
from crm.employers.models import Employer
from crm.followups.models import FollowRule, FollowUp, SequenceRun
from crm.followups.rules import occurrence, say_every
from crm.people.models import Person
from crm.reference import queries as reference

MOST = 50


def counts() -> Mapping[str, int]:
    """Return with how many employers each sequence still has steps to come."""
    rows = session.execute(
        sa.select(SequenceRun.code, sa.func.count(sa.distinct(SequenceRun.employer_id)))
        .join(FollowUp, FollowUp.run_id == SequenceRun.id)
        .where(FollowUp.closed_at.is_(None))
        .group_by(SequenceRun.code)
    )
    return {row[0]: row[1] for row in rows}


@dataclass(frozen=True)
class Run:
    """A run and what is left of it."""

    row: SequenceRun
    planned: int
    left: int
    next_on: date | None


def runs_of(employer_id: int) -> Sequence[Run]:
    """Return the sequences of an employer, the newest first."""
    is_open = FollowUp.closed_at.is_(None)
    rows = session.execute(
        sa.select(
            SequenceRun,
            sa.func.count(FollowUp.id),
            sa.func.coalesce(sa.func.sum(sa.case((is_open & FollowUp.id.is_not(None), 1))), 0),
            sa.func.min(sa.case((is_open, FollowUp.due_on))),
        )
        .outerjoin(FollowUp, FollowUp.run_id == SequenceRun.id)
        .where(SequenceRun.employer_id == employer_id)
        .group_by(SequenceRun.id)
        .order_by(SequenceRun.id.desc())
        .limit(MOST)
    )
    return [Run(*row) for row in rows]


def run_or_404(run_id: int) -> tuple[SequenceRun, Employer]:
    """Return one run with its employer, or answer 404."""
    row = session.execute(
        sa.select(SequenceRun, Employer)
        .join(Employer, Employer.id == SequenceRun.employer_id)
        .where(SequenceRun.id == min(run_id, 2**31 - 1))
    ).one_or_none()
    if row is None:
        abort(404)
    return row[0], row[1]


@dataclass(frozen=True)
class Repeating:
    """A rule that makes follow-ups, in words, with the next days it makes one for."""

    id: int
    employer: str
    ref: str
    owner: str
    title: str
    words: str
    next_days: Sequence[date]
    ends_on: date | None


def repeating() -> Page[Any]:
    """Return the page of rules that still make follow-ups, the newest first."""
    statement: Any = (
        sa.select(
            FollowRule,
            FollowRule.id,
            Employer.name,
            Employer.id.label("of"),
            Person.name.label("who"),
        )
        .join(Employer, Employer.id == FollowRule.employer_id)
        .join(Person, Person.id == FollowRule.owner_id)
        .where(FollowRule.ended_at.is_(None))
    )
    order = Order((FollowRule.id,), lambda row: (row.id,), descending=True)
    return pages.page(statement, order, scalars=False)


def told(row: Any, today: date) -> Repeating:
    """Return a rule of that page as it is shown, with its next three days."""
    rule = row[0]
    return Repeating(
        rule.id,
        row.name,
        f"E-{row.of:05d}",
        row.who,
        rule.title,
        say_every(rule.count, rule.unit, rule.anchor_on),
        next_days(rule, today),
        rule.ends_on,
    )


def next_days(rule: FollowRule, today: date, *, most: int = 3) -> list[date]:
    """Return the next days a rule falls due on, from today."""
    found: list[date] = []
    n = max(rule.next_n - 1, 0)
    while len(found) < most:
        due = occurrence(rule.anchor_on, rule.count, rule.unit, n, reference.holidays())
        if rule.ends_on is not None and due.planned_on > rule.ends_on:
            break
        if due.due_on >= today:
            found.append(due.due_on)
        n += 1
    return found


def rule_or_404(rule_id: int) -> FollowRule:
    """Return one rule, or answer 404."""
    row = session.get(FollowRule, min(rule_id, 2**31 - 1))
    if row is None:
        abort(404)
    return row
