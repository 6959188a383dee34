"""What the pipeline's templates need beside the rows."""

from collections.abc import Callable
from datetime import date
from typing import Any

from crm.core import clock
from crm.core.features import TimelineItem
from crm.pipeline import queries
from crm.pipeline.rules import Age, age, say_days


def stage_ages() -> Callable[[str, date | None], Age]:
    """Return what tells how long an employer stands at its stage, held against what is expected."""
    today = clock.today()
    limits = queries.limits(today)
    return lambda code, since: age(since, today, limits.get(code))


def stage_age(stage_code: str, since: date | None) -> Age:
    """Return the age of one stage."""
    return stage_ages()(stage_code, since)


def say(row: Any) -> TimelineItem:
    """Return one change of stage as the timeline shows it."""
    old, new = row.head.split("|", 1)
    days, unmet, override, reason, note = row.body.split("|", 4)
    told = []
    if unmet:
        told.append(f"Not done: {unmet}. Why all the same: {override}")
    if reason:
        told.append(f"{reason}. {note}".strip())
    return TimelineItem(
        kind="stage",
        icon="change",
        label="Stage",
        sentence=f"from {old} to {new}, after {say_days(int(days))}",
        at=row.at,
        who=row.who,
        body="\n".join(told),
    )
