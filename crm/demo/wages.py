"""What work pays in the demo, and the wage slips that lead to each answer of a fair pay check."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from crm.core import clock
from crm.core.errors import RuleBroken
from crm.parity.models import CASE_COLUMNS, Comparator
from crm.pay import queries as pay
from crm.pay.rates import Apprentice, adult_rate
from crm.pay.rules import Basis, pennies
from crm.placements.models import Placement

ABOVE = (Decimal("0.00"), Decimal("0.19"), Decimal("0.45"), Decimal("0.80"), Decimal("1.35"))
HOURS = (Decimal(16), Decimal("18.5"), Decimal(20), Decimal(24), Decimal(30))
WEEKS = Decimal(52)
MONTHS = Decimal(12)
SOURCES = (Comparator.PAY_SCALE, Comparator.ADVERT, Comparator.STATEMENT)
LESS = Decimal("0.55")
NOTHING: Mapping[str, Any] = dict.fromkeys(CASE_COLUMNS) | {
    name: Decimal(0)
    for name in (
        "overtime_hours", "premium_pay", "allowances", "tips", "bonus", "deductions_for_employer",
        "accommodation_charge", "accommodation_nights",
    )
} | {
    "apprentice": Apprentice.NO,
    "factor": "",
    "factor_evidence": False,
    "weeks_per_year": "52",
}  # fmt: skip


def minimum(on: date | None = None) -> Decimal:
    """Return the adult minimum wage on a day, else today, in pounds an hour.

    Raises ``RuleBroken`` for a day before the oldest rate that is known.
    """
    day = on or clock.today()
    found = adult_rate(day, pay.rates())
    if found is None:
        raise RuleBroken(f"No minimum wage is known for {day:%-d %B %Y}. Choose a later date.")
    return found.amount


def hourly(rng: Random) -> dict[str, Any]:
    """Return lawful pay by the hour."""
    return {
        "pay_amount": minimum() + rng.choice(ABOVE),
        "pay_basis": Basis.HOURLY,
        "weekly_hours": rng.choice(HOURS),
        "weeks_per_year": "52",
    }


def advertised(rng: Random) -> dict[str, Any]:
    """Return pay as adverts state it: by the hour, month or year, now and then too low or not."""
    found = hourly(rng)
    roll = rng.random()
    if roll < 0.08:
        found["pay_amount"] = None
    elif roll < 0.14:
        found["pay_amount"] -= Decimal("0.90")
    elif roll < 0.24:
        a_year = found["pay_amount"] * found["weekly_hours"] * WEEKS
        found |= {"pay_basis": Basis.ANNUAL, "pay_amount": a_year.quantize(Decimal(1)) + 1}
    elif roll < 0.32:
        a_month = found["pay_amount"] * found["weekly_hours"] * WEEKS / MONTHS
        found |= {"pay_basis": Basis.MONTHLY, "pay_amount": pennies(a_month)}
    return found


def shift(days: str, starts_at: str, weekly_hours: Decimal) -> dict[str, str]:
    """Return days, start and end of a working day, to the half hour, with half an hour's break."""
    halves = int(weekly_hours * 2 / (days.count(",") + 1)) + 1
    ends = int(starts_at[:2]) * 60 + int(starts_at[3:]) + 30 * halves
    return {
        "weekdays": days,
        "starts_at": starts_at,
        "ends_at": f"{ends // 60:02d}:{ends % 60:02d}",
    }


def slip(placement: Placement, finding: str, rng: Random) -> dict[str, Any]:
    """Return a wage slip of the month before today that a check answers with ``finding``."""
    ends = clock.today().replace(day=1) - timedelta(days=1)
    starts = max(ends.replace(day=1), placement.started_on)
    hours = placement.weekly_hours or Decimal(20)
    paid = (hours * Decimal((ends - starts).days + 1) / 7).quantize(Decimal("0.5"))
    usual = dict(NOTHING) | {
        "period_start": starts,
        "period_end": ends,
        "age": rng.randrange(22, 58),
        "pay_basis": Basis.HOURLY,
        "basic_pay": placement.pay_amount,
        "contract_weekly_hours": hours,
        "paid_hours": paid,
        "comparator": rng.choice(SOURCES),
        "comparator_basis": Basis.HOURLY,
        "comparator_amount": placement.pay_amount,
    }
    return usual | _FINDINGS[finding](usual, starts)


def _below(usual: Mapping[str, Any], starts: date) -> dict[str, Any]:
    """Twelve hours of clearing up each month that nobody paid."""
    return {"basic_pay": minimum(starts), "worked_hours": usual["paid_hours"] + 12}


def _borderline(_usual: Mapping[str, Any], starts: date) -> dict[str, Any]:
    """A month's pay that is right for the contract's 20 hours, with hours rounded on the slip."""
    a_month = pennies(minimum(starts) * 20 * WEEKS / MONTHS)
    return {
        "pay_basis": Basis.MONTHLY,
        "basic_pay": a_month,
        "contract_weekly_hours": Decimal(20),
        "paid_hours": Decimal("86.67"),
        "comparator_basis": Basis.MONTHLY,
        "comparator_amount": a_month,
        "comparator_weekly_hours": Decimal(20),
    }


def _unexplained(usual: Mapping[str, Any], _starts: date) -> dict[str, Any]:
    return {"comparator_amount": usual["basic_pay"] + LESS}


def _explained(usual: Mapping[str, Any], starts: date) -> dict[str, Any]:
    reason = {"factor": "length_of_service", "factor_evidence": True}
    return _unexplained(usual, starts) | reason


def _alone(_usual: Mapping[str, Any], _starts: date) -> dict[str, Any]:
    return {
        "comparator": Comparator.NOBODY,
        "comparator_basis": None,
        "comparator_amount": None,
    }


def _missing(_usual: Mapping[str, Any], _starts: date) -> dict[str, Any]:
    return {"paid_hours": None}


def _same(_usual: Mapping[str, Any], _starts: date) -> dict[str, Any]:
    return {}


_FINDINGS: Mapping[str, Callable[[Mapping[str, Any], date], dict[str, Any]]] = {
    "same": _same,
    "below": _below,
    "borderline": _borderline,
    "unexplained": _unexplained,
    "explained": _explained,
    "alone": _alone,
    "missing": _missing,
    "old": _same,
}
