"""Who acts while somebody is away, worked out from leave: no follow-up is rewritten for it.

A step waits for its day, so the leave that counts is the one on that day, or today once the day has
come. Without a cover, or when the cover has left, a step without an agreed time moves to the first
day back.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from crm.core.db import session
from crm.followups.models import Leave
from crm.people.models import Person


def acting(owner: Any, on: Any, today: Any) -> Any:
    """Return who acts for ``owner`` on what is due ``on``: the cover, else the owner."""
    leave, cover = aliased(Leave), aliased(Person)
    found = (
        sa.select(leave.cover_id)
        .join(cover, sa.and_(cover.id == leave.cover_id, cover.locked_at.is_(None)))
        .where(_away(leave, owner, _acted_on(on, today)))
    )
    return sa.func.coalesce(found.limit(1).scalar_subquery(), owner)


def shown_on(owner: Any, on: Any, at: Any = "") -> Any:
    """Return the day on which what is due ``on`` is shown; one with a time ``at`` stays."""
    leave = aliased(Leave)
    left = sa.select(Person.id).where(Person.locked_at.is_not(None)).correlate(None)
    back = sa.select(leave.back_on).where(
        sa.or_(leave.cover_id.is_(None), leave.cover_id.in_(left)),
        at == "" if at != "" else sa.true(),
        _away(leave, owner, on),
    )
    return sa.func.coalesce(back.limit(1).scalar_subquery(), on)


def away_until(owner: Any, on: Any, today: Any) -> Any:
    """Return the last day of the leave that counts for what is due ``on``, or nothing."""
    leave = aliased(Leave)
    found = sa.select(leave.to_on).where(_away(leave, owner, _acted_on(on, today)))
    return found.limit(1).scalar_subquery()


def cover_name(owner: Any, on: Any, today: Any) -> Any:
    """Return the name of the cover of that leave, or nothing."""
    leave, cover = aliased(Leave), aliased(Person)
    found = (
        sa.select(cover.name)
        .join(leave, sa.and_(cover.id == leave.cover_id, cover.locked_at.is_(None)))
        .where(_away(leave, owner, _acted_on(on, today)))
    )
    return found.limit(1).scalar_subquery()


def perhaps(owner: Any, person: Any, today: Any) -> Any:
    """Return the condition that an owner is ``person`` or somebody they cover: for the index."""
    covered = sa.select(Leave.person_id).where(Leave.cover_id == person, Leave.to_on >= today)
    return owner.in_(sa.union_all(sa.select(person), covered))


def covered(person_id: int, today: date) -> Sequence[int]:
    """Return whom a person covers, today or later: with so few names the index is taken."""
    return session.scalars(_covered(), {"person": person_id, "today": today}).all()


@cache
def _covered() -> sa.Select[Any]:
    return (
        sa.select(Leave.person_id)
        .where(Leave.cover_id == sa.bindparam("person"), Leave.to_on >= sa.bindparam("today"))
        .order_by(Leave.id)
        .limit(100)
    )


def is_away(person: Any, today: Any) -> Any:
    """Return the condition that somebody is away today."""
    return sa.exists().where(_away(Leave, person, today))


@dataclass(frozen=True)
class AwayNow:
    """Somebody who is away today and, if anybody, who acts for them."""

    until: date
    cover_id: int | None
    cover: str


def away_now(today: date) -> Mapping[int, AwayNow]:
    """Return who is away today, by the id of the person."""
    acts = aliased(Person)
    rows = session.execute(
        sa.select(Leave.person_id, Leave.to_on, acts.id, acts.name)
        .outerjoin(acts, sa.and_(acts.id == Leave.cover_id, acts.locked_at.is_(None)))
        .where(Leave.from_on <= today, Leave.to_on >= today)
    )
    return {row[0]: AwayNow(row[1], row[2], row[3] or "") for row in rows}


def told(owner: Any, on: Any, today: Any, at: Any = "") -> tuple[Any, Any, Any]:
    """Return the columns of ``Away`` for what is due ``on``."""
    return (
        shown_on(owner, on, at).label("shown"),
        away_until(owner, on, today).label("until"),
        cover_name(owner, on, today).label("cover"),
    )


def _acted_on(on: Any, today: Any) -> Any:
    return sa.case((on < today, today), else_=on)


def _away(leave: Any, owner: Any, day: Any) -> Any:
    return sa.and_(leave.person_id == owner, leave.from_on <= day, leave.to_on >= day)
