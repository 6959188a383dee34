"""Pay arithmetic: exact fractions inside, pennies only at the very end.

Source: National Minimum Wage rates and the GOV.UK calculator, which compares totals for the
pay period (pay against rate x hours), never rounded hourly figures.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from crm.pay.rates import Apprentice, Rate, RateCode, adult_rate, minimum_for, rate_on

HALF_A_PENNY = Fraction(1, 200)
"""Pounds an hour: what rounding a rate to the penny can add or take away."""


class Basis(StrEnum):
    """What stretch of work one amount of pay is for."""

    HOURLY = "hourly"
    WEEKLY = "weekly"
    FOUR_WEEKLY = "four_weekly"
    MONTHLY = "monthly"
    ANNUAL = "annual"


PER = {
    Basis.HOURLY: "an hour",
    Basis.WEEKLY: "a week",
    Basis.FOUR_WEEKLY: "every four weeks",
    Basis.MONTHLY: "a month",
    Basis.ANNUAL: "a year",
}


YEAR_OF_52_WEEKS = Fraction(52)
YEAR_OF_365_DAYS = Fraction(365, 7)


def weeks_from(text: str) -> Fraction:
    """Read weeks per year: blank is 52, else "365/7" or a decimal.

    Raises ValueError for anything else, and above 53 weeks.
    """
    text = text.strip()
    if not text:
        return YEAR_OF_52_WEEKS
    if not re.fullmatch(r"[0-9]{1,4}(\.[0-9]{1,20}|/[1-9][0-9]{0,3})?", text):
        raise ValueError(text)
    weeks = Fraction(text)
    if weeks > 53:
        raise ValueError(text)
    return weeks


def hours_in_period(basis: Basis, weekly_hours: Decimal, weeks: Fraction) -> Fraction:
    """Return the exact hours of one pay period; an annual salary is paid by the month.

    Never round these before the minimum-wage test: 20 hours a week is 86.666... a month.
    """
    weekly = Fraction(weekly_hours)
    if basis in (Basis.HOURLY, Basis.WEEKLY):
        return weekly
    return weekly * 4 if basis is Basis.FOUR_WEEKLY else weekly * weeks / 12


@dataclass(frozen=True, slots=True)
class Pay:
    """An amount of pay as it was stated; the basis and the weeks are kept, never converted away.

    Amounts are pounds, ``weekly_hours`` paid hours a week.
    """

    amount: Decimal
    basis: Basis
    weekly_hours: Decimal | None = None
    weeks: Fraction = YEAR_OF_52_WEEKS

    @property
    def for_period(self) -> Fraction:
        """Pounds for one pay period; one twelfth of a salary, one week of an hourly rate."""
        if self.basis is Basis.HOURLY:
            return Fraction(self.amount) * Fraction(self.weekly_hours or 1)
        return Fraction(self.amount) / (12 if self.basis is Basis.ANNUAL else 1)

    @property
    def hours(self) -> Fraction | None:
        """Paid hours of one pay period; one hour for an hourly rate without weekly hours."""
        if self.weekly_hours:
            return hours_in_period(self.basis, self.weekly_hours, self.weeks) or None
        return Fraction(1) if self.basis is Basis.HOURLY else None

    @property
    def hourly(self) -> Fraction | None:
        """Exact pounds an hour; None while the hours are not known."""
        return self.for_period / self.hours if self.hours else None


def pennies(value: Fraction | Decimal) -> Decimal:
    """Round pounds to the penny, half up (away from zero); only ever the last step."""
    return rounded(Fraction(value), 2)


def rounded(value: Fraction, places: int) -> Decimal:
    """Round half up (away from zero) to ``places`` decimals; minus nought becomes nought."""
    scaled = abs(value) * 10**places
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Decimal(-whole if value < 0 else whole).scaleb(-places)


def pounds(value: Fraction | Decimal) -> str:
    """Write money for a sentence: "£1,101.53", "-£3.00"."""
    amount = pennies(value)
    return f"{'-' if amount < 0 else ''}£{abs(amount):,.2f}"


class Standing(StrEnum):
    """Where pay stands against the minimum wage."""

    MET = "met"
    BORDERLINE = "borderline"
    BELOW = "below"


def standing(paid: Fraction, hours: Fraction, minimum: Decimal) -> tuple[Standing, Decimal]:
    """Compare totals for the pay period; also return the shortfall in pounds, 0.00 if none.

    Half a penny for each hour or more is below; anything less is usually rounded hours, which
    a person looks at again. Source: the project's domain reference, 4.9.
    """
    short = pennies(Fraction(minimum) * hours) - pennies(paid)
    if short <= 0:
        return Standing.MET, Decimal("0.00")
    below = Fraction(short) >= HALF_A_PENNY * hours
    return (Standing.BELOW if below else Standing.BORDERLINE), short


def against_minimum(pay: Pay, on: date, rates: Iterable[Rate]) -> tuple[Standing | None, str]:
    """Say in words how the pay of a job stands on ``on``; None while nobody can tell.

    A job has no age, so the rate of the oldest band counts; bands it would still meet are named.
    """
    rates = tuple(rates)
    hours = pay.hours
    if not hours:
        return None, "Add the weekly hours to see the pay by the hour."
    hourly = pay.for_period / hours
    lead = f"{pounds(hourly)} an hour."
    minimum = adult_rate(on, rates)
    if minimum is None:
        return None, f"{lead} No minimum wage is known for {day(on)}."
    state, _ = standing(pay.for_period, hours, minimum.amount)
    floor = f"the minimum wage of {pounds(minimum.amount)} for {minimum.who} on {day(on)}"
    if state is Standing.MET:
        return (
            state,
            f"{lead} This is {'above' if pennies(hourly) > minimum.amount else 'at'} {floor}.",
        )
    if state is Standing.BORDERLINE:
        return state, f"{lead} This is less than half a penny under {floor}: check the hours."
    young = [minimum_for(age, Apprentice.NO, on, rates) for age in range(16, 25)]
    bands = dict.fromkeys([*young, rate_on(RateCode.APPRENTICE, on, rates)])
    met = [
        f"{band.who} ({pounds(band.amount)})"
        for band in bands
        if band and standing(pay.for_period, hours, band.amount)[0] is Standing.MET
    ]
    only = f" It would be lawful only for {' or '.join(met)}." if met else ""
    return state, f"{lead} This is below {floor}.{only}"


def day(on: date) -> str:
    """Write a date for a sentence: "1 April 2026"."""
    return f"{on:%-d %B %Y}"
