"""The waits that ship with the product, read from ``cadence.csv`` beside this file."""

import csv
from datetime import date
from pathlib import Path

import sqlalchemy as sa

from crm.activity.models import Cadence
from crm.activity.rules import Kind, Unit
from crm.core import journal
from crm.core.db import session

BUILT_IN = Path(__file__).with_name("cadence.csv")


def load() -> int:
    """Add the waits that are missing; one that somebody changed stays as it is."""
    known = {tuple(row) for row in session.execute(sa.select(Cadence.reason, Cadence.from_on))}
    with BUILT_IN.open(encoding="utf-8", newline="") as file:
        rows = [_row(line) for line in csv.DictReader(file)]
    missing = [row for row in rows if (row.reason, row.from_on) not in known]
    if missing:
        journal.operation("Loaded the waits that ship with the product", kind="load")
        session.add_all(missing)
        session.flush()
    return len(missing)


def _row(line: dict[str, str]) -> Cadence:
    return Cadence(
        reason=line["reason"],
        label=line["label"],
        count=int(line["count"]),
        unit=Unit(line["unit"]),
        act=Kind(line["act"]),
        from_on=date.fromisoformat(line["from_on"]),
        source=line["source"],
        status=line["status"],
    )
