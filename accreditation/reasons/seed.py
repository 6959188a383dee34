"""The reasons that ship with the product, read from ``reasons.csv`` beside this file."""

import csv
from datetime import date
from pathlib import Path

import sqlalchemy as sa

from accreditation.reasons.models import ReasonText
from accreditation.reasons.rules import Outcome
from crm.core import journal
from crm.core.db import session

BUILT_IN = Path(__file__).with_name("reasons.csv")
SINCE = date(2026, 1, 1)


def load() -> int:
    """Add the reasons that are missing; one that somebody changed stays as it is."""
    known = set(session.scalars(sa.select(ReasonText.code)))
    with BUILT_IN.open(encoding="utf-8", newline="") as file:
        missing = [row for row in csv.DictReader(file) if row["code"] not in known]
    if missing:
        journal.operation("Loaded the reasons that ship with the product", kind="load")
    for row in missing:
        session.add(
            ReasonText(
                code=row["code"],
                outcome=Outcome(row["outcome"]),
                words=row["words"],
                from_on=SINCE,
                source="Proposed for this service",
                status="unconfirmed",
            )
        )
    session.flush()
    return len(missing)
