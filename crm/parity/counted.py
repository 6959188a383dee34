"""What one wage slip says: the case, its hours, and the pay that counts for the minimum wage.

Pure. Source: GOV.UK guidance on what counts as pay for the National Minimum Wage, as summarised
in the project's domain reference, 4.7: tips, premiums and allowances never count, performance
bonuses do, overtime counts at the basic rate, deductions for the employer's benefit and rent
above the accommodation offset take away.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from crm.pay.rates import Apprentice, Rate, RateCode, rate_on
from crm.pay.rules import (
    YEAR_OF_52_WEEKS,
    Basis,
    Pay,
    day,
    hours_in_period,
    pounds,
    rounded,
)

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Everything asked about one pay period; None is "not known". Pounds and hours.

    ``basic_pay`` is for its basis; every other amount is for the pay period.
    """

    case: str = ""
    period_start: date | None = None
    period_end: date | None = None
    age: int | None = None
    apprentice: Apprentice = Apprentice.NO
    pay_basis: Basis | None = None
    basic_pay: Decimal | None = None
    contract_weekly_hours: Decimal | None = None
    weeks_per_year: Fraction = YEAR_OF_52_WEEKS
    paid_hours: Decimal | None = None
    worked_hours: Decimal | None = None
    overtime_hours: Decimal = NOTHING
    overtime_rate: Decimal | None = None
    premium_pay: Decimal = NOTHING
    allowances: Decimal = NOTHING
    tips: Decimal = NOTHING
    bonus: Decimal = NOTHING
    deductions_for_employer: Decimal = NOTHING
    accommodation_charge: Decimal = NOTHING
    accommodation_nights: Decimal = NOTHING
    comparator_basis: Basis | None = None
    comparator_amount: Decimal | None = None
    comparator_weekly_hours: Decimal | None = None
    factor: str = ""
    factor_evidence: bool = False


def basic_hours(case: Case) -> Fraction | None:
    """Return the basic hours paid in the period; None while they are not known or nought.

    A salaried slip need not show hours, so the contract's stand in exactly. An hourly rate pays
    by the hour, so only the hours on the slip will do.
    """
    if case.paid_hours is not None:
        return Fraction(case.paid_hours) or None
    if case.pay_basis in (None, Basis.HOURLY) or case.contract_weekly_hours is None:
        return None
    return hours_in_period(case.pay_basis, case.contract_weekly_hours, case.weeks_per_year) or None


def basic_hourly(case: Case) -> Fraction | None:
    """Return basic pay by the paid hour: the figure that is compared."""
    if not case.basic_pay or case.pay_basis is None:
        return None
    if case.pay_basis is Basis.HOURLY:
        return Fraction(case.basic_pay)
    hours = basic_hours(case)
    return Pay(case.basic_pay, case.pay_basis).for_period / hours if hours else None


def comparator_hourly(case: Case) -> Fraction | None:
    """Return the hourly pay compared with, over the same weeks as the worker's own."""
    if not case.comparator_amount or case.comparator_basis is None:
        return None
    return Pay(
        case.comparator_amount,
        case.comparator_basis,
        case.comparator_weekly_hours,
        case.weeks_per_year,
    ).hourly


@dataclass(frozen=True, slots=True)
class Counted:
    """Pay that counts for the minimum wage in the period, the hours it is for, and why."""

    pay: Fraction
    hours: Fraction
    reasons: tuple[str, ...]


def counted(case: Case, rates: Iterable[Rate]) -> Counted | None:
    """Return the pay that counts and the hours worked; None while hours or pay are not known."""
    basic = basic_hourly(case)
    paid = basic_hours(case)
    if basic is None or paid is None or case.worked_hours == 0:
        return None
    worked = paid if case.worked_hours is None else Fraction(case.worked_hours)
    overtime, overtime_reasons = _overtime(case, basic)
    rent, rent_reasons = _rent_above_offset(case, rates)
    taken = Fraction(case.deductions_for_employer)
    return Counted(
        pay=basic * paid + overtime + Fraction(case.bonus) - taken - rent,
        hours=worked + Fraction(case.overtime_hours),
        reasons=(*_hours_reasons(paid, worked), *overtime_reasons, *_amounts(case), *rent_reasons),
    )


def _hours_reasons(paid: Fraction, worked: Fraction) -> Iterable[str]:
    if worked > paid:
        yield f"{in_hours(worked - paid)} worked without pay."
    if worked < paid:
        yield (
            f"{in_hours(paid - worked)} paid but not worked: pay for absence or breaks does not "
            "count for the minimum wage, so check what they were for."
        )


def _overtime(case: Case, basic: Fraction) -> tuple[Fraction, tuple[str, ...]]:
    """Count overtime at the basic rate, or at what was really paid where that is less."""
    if not case.overtime_hours:
        return Fraction(0), ()
    stated = basic if case.overtime_rate is None else Fraction(case.overtime_rate)
    rate = min(basic, stated)
    how = "what was paid for it" if rate < basic else "the basic rate"
    reason = f"Overtime counts at {how}, {pounds(rate)} an hour."
    return rate * Fraction(case.overtime_hours), (reason,)


def _amounts(case: Case) -> Iterable[str]:
    """Say what became of each addition and deduction."""
    if case.bonus:
        yield f"The bonus of {pounds(case.bonus)} counts for the minimum wage only."
    left_out = {
        "Tips": case.tips,
        "Premium pay": case.premium_pay,
        "Allowances": case.allowances,
    }
    for name, amount in left_out.items():
        if amount:
            yield f"{name} of {pounds(amount)} never count{'s' if name[-1] == 'y' else ''}."
    if case.deductions_for_employer:
        yield (
            f"{pounds(case.deductions_for_employer)} taken for the employer's benefit comes off "
            "the pay that counts."
        )


def _rent_above_offset(case: Case, rates: Iterable[Rate]) -> tuple[Fraction, tuple[str, ...]]:
    """Return the pounds of rent above the daily offset, for no more nights than the period has."""
    charge, nights = Fraction(case.accommodation_charge), Fraction(case.accommodation_nights)
    if not charge or case.period_start is None:
        free = "Free accommodation was not added to the pay that counts."
        return Fraction(0), (free,) if nights else ()
    reasons: tuple[str, ...] = ()
    if case.period_end is not None:
        days = (case.period_end - case.period_start).days + 1
        if nights > days > 0:
            reasons = (f"The period has {days} days, so {days} nights of accommodation count.",)
            nights = Fraction(days)
    offset = rate_on(RateCode.ACCOMMODATION_DAY, case.period_start, rates)
    if offset is None:
        none_known = f"No accommodation offset is known for {day(case.period_start)}."
        return charge, (*reasons, none_known)
    allowed = Fraction(offset.amount) * nights
    above = max(charge - allowed, Fraction(0))
    told = f"Accommodation of {pounds(charge)} against an offset of {pounds(allowed)}"
    outcome = f"{pounds(above)} comes off the pay that counts" if above else "nothing comes off"
    return above, (*reasons, f"{told}: {outcome}.")


def in_hours(number: Fraction) -> str:
    """Write hours for a sentence, two decimals at most: "86.67 hours", "1 hour"."""
    text = f"{rounded(number, 2):f}".rstrip("0").rstrip(".")
    return f"{text} {'hour' if text == '1' else 'hours'}"
