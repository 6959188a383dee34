"""The retention classes that ship with the product, read from ``retention.csv`` beside this."""

from pathlib import Path

import sqlalchemy as sa

from crm.core import shipped
from crm.core.db import session
from crm.vault.models import RetentionClass

BUILT_IN = Path(__file__).with_name("retention.csv")


def load() -> int:
    """Add the classes that are missing; one that somebody changed stays as it is."""
    return shipped.load(
        BUILT_IN,
        "Loaded how long files are kept",
        known=set(session.scalars(sa.select(RetentionClass.code))),
        key=lambda line: line["code"],
        row=lambda line: RetentionClass(**{**line, "months": int(line["months"])}),
    )
