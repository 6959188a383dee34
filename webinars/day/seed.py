"""The numbers that ship with the product, read from ``numbers.csv`` beside this file."""

from datetime import date
from pathlib import Path

import sqlalchemy as sa

from crm.core import shipped
from crm.core.db import session
from webinars.day.models import WebinarNumber

BUILT_IN = Path(__file__).with_name("numbers.csv")


def load() -> int:
    """Add the numbers that are missing; one that somebody changed stays as it is."""
    return shipped.load(
        BUILT_IN,
        "Loaded the numbers of webinars",
        known=set(session.scalars(sa.select(WebinarNumber.name))),
        key=lambda line: line["name"],
        row=_row,
    )


def _row(line: dict[str, str]) -> WebinarNumber:
    return WebinarNumber(
        name=line["name"],
        value=int(line["value"]),
        from_on=date.fromisoformat(line["from_on"]),
        source=line["source"],
        status=line["status"],
    )
