"""The days of grace that ship with the product, read from ``days.csv`` beside this file."""

import csv
from datetime import date
from pathlib import Path

import sqlalchemy as sa

from crm.core import journal
from crm.core.db import session
from crm.trash.models import TrashDays

BUILT_IN = Path(__file__).with_name("days.csv")


def load() -> int:
    """Add the days of grace when there are none; what somebody changed stays."""
    if session.scalar(sa.select(TrashDays.id).limit(1)) is not None:
        return 0
    with BUILT_IN.open(encoding="utf-8", newline="") as file:
        rows = [
            TrashDays(
                days=int(line["days"]),
                from_on=date.fromisoformat(line["from_on"]),
                source=line["source"],
                status=line["status"],
            )
            for line in csv.DictReader(file)
        ]
    journal.operation("Loaded the days of grace that ship with the product", kind="load")
    session.add_all(rows)
    session.flush()
    return len(rows)
