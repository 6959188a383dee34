"""Hours and pay against the dated limits of permitted work: a warning, never a decision. Pure.

Source: the project's domain reference, 4.4. Universal Credit has no such limit.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from crm.pay.rates import Rate, RateCode, rate_on
from crm.pay.rules import Pay, pennies, pounds


@dataclass(frozen=True)
class Limits:
    """Whether hours and pay fit, None while nobody can tell, and why in sentences."""

    fits: bool | None
    words: Sequence[str]


def permitted(
    pay: Pay | None, hours: Decimal | None, on: date, rates: Sequence[Rate], *, supervised: bool
) -> Limits:
    """Hold hours and pay a week against what counts on ``on``.

    The limit on hours does not count where staff whose job it is supervise the work.
    """
    found = [_hours(hours, rate_on(RateCode.PERMITTED_WORK_HOURS, on, rates))]
    if supervised:
        found = [(True, "Supervised work has no limit on hours.")]
    found.append(_pay(pay, hours, rate_on(RateCode.PERMITTED_WORK_WEEK, on, rates)))
    told = [fits for fits, _ in found]
    fits = False if False in told else None if None in told else True
    return Limits(fits, [words for _, words in found])


def _hours(hours: Decimal | None, limit: Rate | None) -> tuple[bool | None, str]:
    if not hours or limit is None:
        return None, "The hours a week, or the limit on them, are not known."
    said = f"{hours.normalize():f} hours a week"
    most = f"{limit.amount.normalize():f}{_doubt(limit)}"
    if hours < limit.amount:
        return True, f"{said} is under {most}."
    return False, f"{said} is not under {most}, as ordinary permitted work has to be."


def _pay(pay: Pay | None, hours: Decimal | None, limit: Rate | None) -> tuple[bool | None, str]:
    hourly = pay.hourly if pay else None
    if hourly is None or not hours or limit is None:
        return None, "The pay a week, or the limit on it, is not known."
    a_week = pennies(hourly * hours.as_integer_ratio()[0] / hours.as_integer_ratio()[1])
    if a_week <= limit.amount:
        return True, f"{pounds(a_week)} a week is within {limit.said}{_doubt(limit)}."
    return False, f"{pounds(a_week)} a week is above {limit.said}{_doubt(limit)}."


def _doubt(limit: Rate) -> str:
    return "" if limit.status == "confirmed" else " (not confirmed)"
