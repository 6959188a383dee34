"""The cap on contacts that ships with the product, read from ``cap.csv`` beside this file."""

import csv
from datetime import date
from pathlib import Path

import sqlalchemy as sa

from crm.core import journal
from crm.core.db import session
from crm.mailing.models import ContactCap

BUILT_IN = Path(__file__).with_name("cap.csv")


def load() -> int:
    """Add the caps that are missing; one that somebody changed stays as it is."""
    known = set(session.scalars(sa.select(ContactCap.from_on)))
    with BUILT_IN.open(encoding="utf-8", newline="") as file:
        rows = [
            ContactCap(
                contacts=int(line["contacts"]),
                days=int(line["days"]),
                from_on=date.fromisoformat(line["from_on"]),
                source=line["source"],
                status=line["status"],
            )
            for line in csv.DictReader(file)
        ]
    missing = [row for row in rows if row.from_on not in known]
    if missing:
        journal.operation("Loaded the cap on contacts that ships with the product", kind="load")
        session.add_all(missing)
        session.flush()
    return len(missing)
