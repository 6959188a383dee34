"""Questions about rates."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from flask import has_request_context, request

from crm.core import clock
from crm.core.db import session
from crm.pay.models import PayRate
from crm.pay.rates import Rate, RateCode
from crm.pay.rules import Pay, Standing, against_minimum

MOST = 2_000
READ = "placewell.rates"
LEGAL = (RateCode.AGE, RateCode.APPRENTICE)


def rows() -> Sequence[PayRate]:
    """Return every rate, the newest first, then by kind and age."""
    return session.scalars(
        sa.select(PayRate)
        .order_by(PayRate.valid_from.desc(), PayRate.code, PayRate.min_age, PayRate.id)
        .limit(MOST)
    ).all()


def rates() -> tuple[Rate, ...]:
    """Return every rate as the rules take it; read once a request."""
    if not has_request_context():
        return tuple(row.rate for row in rows())
    if READ not in request.environ:
        request.environ[READ] = tuple(row.rate for row in rows())
    found: tuple[Rate, ...] = request.environ[READ]
    return found


def forget() -> None:
    """Read the rates again when they are asked for next in this request."""
    if has_request_context():
        request.environ.pop(READ, None)


def last_change(on: date) -> date:
    """Return the day on which the legal rates last changed by ``on``; day one if never."""
    days = [rate.valid_from for rate in rates() if rate.code in LEGAL and rate.valid_from <= on]
    return max(days, default=date.min)


def change_days() -> list[date]:
    """Return the days on which the legal rates change, past and announced, in order."""
    return sorted({rate.valid_from for rate in rates() if rate.code in LEGAL})


def last_change_column(on: Any) -> Any:
    """Return ``last_change`` as part of a statement; ``on`` is a day or a bound parameter."""
    return (
        sa.select(sa.func.max(PayRate.valid_from))
        .where(PayRate.code.in_(LEGAL), PayRate.valid_from <= on)
        .scalar_subquery()
    )


def verdict(
    pay: Pay | None, starts_on: date | None = None, ended_on: date | None = None
) -> tuple[Standing | None, str]:
    """Say how the pay of a job stands against the minimum wage: today, when it starts or ended."""
    if pay is None:
        return None, "The pay is not known yet."
    today = clock.today()
    return against_minimum(pay, ended_on or max(today, starts_on or today), rates())
