"""The retention classes that ship with the product, read from ``retention.csv`` beside this."""

import csv
from pathlib import Path

import sqlalchemy as sa

from crm.core import journal
from crm.core.db import session
from crm.vault.models import RetentionClass

BUILT_IN = Path(__file__).with_name("retention.csv")


def load() -> int:
    """Add the classes that are missing; one that somebody changed stays as it is."""
    known = set(session.scalars(sa.select(RetentionClass.code)))
    with BUILT_IN.open(encoding="utf-8", newline="") as file:
        rows = [
            RetentionClass(**{**line, "months": int(line["months"])})
            for line in csv.DictReader(file)
            if line["code"] not in known
        ]
    if rows:
        journal.operation("Loaded how long files are kept", kind="load")
        session.add_all(rows)
        session.flush()
    return len(rows)
