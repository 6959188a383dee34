"""The purposes that ship with the product, read from ``purposes.csv`` beside this."""

from pathlib import Path

import sqlalchemy as sa

from crm.core import shipped
from crm.core.db import session
from crm.evidence.models import EvidencePurpose
from crm.vault.rules import Kind

BUILT_IN = Path(__file__).with_name("purposes.csv")


def load() -> int:
    """Add the purposes that are missing; one that somebody changed stays as it is."""
    return shipped.load(
        BUILT_IN,
        "Loaded what evidence is asked for",
        known=set(session.scalars(sa.select(EvidencePurpose.code))),
        key=lambda line: line["code"],
        row=_row,
    )


def _row(line: dict[str, str]) -> EvidencePurpose:
    told = {
        "kind": Kind(line["kind"]),
        "most_files": int(line["most_files"]),
        "days": int(line["days"]),
    }
    return EvidencePurpose(**line | told)
