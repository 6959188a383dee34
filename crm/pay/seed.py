"""The rates that ship with the product, read from ``rates.csv`` beside this file."""

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

import sqlalchemy as sa

from crm.core.db import session
from crm.pay.models import PayRate
from crm.pay.rates import Rate, RateCode
from crm.reference.actions import note_source
from crm.reference.models import Source

BUILT_IN = Path(__file__).with_name("rates.csv")


def built_in_rates() -> tuple[Rate, ...]:
    """Return every rate the product ships with, in the order of the file."""
    with BUILT_IN.open(encoding="utf-8", newline="") as file:
        return tuple(_rate(row) for row in csv.DictReader(file))


def _rate(row: dict[str, str]) -> Rate:
    return Rate(
        valid_from=date.fromisoformat(row["valid_from"]),
        code=RateCode(row["code"]),
        amount=Decimal(row["amount"]),
        min_age=int(row["min_age"]) if row["min_age"] else None,
        max_age_exclusive=int(row["max_age_exclusive"]) if row["max_age_exclusive"] else None,
        source=row["source"],
        status=row["status"],
    )


def seed_rates() -> int:
    """Add the shipped rates that are missing; a rate that a manager changed is left alone."""
    keys = sa.select(PayRate.code, PayRate.valid_from, PayRate.min_age)
    known = {tuple(row) for row in session.execute(keys)}
    fresh = [
        {
            "code": rate.code,
            "valid_from": rate.valid_from,
            "min_age": rate.min_age or 0,
            "max_age_exclusive": rate.max_age_exclusive,
            "amount": rate.amount,
            "source": rate.source,
            "status": rate.status,
        }
        for rate in built_in_rates()
        if (rate.code, rate.valid_from, rate.min_age or 0) not in known
    ]
    if fresh:
        session.connection().execute(sa.insert(PayRate), fresh)
    before = session.get(Source, "rates")
    if before is None or before.built_in:
        note_source(
            "rates",
            source="the rates that came with this version; each names its own source",
            status="unconfirmed",
            as_of=max(rate.valid_from for rate in built_in_rates()).isoformat(),
            rows=len(built_in_rates()),
            built_in=True,
        )
    return len(fresh)
