"""Read published files of rates into dated rates. Pure; ValueError says what is wrong and where.

Two layouts are known: the history of minimum wage rates (``valid_from, min_age, max_age, category,
hourly_rate_gbp``) and that of the Real Living Wage (``implement_by, uk_rate_gbp, london_rate_gbp,
basis``). Ages in the files are inclusive.
"""

import csv
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from io import StringIO

from crm.pay.rates import Rate, RateCode

MINIMUM = ("valid_from", "min_age", "max_age", "category", "hourly_rate_gbp")
LIVING = ("implement_by", "uk_rate_gbp", "london_rate_gbp", "basis")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_AMOUNT = re.compile(r"[0-9]{1,4}(\.[0-9]{1,2})?", re.ASCII)


def read_rates(text: str, name: str) -> list[Rate]:
    """Return the rates of a published file called ``name``, in its order; none twice."""
    reader = csv.DictReader(StringIO(text, newline=""), restval="", restkey="beyond")
    try:
        known = set(reader.fieldnames or [])
        if known >= set(MINIMUM):
            found = [rate for number, row in enumerate(reader, 2) for rate in _minimum(number, row)]
        elif known >= set(LIVING):
            found = [rate for number, row in enumerate(reader, 2) for rate in _living(number, row)]
        else:
            raise ValueError(
                f"The headings of a file of rates are {', '.join(MINIMUM)}; or {', '.join(LIVING)}."
            )
    except csv.Error as error:
        raise ValueError(f"This file cannot be read as CSV: {error}.") from error
    if not found:
        raise ValueError("This file has headings but no rates below them.")
    return _once([_sourced(rate, name) for rate in found])


def _minimum(number: int, row: dict[str, str]) -> Iterator[Rate]:
    category = row["category"].strip().lower()
    if not category:
        raise ValueError(f"Row {number}, category: It is missing.")
    code = RateCode.AGE
    if category.startswith("apprentice"):
        code = RateCode.APPRENTICE
    elif category.startswith("accommodation"):
        code = RateCode.ACCOMMODATION_DAY
    is_age = code is RateCode.AGE
    last = _age(number, "max_age", row) if is_age else None
    yield Rate(
        valid_from=_day(number, "valid_from", row),
        code=code,
        amount=_pounds(number, "hourly_rate_gbp", row),
        min_age=(_age(number, "min_age", row) or 0) if is_age else 0,
        max_age_exclusive=None if last is None else last + 1,
        status="confirmed",
    )


def _living(number: int, row: dict[str, str]) -> Iterator[Rate]:
    """Yield both rates of a year; a year whose day is not known is passed over."""
    if not row["implement_by"].strip():
        return
    starts_on = _day(number, "implement_by", row)
    for code, column in ((RateCode.RLW_UK, LIVING[1]), (RateCode.RLW_LONDON, LIVING[2])):
        yield Rate(
            valid_from=starts_on,
            code=code,
            amount=_pounds(number, column, row),
            min_age=18,
            source=row["basis"].strip(),
        )


def _once(rates: list[Rate]) -> list[Rate]:
    seen = {(rate.code, rate.valid_from, rate.min_age) for rate in rates}
    if len(seen) < len(rates):
        raise ValueError("Two rows of this file give a rate for the same people from the same day.")
    return rates


def _sourced(rate: Rate, name: str) -> Rate:
    source = f"{name}: {rate.source}" if rate.source else name
    return Rate(
        valid_from=rate.valid_from,
        code=rate.code,
        amount=rate.amount,
        min_age=rate.min_age,
        max_age_exclusive=rate.max_age_exclusive,
        source=source,
        status=rate.status,
    )


def _day(number: int, column: str, row: dict[str, str]) -> date:
    """Read a day; a month alone means its first."""
    text = row[column].strip()
    full = f"{text}-01" if re.fullmatch(r"[0-9]{4}-[0-9]{2}", text, re.ASCII) else text
    try:
        return date.fromisoformat(full if _DAY.fullmatch(full) else "")
    except ValueError:
        raise ValueError(
            f"Row {number}, {column}: “{text[:20]}” is not a day like 2026-04-01."
        ) from None


def _age(number: int, column: str, row: dict[str, str]) -> int | None:
    text = row[column].strip()
    if text and not re.fullmatch(r"[0-9]{1,3}", text, re.ASCII):
        raise ValueError(f"Row {number}, {column}: “{text[:20]}” is not an age.")
    return int(text) if text else None


def _pounds(number: int, column: str, row: dict[str, str]) -> Decimal:
    text = row[column].strip()
    if not _AMOUNT.fullmatch(text) or not Decimal(text):
        raise ValueError(f"Row {number}, {column}: “{text[:20]}” is not an amount like 12.71.")
    return Decimal(text)
