"""The weights that ship with the product, read from ``weights.csv`` beside this file."""

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import sqlalchemy as sa

from crm.core import journal
from crm.core.db import session
from crm.likeness.models import LikenessRules

BUILT_IN = Path(__file__).with_name("weights.csv")
THRESHOLD = 65


@dataclass(frozen=True)
class Weight:
    """One sign, its points as shipped and its words on the page."""

    code: str
    points: int
    label: str


@cache
def weights() -> tuple[Weight, ...]:
    """Return every sign that the rules know, in the order of the file."""
    with BUILT_IN.open(encoding="utf-8", newline="") as file:
        return tuple(
            Weight(line["code"], int(line["points"]), line["label"])
            for line in csv.DictReader(file)
        )


def load() -> int:
    """Add the shipped weights unless there are some; later ones stay as they are."""
    if session.scalar(sa.select(LikenessRules.id).limit(1)) is not None:
        return 0
    journal.operation("Loaded the rules for duplicates that ship with the product", kind="load")
    session.add(
        LikenessRules(
            from_on=date(2026, 11, 1),
            points={weight.code: weight.points for weight in weights()},
            threshold=THRESHOLD,
            source="Tried on UK employers whose duplicates are known",
            status="unconfirmed",
        )
    )
    session.flush()
    return 1
