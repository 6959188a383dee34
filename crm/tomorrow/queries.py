"""What one person has on the days ahead."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from crm.core.db import session
from crm.employers.models import Employer, Standing
from crm.followups.models import FollowUp, Leave
from crm.reference import queries as reference
from crm.tomorrow import rules
from crm.tomorrow.rules import Movable

MOST = 500


@dataclass(frozen=True)
class Ahead:
    """The days ahead, how much falls on each, tomorrow's rows and the suggested moves."""

    days: Sequence[date]
    load: Mapping[date, int]
    steps: Sequence[FollowUp]
    in_touch: Sequence[Any]
    moves: Mapping[int, date]

    @property
    def on(self) -> date:
        """Return the next working day."""
        return self.days[0]


def days(person_id: int, today: date) -> Sequence[date]:
    """Return the next working days of a person who is not away on them."""
    leave = session.execute(
        sa.select(Leave.from_on, Leave.to_on).where(
            Leave.person_id == person_id, Leave.to_on > today
        )
    )
    return rules.days_ahead(today, reference.holidays(), [(row[0], row[1]) for row in leave])


def ahead(person_id: int, today: date) -> Ahead | None:
    """Return what falls due for a person on the days ahead; None for somebody long away."""
    found = days(person_id, today)
    if not found:
        return None
    steps = _steps(person_id, found)
    in_touch = _in_touch(person_id, found)
    load = Counter([step.due_on for step in steps] + [row.next_on for row in in_touch])
    first = [step for step in steps if step.due_on == found[0]]
    movable = [
        Movable(s.id, s.employer.tier, timed=bool(s.due_time), snoozes=s.snoozes) for s in first
    ]
    return Ahead(
        found,
        load,
        first,
        [row for row in in_touch if row.next_on == found[0]],
        rules.spread(found, load, movable),
    )


def mine(person_id: int, ids: Sequence[int], on: date) -> Sequence[FollowUp]:
    """Return a person's open steps among ``ids`` that are still due on a day."""
    return session.scalars(
        sa.select(FollowUp)
        .where(
            FollowUp.id.in_(ids),
            FollowUp.owner_id == person_id,
            FollowUp.closed_at.is_(None),
            FollowUp.due_on == on,
        )
        .order_by(FollowUp.id)
    ).all()


def _steps(person_id: int, found: Sequence[date]) -> Sequence[FollowUp]:
    return session.scalars(
        sa.select(FollowUp)
        .join(FollowUp.employer)
        .options(contains_eager(FollowUp.employer))
        .where(
            FollowUp.owner_id == person_id,
            FollowUp.closed_at.is_(None),
            FollowUp.due_on.between(found[0], found[-1]),
        )
        .order_by(FollowUp.due_on, FollowUp.due_time, FollowUp.id)
        .limit(MOST)
    ).all()


def _in_touch(person_id: int, found: Sequence[date]) -> Sequence[Any]:
    """Return employers to be in touch with by their rhythm: these days are worked out."""
    return session.execute(
        sa.select(Employer.id, Employer.name, Standing.next_on, Standing.next_title)
        .join(Standing, Standing.employer_id == Employer.id)
        .where(
            sa.func.coalesce(Employer.owner_id, 0) == person_id,
            Standing.next_by_rhythm,
            Standing.next_on.between(found[0], found[-1]),
        )
        .order_by(Standing.next_on, Employer.name_key, Employer.id)
        .limit(MOST)
    ).all()
