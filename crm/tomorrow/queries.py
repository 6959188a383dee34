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
from crm.followups import cover
from crm.followups.desk import day_of
from crm.followups.models import Away, FollowUp, Leave
from crm.followups.queries import is_for
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
    """Return what falls due for a person on the days ahead; None for somebody long away.

    What they cover is among it, and what their own leave moves to the day they are back.
    """
    found = days(person_id, today)
    if not found:
        return None
    steps = _steps(person_id, today, found)
    in_touch = _in_touch(person_id, today, found)
    load = Counter([day_of(step) for step in steps] + [row.shown for row in in_touch])
    first = [step for step in steps if day_of(step) == found[0]]
    movable = [
        Movable(s.id, s.employer.tier, timed=bool(s.due_time), snoozes=s.snoozes)
        for s in first
        if s.owner_id == person_id and s.due_on == found[0]
    ]
    return Ahead(
        found,
        load,
        first,
        [row for row in in_touch if row.shown == found[0]],
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


def _steps(person_id: int, today: date, found: Sequence[date]) -> Sequence[FollowUp]:
    row = (FollowUp.owner_id, FollowUp.due_on)
    shown = cover.shown_on(*row, FollowUp.due_time)
    rows = session.execute(
        sa.select(FollowUp, *cover.told(*row, today, FollowUp.due_time))
        .join(FollowUp.employer)
        .join(FollowUp.owner)
        .options(contains_eager(FollowUp.employer), contains_eager(FollowUp.owner))
        .where(
            is_for(sa.literal(person_id), today),
            FollowUp.closed_at.is_(None),
            shown.between(found[0], found[-1]),
        )
        .order_by(shown, FollowUp.due_time, FollowUp.id)
        .limit(MOST)
    ).all()
    for one in rows:
        one.FollowUp.away = Away(one.shown, one.until, one.cover)
    return [one.FollowUp for one in rows]


def _in_touch(person_id: int, today: date, found: Sequence[date]) -> Sequence[Any]:
    """Return employers to be in touch with by their rhythm: these days are worked out."""
    row = (Employer.owner_id, Standing.next_on)
    shown = cover.shown_on(*row)
    return session.execute(
        sa.select(Employer.id, Employer.name, shown.label("shown"), Standing.next_title)
        .join(Standing, Standing.employer_id == Employer.id)
        .where(
            cover.acting(*row, today) == person_id,
            Standing.next_by_rhythm,
            Standing.next_on <= found[-1],
            shown.between(found[0], found[-1]),
        )
        .order_by(shown, Employer.name_key, Employer.id)
        .limit(MOST)
    ).all()
