"""The words that ship with the product, read from ``words.csv`` beside this file."""

from pathlib import Path

import sqlalchemy as sa

from crm.core import shipped
from crm.core.db import session
from crm.participants.models import WorkWord
from crm.participants.rules import WordKind

BUILT_IN = Path(__file__).with_name("words.csv")


def load() -> int:
    """Add the words that are missing; one that somebody changed stays as it is."""
    return shipped.load(
        BUILT_IN,
        "Loaded the words that profiles are told with",
        known=set(session.scalars(sa.select(WorkWord.code))),
        key=lambda line: line["code"],
        row=lambda line: WorkWord(**{**line, "kind": WordKind(line["kind"])}),
    )
