"""The numbers that ship with the product, read from ``numbers.csv`` beside this file."""

import csv
from datetime import date
from pathlib import Path

import sqlalchemy as sa

from crm.core import journal
from crm.core.db import session
from webinars.day.models import WebinarNumber

BUILT_IN = Path(__file__).with_name("numbers.csv")


def load() -> int:
    """Add the numbers that are missing; one that somebody changed stays as it is."""
    known = set(session.scalars(sa.select(WebinarNumber.name)))
    with BUILT_IN.open(encoding="utf-8", newline="") as file:
        rows = [
            WebinarNumber(
                name=line["name"],
                value=int(line["value"]),
                from_on=date.fromisoformat(line["from_on"]),
                source=line["source"],
                status=line["status"],
            )
            for line in csv.DictReader(file)
            if line["name"] not in known
        ]
    if rows:
        journal.operation("Loaded the numbers of webinars", kind="load")
        session.add_all(rows)
        session.flush()
    return len(rows)
