"""What stages expect, and where each employer stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from crm.core import clock
from crm.core.db import session
from crm.employers.models import Stage, Standing
from crm.people.models import Person
from crm.pipeline.models import ExitCheck, ExitTick, PauseReason, StageLimit, StageMove
from crm.pipeline.rules import Limit
from crm.reference.queries import forget, once

__all__ = ["forget"]


def stages() -> Mapping[str, str]:
    """Return the names of the stages by code, in order; read twice a minute at most."""
    return once("stages", _stages)


def _stages() -> dict[str, str]:
    rows = session.execute(sa.select(Stage.code, Stage.name).order_by(Stage.position))
    return {row.code: row.name for row in rows}


def limits(on: date) -> Mapping[str, Limit]:
    """Return the expected and warning days in force on a day, by stage."""
    rows = [row for row in once("stage limits", _limits) if row[0] <= on]
    return {limit.stage: limit for _, limit in rows}


def _limits() -> list[tuple[date, Limit]]:
    rows = session.scalars(sa.select(StageLimit).order_by(StageLimit.from_on, StageLimit.id))
    return [(r.from_on, Limit(r.stage_code, r.expected_days, r.warning_days)) for r in rows]


def _in_force(kind: Any, on: date) -> Any:
    return sa.and_(kind.from_on <= on, sa.or_(kind.until_on.is_(None), kind.until_on > on))


def reasons(on: date) -> Sequence[str]:
    """Return the reasons for "not now" in force on a day."""
    return session.scalars(
        sa.select(PauseReason.name).where(_in_force(PauseReason, on)).order_by(PauseReason.id)
    ).all()


@dataclass(frozen=True)
class Check:
    """One exit check of a stage, and who ticked it when."""

    id: int
    name: str
    ticked_at: datetime | None
    by: str | None


def checks(employer_id: int, stage_code: str, on: date) -> Sequence[Check]:
    """Return the checks before an employer leaves a stage; ticks of this stay count."""
    since = (
        sa.select(sa.func.max(StageMove.moved_at))
        .where(StageMove.employer_id == employer_id)
        .scalar_subquery()
    )
    ticked = sa.and_(
        ExitTick.check_id == ExitCheck.id,
        ExitTick.employer_id == employer_id,
        sa.or_(since.is_(None), ExitTick.ticked_at >= since),
    )
    rows = session.execute(
        sa.select(ExitCheck.id, ExitCheck.name, ExitTick.ticked_at, Person.name)
        .select_from(ExitCheck)
        .outerjoin(ExitTick, ticked)
        .outerjoin(Person, Person.id == ExitTick.by_id)
        .where(ExitCheck.stage_code == stage_code, _in_force(ExitCheck, on))
        .order_by(ExitCheck.id, ExitTick.id)
    )
    return list({row[0]: Check(*row) for row in rows}.values())


def history(employer_id: int, *, most: int = 50) -> Sequence[StageMove]:
    """Return the changes of stage, newest first."""
    return session.scalars(
        sa.select(StageMove)
        .where(StageMove.employer_id == employer_id)
        .order_by(StageMove.id.desc())
        .limit(most)
    ).all()


def standing_of(employer_id: int) -> Standing | None:
    """Return what lists show of an employer."""
    return session.get(Standing, employer_id)


@dataclass(frozen=True)
class Settings:
    """All that a manager may change about stages."""

    limits: Sequence[StageLimit]
    counting: frozenset[int]
    checks: Sequence[ExitCheck]
    reasons: Sequence[PauseReason]


def settings() -> Settings:
    """Return limits by stage and day, and the checks and reasons in force or to come."""
    today, order = clock.today(), list(stages())
    rows = session.scalars(sa.select(StageLimit).order_by(StageLimit.from_on, StageLimit.id)).all()
    newest = {row.stage_code: row.id for row in rows if row.from_on <= today}

    def current(kind: Any) -> Any:
        going = sa.or_(kind.until_on.is_(None), kind.until_on > today)
        return session.scalars(sa.select(kind).where(going).order_by(kind.id)).all()

    return Settings(
        sorted(rows, key=lambda row: (order.index(row.stage_code), row.from_on)),
        frozenset(newest.values()),
        sorted(current(ExitCheck), key=lambda row: order.index(row.stage_code)),
        current(PauseReason),
    )


def timeline(employer_id: Any) -> Any:
    """Return the five columns of an employer's changes of stage."""
    old, new = sa.orm.aliased(Stage), sa.orm.aliased(Stage)
    parts = (
        sa.cast(StageMove.days, sa.Text),
        StageMove.unmet,
        StageMove.override,
        StageMove.reason,
        StageMove.note,
    )
    body: Any = parts[0]
    for part in parts[1:]:
        body = body + "|" + part
    return (
        sa.select(
            StageMove.moved_at.label("at"),
            StageMove.id.label("row_id"),
            (old.name + "|" + new.name).label("head"),
            body.label("body"),
            StageMove.by.label("who"),
        )
        .join(old, old.code == StageMove.from_code)
        .join(new, new.code == StageMove.to_code)
        .where(StageMove.employer_id == employer_id)
    )
