"""The milestones that ship with the product, read from ``outcomes.csv`` beside this file."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import sqlalchemy as sa

from crm.core import shipped
from crm.core.db import session
from crm.sustained.models import OutcomeRule
from crm.sustained.rules import Basis, RateBasis

BUILT_IN = Path(__file__).with_name("outcomes.csv")


def load() -> int:
    """Add the milestones that are missing; one that somebody changed stays as it is."""
    known = sa.select(OutcomeRule.code, OutcomeRule.programme, OutcomeRule.valid_from)
    return shipped.load(
        BUILT_IN,
        "Loaded the milestones that ship with the product",
        known={tuple(row) for row in session.execute(known)},
        key=lambda line: (
            line["code"],
            line["programme"],
            date.fromisoformat(line["valid_from"]),
        ),
        row=_row,
    )


def _row(line: dict[str, str]) -> OutcomeRule:
    hours, amount, window = line["hours_per_week"], line["fixed_amount"], line["window_weeks"]
    return OutcomeRule(
        code=line["code"],
        label=line["label"],
        programme=line["programme"],
        pathway=line["pathway"],
        cohort=line["cohort"],
        basis=Basis(line["basis"]),
        hours_per_week=Decimal(hours) if hours else None,
        weeks=int(line["weeks"]),
        rate_basis=RateBasis(line["rate_basis"]) if line["rate_basis"] else None,
        fixed_amount=Decimal(amount) if amount else None,
        window_weeks=int(window) if window else None,
        gap_days=int(line["gap_days"]),
        evidence=line["evidence"],
        valid_from=date.fromisoformat(line["valid_from"]),
        valid_to=date.fromisoformat(line["valid_to"]) if line["valid_to"] else None,
        source=line["source"],
        status=line["status"],
    )
