"""Noting evidence, and changing the dated rules of milestones."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa

from crm.core import clock
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.placements.models import Placement
from crm.sustained.models import OutcomeRule, WorkEvidence
from crm.sustained.rules import Basis, RateBasis
from crm.vault.models import StoredFile


def note(
    placement: Placement,
    *,
    by: Any,
    kind: str,
    shows_on: date,
    seen_on: date,
    note: str = "",
    file: StoredFile | None = None,
) -> WorkEvidence:
    """Write down what was seen and which day it shows in work; flushes."""
    if shows_on < placement.started_on:
        raise RuleBroken("The placement had not started on this day.", "shows_on")
    if placement.ended_on and shows_on > placement.ended_on:
        raise RuleBroken("The placement had ended by this day.", "shows_on")
    if seen_on > clock.today() or shows_on > clock.today():
        raise RuleBroken("This day is still to come.", "shows_on")
    if file is not None and file.employer_id != placement.employer_id:
        raise RuleBroken("Choose a file of this employer.", "file")
    row = WorkEvidence(
        employer_id=placement.employer_id,
        placement_id=placement.id,
        kind=kind,
        shows_on=shows_on,
        seen_on=seen_on,
        note=note,
        file_id=file.id if file else None,
        by_id=by.id,
        made_at=clock.now(),
    )
    session.add(row)
    session.flush()
    return row


def add_rule(told: Mapping[str, Any]) -> OutcomeRule:
    """Add a milestone that counts for work begun from a day on; flushes."""
    _refuse(told)
    keys = ("code", "programme", "pathway", "cohort", "valid_from")
    twin = sa.select(OutcomeRule.id).filter_by(**{name: told[name] for name in keys})
    if session.scalar(twin) is not None:
        raise RuleBroken("There is a milestone with this code from this day.", "valid_from")
    row = OutcomeRule(**told)
    session.add(row)
    session.flush()
    return row


def end_rule(row: OutcomeRule, *, valid_to: date | None, source: str, status: str) -> None:
    """Say where a milestone is from, how sure it is, and until when work may begin; flushes."""
    if valid_to is not None and valid_to < row.valid_from:
        raise RuleBroken("The last day must not be before the first.", "valid_to")
    row.valid_to, row.source, row.status = valid_to, source, status
    session.flush()


def _refuse(told: Mapping[str, Any]) -> None:
    basis = told["basis"]
    if basis in (Basis.WEEKS_IN_WORK, Basis.HOURS) and not told["weeks"]:
        raise RuleBroken("Enter how many weeks are needed.", "weeks")
    if basis is Basis.HOURS and not told["hours_per_week"]:
        raise RuleBroken("Enter how many hours a week are needed.", "hours_per_week")
    if basis is Basis.CUMULATIVE_EARNINGS and told["rate_basis"] is None:
        raise RuleBroken("Choose what the earnings are worked out from.", "rate_basis")
    fixed = told["rate_basis"] is RateBasis.FIXED
    if basis is Basis.CUMULATIVE_EARNINGS and fixed and told["fixed_amount"] is None:
        raise RuleBroken("Enter the amount in pounds.", "fixed_amount")
