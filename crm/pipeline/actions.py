"""Moving employers from stage to stage, and what stages expect. Nothing here commits."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from crm.core import clock, journal
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.employers.models import Employer
from crm.followups import actions as followups
from crm.pipeline import history, queries
from crm.pipeline.models import ExitCheck, ExitTick, PauseReason, StageLimit, StageMove
from crm.pipeline.rules import PAUSED, goes_forward, listed, unmet


@dataclass(frozen=True)
class Pause:
    """Why it is "not now", and the day to ask again."""

    reason: str = ""
    note: str = ""
    revisit_on: date | None = None


def move(
    employer: Employer,
    to_code: str,
    *,
    by: Any,
    was: str = "",
    ticked: Collection[int] = (),
    override: str = "",
    pause: Pause | None = None,
) -> StageMove:
    """Move an employer to a stage; flushes. ``by`` has ``id`` and ``name``.

    ``was`` is the stage its mover saw. Raises ``RuleBroken`` when it moved since, when a check is
    not met and no reason says why it moves all the same, and for "not now" without reason and day.
    """
    names = queries.stages()
    old = employer.stage_code
    if to_code not in names:
        raise RuleBroken("Choose a stage.", "to")
    if was and was != old:
        raise RuleBroken(f"It was moved to “{names[old]}” since you opened this page.")
    if to_code == old:
        raise RuleBroken(f"It stands at “{names[old]}” already.", "to")
    journal.operation(f"Moved {employer.name} to {names[to_code]}", kind="stage")
    left = _settle_checks(employer, to_code, by, ticked, override)
    told: dict[str, Any] = {"unmet": listed(left), "override": override.strip() if left else ""}
    if to_code == PAUSED:
        told |= _pause(employer, pause or Pause(), by)
    row = history.note(employer, old, to_code, by=by, **told)
    employer.stage_code = to_code
    session.flush()
    return row


def tick(employer: Employer, ticked: Collection[int], *, by: Any) -> int:
    """Note the checks of the present stage that are done now; flushes. Returns how many are new."""
    found = queries.checks(employer.id, employer.stage_code, clock.today())
    fresh = [check.id for check in found if check.id in ticked and check.ticked_at is None]
    session.add_all(
        ExitTick(employer_id=employer.id, check_id=n, ticked_at=clock.now(), by_id=by.id)
        for n in fresh
    )
    session.flush()
    return len(fresh)


def _settle_checks(
    employer: Employer, to_code: str, by: Any, ticked: Collection[int], override: str
) -> list[str]:
    """Note what was ticked; return the checks that stay unmet, for which there is a reason."""
    tick(employer, ticked, by=by)
    if not goes_forward(queries.stages(), employer.stage_code, to_code):
        return []
    found = queries.checks(employer.id, employer.stage_code, clock.today())
    done = {check.id for check in found if check.ticked_at is not None}
    left = unmet([(check.id, check.name) for check in found], done)
    if left and not override.strip():
        raise RuleBroken(
            f"Before it moves on: {listed(left)}. Tick what is done, or say why it moves all the "
            "same.",
            "override",
        )
    return left


def _pause(employer: Employer, pause: Pause, by: Any) -> dict[str, Any]:
    """Check a "not now" and plan the day to ask again."""
    if pause.reason not in queries.reasons(clock.today()):
        raise RuleBroken("Choose why it is not now.", "reason")
    if pause.revisit_on is None:
        raise RuleBroken("Enter the day to look at it again.", "revisit_on")
    if pause.revisit_on <= clock.today():
        raise RuleBroken("The day to look again must be after today.", "revisit_on")
    owner = employer.owner_id or by.id
    followups.plan(
        employer,
        owner=_Id(owner),
        title="Look again whether it is time",
        due_on=pause.revisit_on,
        why=f"Not now: {pause.reason}.",
    )
    return {"reason": pause.reason, "note": pause.note, "revisit_on": pause.revisit_on}


@dataclass(frozen=True)
class _Id:
    """An owner known by number alone."""

    id: int


def set_limit(stage_code: str, *, expected_days: int, warning_days: int, **told: Any) -> StageLimit:
    """Say how long a stage takes from a day on (``from_on``, ``source``, ``status``); flushes.

    The same day again corrects what was said.
    """
    if warning_days < expected_days:
        raise RuleBroken("The warning cannot come before the expected days.", "warning_days")
    journal.operation(f"Set the days of “{queries.stages()[stage_code]}”")
    row = session.scalar(
        sa.select(StageLimit).where(
            StageLimit.stage_code == stage_code, StageLimit.from_on == told["from_on"]
        )
    ) or StageLimit(stage_code=stage_code)
    row.expected_days, row.warning_days = expected_days, warning_days
    _save(row, told)
    return row


def add_check(stage_code: str, name: str, **told: Any) -> ExitCheck:
    """Add a check before leaving a stage; flushes."""
    journal.operation(f"Added the check “{name}”")
    row = ExitCheck(stage_code=stage_code, name=name)
    _save(row, told)
    return row


def add_reason(name: str, **told: Any) -> PauseReason:
    """Add a reason for "not now"; flushes."""
    journal.operation(f"Added the reason “{name}”")
    row = PauseReason(name=name)
    _save(row, told)
    return row


def end(row: ExitCheck | PauseReason) -> None:
    """Let a check or reason count no more from today; what was written with it stays. Flushes."""
    journal.operation(f"Ended “{row.name}”")
    row.until_on = clock.today()
    session.flush()


def _save(row: Any, told: dict[str, Any]) -> None:
    row.from_on, row.source, row.status = told["from_on"], told["source"], told["status"]
    session.add(row)
    session.flush()
    queries.forget()
