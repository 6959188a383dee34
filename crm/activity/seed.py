"""Waits and the cap on contacts that ship with the product, read from the CSV files here."""

from datetime import date
from pathlib import Path

import sqlalchemy as sa

from crm.activity.models import Cadence, ContactCap
from crm.activity.rules import Kind, Unit
from crm.core import shipped
from crm.core.db import session

BUILT_IN = Path(__file__).with_name("cadence.csv")
CAP = Path(__file__).with_name("cap.csv")


def load() -> int:
    """Add the waits that are missing; one that somebody changed stays as it is."""
    known = sa.select(Cadence.reason, Cadence.from_on)
    return shipped.load(
        BUILT_IN,
        "Loaded the waits that ship with the product",
        known={tuple(row) for row in session.execute(known)},
        key=lambda line: (line["reason"], date.fromisoformat(line["from_on"])),
        row=_row,
    )


def load_cap() -> int:
    """Add the caps that are missing; one that somebody changed stays as it is."""
    return shipped.load(
        CAP,
        "Loaded the cap on contacts that ships with the product",
        known=set(session.scalars(sa.select(ContactCap.from_on))),
        key=lambda line: date.fromisoformat(line["from_on"]),
        row=_cap,
    )


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
