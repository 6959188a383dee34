"""The days of grace that ship with the product, read from ``days.csv`` beside this file."""

from datetime import date
from pathlib import Path

import sqlalchemy as sa

from crm.core import shipped
from crm.core.db import session
from crm.trash.models import TrashDays

BUILT_IN = Path(__file__).with_name("days.csv")


def load() -> int:
    """Add the days of grace when there are none; what somebody changed stays."""
    if session.scalar(sa.select(TrashDays.id).limit(1)) is not None:
        return 0
    title = "Loaded the days of grace that ship with the product"
    return shipped.load(BUILT_IN, title, known=(), key=lambda line: line["from_on"], row=_row)


def _row(line: dict[str, str]) -> TrashDays:
    return TrashDays(
        days=int(line["days"]),
        from_on=date.fromisoformat(line["from_on"]),
        source=line["source"],
        status=line["status"],
    )
