"""Adding, putting right, ending and loading rates."""

from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from crm.core import journal
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.pay import queries
from crm.pay.models import PayRate
from crm.pay.published import read_rates
from crm.pay.rates import MOST, NUMBERS, Rate, RateCode
from crm.reference.actions import note_source

COPIED = (
    "code", "valid_from", "valid_until", "min_age", "max_age_exclusive", "amount", "source",
    "status",
)  # fmt: skip


def add_rate(
    code: RateCode,
    *,
    amount: Decimal,
    valid_from: date,
    source: str,
    status: str,
    min_age: int | None = None,
    up_to_age: int | None = None,
) -> PayRate:
    """Add a dated rate; ``up_to_age`` is the last age it is for."""
    if code is RateCode.AGE and min_age is None:
        raise RuleBroken("Enter the age from which this rate counts.", "min_age")
    if min_age is not None and up_to_age is not None and up_to_age < min_age:
        raise RuleBroken("The last age must not be below the first.", "up_to_age")
    _refuse_amount(code, amount)
    before = _latest_turn(code, valid_from, min_age or 0)
    if before is not None and not before.taken_back:
        raise RuleBroken("There is a rate for these people from this day already.", "valid_from")
    return _written(
        PayRate(
            code=code,
            valid_from=valid_from,
            min_age=min_age or 0,
            max_age_exclusive=None if up_to_age is None else up_to_age + 1,
            amount=amount,
            source=source,
            status=status,
            turn=before.turn + 1 if before else 1,
        )
    )


def _refuse_amount(code: RateCode, amount: Decimal) -> None:
    if code in NUMBERS and (amount != int(amount) or not 0 < amount <= MOST[code]):
        raise RuleBroken(
            f"Enter a whole number of {NUMBERS[code]}, from 1 to {MOST[code]}.", "amount"
        )
    if amount <= 0:
        raise RuleBroken("Enter a rate above £0.00.", "amount")


def correct_rate(
    row: PayRate, *, amount: Decimal, up_to_age: int | None, source: str, status: str, why: str
) -> PayRate:
    """Let another amount or last age count in place of ``row``, which stays as it was written."""
    _refuse_amount(row.code, amount)
    above = None if up_to_age is None else up_to_age + 1
    if above is not None and above <= row.min_age:
        raise RuleBroken("The last age must not be below the first.", "up_to_age")
    if (amount, above) == (row.amount, row.max_age_exclusive):
        raise RuleBroken("Nothing is different. Enter what is right.", "amount")
    return _written(
        _next(row, amount=amount, max_age_exclusive=above, source=source, status=status, why=why)
    )


def take_back(row: PayRate, *, why: str) -> PayRate:
    """Say that a rate should never have been here; it stays on the page, and counts no more."""
    return _written(_next(row, taken_back=True, why=why))


def _next(row: PayRate, **changed: Any) -> PayRate:
    """Return the turn after ``row``, which must be the latest that counts."""
    latest = _latest_turn(row.code, row.valid_from, row.min_age)
    if latest is None or latest.id != row.id or row.taken_back:
        raise RuleBroken("This rate was put right since. Go back to the rates.")
    kept = {name: getattr(row, name) for name in COPIED}
    return PayRate(**kept | changed, turn=row.turn + 1)


def _written(row: PayRate) -> PayRate:
    session.add(row)
    session.flush()
    queries.forget()
    return row


def change_rate(row: PayRate, *, source: str, status: str, valid_until: date | None) -> None:
    """Say where a rate is from, how sure it is and the first day on which it no longer counts."""
    if valid_until is not None and valid_until <= row.valid_from:
        raise RuleBroken("A rate must count for a day at least.", "valid_until")
    row.source, row.status, row.valid_until = source, status, valid_until
    session.flush()
    queries.forget()


def load_rates(text: str, name: str) -> int:
    """Add or put right the rates of a published file called ``name``; how many it holds.

    A rate of the same amount and ages stays as it is, with its own source; another amount is a
    new turn beside the old. A rate that the file does not name is never removed: an announced one
    may be newer than the file. Raises
    ``RuleBroken`` naming row and column when the file cannot be used; nothing changes then.
    """
    try:
        found = read_rates(text, name)
    except ValueError as error:
        raise RuleBroken(str(error)) from error
    journal.operation(f"Loaded rates from {name}")
    known = {row.key: row for row in reversed(queries.written())}
    for rate in found:
        _take(rate, known.get((rate.code, rate.valid_from, rate.min_age or 0)), name)
    session.flush()
    queries.forget()
    sure = all(rate.status == "confirmed" for rate in found)
    status = "confirmed" if sure else "unconfirmed"
    note_source("rates", source=name, status=status, as_of="", rows=len(found), built_in=False)
    return len(found)


def _take(rate: Rate, row: PayRate | None, name: str) -> None:
    """Write down what ``rate`` says, unless the latest turn ``row`` says the same."""
    same = row is not None and (row.amount, row.max_age_exclusive, row.taken_back) == (
        rate.amount,
        rate.max_age_exclusive,
        False,
    )
    if same:
        return
    session.add(
        PayRate(
            code=rate.code,
            valid_from=rate.valid_from,
            min_age=rate.min_age or 0,
            max_age_exclusive=rate.max_age_exclusive,
            valid_until=row.valid_until if row else None,
            amount=rate.amount,
            source=rate.source,
            status=rate.status,
            turn=row.turn + 1 if row else 1,
            why=f"{name} has another amount." if row else "",
        )
    )


def _latest_turn(code: RateCode, valid_from: date, min_age: int) -> PayRate | None:
    return session.scalars(
        sa.select(PayRate)
        .where(
            PayRate.code == code,
            PayRate.valid_from == valid_from,
            PayRate.min_age == min_age,
        )
        .order_by(PayRate.turn.desc())
        .limit(1)
    ).one_or_none()
