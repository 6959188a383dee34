"""Adding and ending rates."""

from datetime import date
from decimal import Decimal

import sqlalchemy as sa

from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.pay import queries
from crm.pay.models import PayRate
from crm.pay.rates import RateCode


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
