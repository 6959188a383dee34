"""The reasons that ship with the product, read from ``reasons.csv`` beside this file."""

from datetime import date
from pathlib import Path

import sqlalchemy as sa

from accreditation.reasons.models import ReasonText
from accreditation.reasons.rules import Outcome
from crm.core import shipped
from crm.core.db import session

BUILT_IN = Path(__file__).with_name("reasons.csv")
SINCE = date(2026, 1, 1)


def load() -> int:
    """Add the reasons that are missing; one that somebody changed stays as it is."""
    return shipped.load(
        BUILT_IN,
        "Loaded the reasons that ship with the product",
        known=set(session.scalars(sa.select(ReasonText.code))),
        key=lambda line: line["code"],
        row=_row,
    )


def _row(line: dict[str, str]) -> ReasonText:
    return ReasonText(
        code=line["code"],
        outcome=Outcome(line["outcome"]),
        words=line["words"],
        from_on=SINCE,
        source="Proposed for this service",
        status="unconfirmed",
    )
