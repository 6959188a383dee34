"""The purposes that ship with the product, read from ``purposes.csv`` beside this."""

import csv
from pathlib import Path

import sqlalchemy as sa

from crm.core import journal
from crm.core.db import session
from crm.evidence.models import EvidencePurpose
from crm.vault.rules import Kind

BUILT_IN = Path(__file__).with_name("purposes.csv")


def load() -> int:
    """Add the purposes that are missing; one that somebody changed stays as it is."""
    known = set(session.scalars(sa.select(EvidencePurpose.code)))
    with BUILT_IN.open(encoding="utf-8", newline="") as file:
        lines = [line for line in csv.DictReader(file) if line["code"] not in known]
    rows = [
        EvidencePurpose(
            **line
            | {
                "kind": Kind(line["kind"]),
                "most_files": int(line["most_files"]),
                "days": int(line["days"]),
            }
        )
        for line in lines
    ]
    if rows:
        journal.operation("Loaded what evidence is asked for", kind="load")
        session.add_all(rows)
        session.flush()
    return len(rows)
