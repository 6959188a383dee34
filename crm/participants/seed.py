"""The words that ship with the product, read from ``words.csv`` beside this file."""

import csv
from pathlib import Path

import sqlalchemy as sa

from crm.core import journal
from crm.core.db import session
from crm.participants.models import WorkWord
from crm.participants.rules import WordKind

BUILT_IN = Path(__file__).with_name("words.csv")


def load() -> int:
    """Add the words that are missing; one that somebody changed stays as it is."""
    known = set(session.scalars(sa.select(WorkWord.code)))
    with BUILT_IN.open(encoding="utf-8", newline="") as file:
        rows = [
            WorkWord(**{**line, "kind": WordKind(line["kind"])})
            for line in csv.DictReader(file)
            if line["code"] not in known
        ]
    if rows:
        journal.operation("Loaded the words that profiles are told with", kind="load")
        session.add_all(rows)
        session.flush()
    return len(rows)
