"""Adding, ending and loading rates."""

from datetime import date
from decimal import Decimal

import sqlalchemy as sa

from crm.core import journal
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.pay import queries
from crm.pay.models import PayRate
from crm.pay.published import read_rates
from crm.pay.rates import Rate, RateCode
from crm.reference.actions import note_source


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
    if amount <= 0:
        raise RuleBroken("Enter a rate above £0.00.", "amount")
    row = PayRate(
        code=code,
        valid_from=valid_from,
        min_age=min_age or 0,
        max_age_exclusive=None if up_to_age is None else up_to_age + 1,
        amount=amount,
        source=source,
        status=status,
    )
    _refuse_twin(row)
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

    A rate of the same amount and ages stays as it is, with its own source, and a rate that the
    file does not name is never removed: an announced one may be newer than the file. Raises
    ``RuleBroken`` naming row and column when the file cannot be used; nothing changes then.
    """
    try:
        found = read_rates(text, name)
    except ValueError as error:
        raise RuleBroken(str(error)) from error
    journal.operation(f"Loaded rates from {name}")
    known = {(row.code, row.valid_from, row.min_age): row for row in queries.rows()}
    for rate in found:
        _take(rate, known.get((rate.code, rate.valid_from, rate.min_age or 0)))
    session.flush()
    queries.forget()
    sure = all(rate.status == "confirmed" for rate in found)
    status = "confirmed" if sure else "unconfirmed"
    note_source("rates", source=name, status=status, as_of="", rows=len(found), built_in=False)
    return len(found)


def _take(rate: Rate, row: PayRate | None) -> None:
    """Make ``row``, or a new one, say what ``rate`` says."""
    if row is not None and (row.amount, row.max_age_exclusive) == (
        rate.amount,
        rate.max_age_exclusive,
    ):
        return
    if row is None:
        row = PayRate(code=rate.code, valid_from=rate.valid_from, min_age=rate.min_age or 0)
        session.add(row)
    row.amount, row.max_age_exclusive = rate.amount, rate.max_age_exclusive
    row.source, row.status = rate.source, rate.status


def _refuse_twin(row: PayRate) -> None:
    twin = session.scalar(
        sa.select(PayRate.id).where(
            PayRate.code == row.code,
            PayRate.valid_from == row.valid_from,
            PayRate.min_age == row.min_age,
        )
    )
    if twin is not None:
        raise RuleBroken("There is a rate for these people from this day already.", "valid_from")
