"""The rates that ship with the product, read from ``rates.csv`` beside this file."""

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

from crm.pay.rates import Rate, RateCode

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
