"""Waits and the cap on contacts that ship with the product, read from the CSV files here."""

import csv
from datetime import date
from pathlib import Path

import sqlalchemy as sa

from crm.activity.models import Cadence, ContactCap
from crm.activity.rules import Kind, Unit
from crm.core import journal
from crm.core.db import session

BUILT_IN = Path(__file__).with_name("cadence.csv")
CAP = Path(__file__).with_name("cap.csv")


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


def load_cap() -> int:
    """Add the caps that are missing; one that somebody changed stays as it is."""
    known = set(session.scalars(sa.select(ContactCap.from_on)))
    with CAP.open(encoding="utf-8", newline="") as file:
        rows = [_cap(line) for line in csv.DictReader(file)]
    missing = [row for row in rows if row.from_on not in known]
    if missing:
        journal.operation("Loaded the cap on contacts that ships with the product", kind="load")
        session.add_all(missing)
        session.flush()
    return len(missing)


def _cap(line: dict[str, str]) -> ContactCap:
    return ContactCap(
        contacts=int(line["contacts"]),
        days=int(line["days"]),
        from_on=date.fromisoformat(line["from_on"]),
        source=line["source"],
        status=line["status"],
    )


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
