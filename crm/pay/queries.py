"""Questions about rates."""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import Any

import sqlalchemy as sa
from flask import has_request_context, request
from sqlalchemy.orm import aliased

from crm.core import clock
from crm.core.db import session
from crm.pay.models import PayRate
from crm.pay.rates import LEGAL, Rate, RateCode, months_on
from crm.pay.rules import Pay, Standing, against_minimum
from crm.pay.yardsticks import Yardstick, beside

MOST = 2_000
READ = "placewell.rates"


def written() -> Sequence[PayRate]:
    """Return every rate ever written, the newest first, then by kind, age and latest turn."""
    newest = (PayRate.valid_from.desc(), PayRate.code, PayRate.min_age, PayRate.turn.desc())
    return session.scalars(sa.select(PayRate).order_by(*newest).limit(MOST)).all()


def counting(found: Sequence[PayRate]) -> list[PayRate]:
    """Return the rows of ``written`` that count: the latest turn of each, unless taken back."""
    latest: dict[object, PayRate] = {}
    for row in found:
        latest.setdefault(row.key, row)
    return [row for row in latest.values() if not row.taken_back]


def replaced(found: Sequence[PayRate]) -> list[tuple[PayRate, PayRate]]:
    """Return the rows of ``written`` that were put right, each with what counts in its place."""
    pairs = []
    for after, before in pairwise(found):
        if after.key == before.key:
            pairs.append((before, after))
    return pairs


def rows() -> list[PayRate]:
    """Return every rate that counts for some day, the newest first, then by kind and age."""
    return counting(written())


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


def checks_hold(on: date) -> tuple[list[date], int]:
    """Return when the legal rates change, past and announced, and the months a check holds."""
    known = rates()
    return sorted({rate.valid_from for rate in known if rate.code in LEGAL}), months_on(on, known)


def last_change_column(on: Any) -> Any:
    """Return ``last_change`` as part of a statement; ``on`` is a day or a bound parameter."""
    return (
        sa.select(sa.func.max(PayRate.valid_from))
        .where(PayRate.code.in_(LEGAL), PayRate.valid_from <= on, *_counts())
        .scalar_subquery()
    )


def check_months_column(on: Any) -> Any:
    """Return ``check_months`` as part of a statement; NULL where no row says it."""
    return (
        sa.select(PayRate.amount)
        .where(
            PayRate.code == RateCode.CHECK_MONTHS,
            PayRate.valid_from <= on,
            sa.or_(PayRate.valid_until.is_(None), PayRate.valid_until > on),
            *_counts(),
        )
        .order_by(PayRate.valid_from.desc())
        .limit(1)
        .scalar_subquery()
    )


def _counts() -> list[Any]:
    """Return the conditions that a row is the latest turn and was not taken back."""
    after = aliased(PayRate)
    replaced = sa.exists().where(
        after.code == PayRate.code,
        after.valid_from == PayRate.valid_from,
        after.min_age == PayRate.min_age,
        after.turn > PayRate.turn,
    )
    return [PayRate.taken_back.is_(False), sa.not_(replaced)]


def check_months(on: date) -> int:
    """Return for how many months a fair pay check holds, as it is set for ``on``."""
    return months_on(on, rates())


def verdict(
    pay: Pay | None, starts_on: date | None = None, ended_on: date | None = None
) -> tuple[Standing | None, str]:
    """Say how the pay of a job stands against the minimum wage: today, when it starts or ended."""
    if pay is None:
        return None, "The pay is not known yet."
    return against_minimum(pay, day_that_counts(starts_on, ended_on), rates())


def yardsticks(
    pay: Pay | None, starts_on: date | None = None, ended_on: date | None = None
) -> tuple[Yardstick, ...]:
    """Return the minimum and living wages that the pay of a job is read beside."""
    return beside(pay, day_that_counts(starts_on, ended_on), rates())


def day_that_counts(starts_on: date | None, ended_on: date | None) -> date:
    """Return the day whose rates a job is held against: today, when it starts or ended."""
    today = clock.today()
    return ended_on or max(today, starts_on or today)
