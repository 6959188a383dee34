"""Dated rates: which legal minimum, offset or voluntary rate counts on a day. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Apprentice(StrEnum):
    """How far an apprenticeship has come, as far as the minimum wage cares."""

    NO = "no"
    FIRST_YEAR = "first_year"
    UNDER_19 = "under_19"
    LATER = "later"


class RateCode(StrEnum):
    """What a dated amount is: a legal minimum, an offset, a voluntary rate or another limit."""

    AGE = "AGE"
    APPRENTICE = "APPRENTICE"
    ACCOMMODATION_DAY = "ACCOMMODATION_DAY"
    RLW_UK = "RLW_UK"
    RLW_LONDON = "RLW_LONDON"
    OLW = "OLW"
    PERMITTED_WORK_WEEK = "PERMITTED_WORK_WEEK"
    PERMITTED_WORK_HOURS = "PERMITTED_WORK_HOURS"
    CHECK_MONTHS = "CHECK_MONTHS"


LEGAL = frozenset({RateCode.AGE, RateCode.APPRENTICE})
"""What a fair pay check is tested against by law."""
NUMBERS = {RateCode.PERMITTED_WORK_HOURS: "hours", RateCode.CHECK_MONTHS: "months"}
"""Limits that are a number of something, not pounds."""
MOST = {RateCode.PERMITTED_WORK_HOURS: 168, RateCode.CHECK_MONTHS: 120}
"""What such a number can be at most: the hours of a week, ten years."""


@dataclass(frozen=True, slots=True)
class Rate:
    """One dated amount and where it is from.

    Pounds an hour; a day for accommodation, a week for permitted work; or a number (``NUMBERS``).

    Ages run ``min_age <= age < max_age_exclusive``; ``valid_until`` is the first day on which
    the rate no longer counts. ``status`` is "confirmed" or "unconfirmed".
    """

    valid_from: date
    code: RateCode
    amount: Decimal
    min_age: int | None = None
    max_age_exclusive: int | None = None
    valid_until: date | None = None
    source: str = ""
    status: str = "unconfirmed"

    def is_for(self, age: int) -> bool:
        """Tell whether someone of ``age`` whole years falls in this band."""
        above = self.min_age is None or age >= self.min_age
        return above and (self.max_age_exclusive is None or age < self.max_age_exclusive)

    def in_force(self, on: date) -> bool:
        """Tell whether the rate had begun by ``on`` and had not been ended."""
        return self.valid_from <= on and (self.valid_until is None or on < self.valid_until)

    @property
    def said(self) -> str:
        """Return the amount in words: "£12.71", "16 hours"."""
        return said_amount(self.code, self.amount)

    @property
    def last_age(self) -> int | None:
        """Return the last age that the rate is for; None when it has no end."""
        return None if self.max_age_exclusive is None else self.max_age_exclusive - 1

    @property
    def who(self) -> str:
        """Say whom the rate is for, as it reads after "for"."""
        if self.code is RateCode.APPRENTICE:
            return "an apprentice"
        if not self.min_age and self.max_age_exclusive is None:
            return "everyone"
        if self.max_age_exclusive is None:
            return f"age {self.min_age} and over"
        if not self.min_age:
            return f"anyone under {self.max_age_exclusive}"
        return f"age {self.min_age} to {self.max_age_exclusive - 1}"


def said_amount(code: RateCode, amount: Decimal) -> str:
    """Say an amount of one kind: "£12.71", "16 hours"."""
    if code in NUMBERS:
        return f"{amount.normalize():f} {NUMBERS[code]}"
    return f"£{amount:,.2f}"


def rate_on(code: RateCode, on: date, rates: Iterable[Rate]) -> Rate | None:
    """Return the newest rate of ``code`` in force on ``on``, or None when none is known."""
    return _newest(rate for rate in rates if rate.code is code and rate.in_force(on))


def minimum_for(age: int, apprentice: Apprentice, on: date, rates: Iterable[Rate]) -> Rate | None:
    """Return the minimum wage for someone of ``age`` on ``on``; None when none is known.

    The apprentice rate is for an apprentice under 19 or in the first year, whichever; after
    that the rate for the age counts. Source: GOV.UK minimum wage calculator.
    """
    rates = tuple(rates)
    if apprentice is not Apprentice.NO and (age < 19 or apprentice is Apprentice.FIRST_YEAR):
        return rate_on(RateCode.APPRENTICE, on, rates)
    return _newest(
        rate
        for rate in rates
        if rate.code is RateCode.AGE and rate.in_force(on) and rate.is_for(age)
    )


def adult_rate(on: date, rates: Iterable[Rate]) -> Rate | None:
    """Return the minimum wage of the oldest band on ``on``: what a job with no age must meet."""
    return _newest(
        rate
        for rate in rates
        if rate.code is RateCode.AGE and rate.max_age_exclusive is None and rate.in_force(on)
    )


def months_on(on: date, rates: Iterable[Rate]) -> int:
    """Return for how many months a fair pay check holds, as it is set for ``on``."""
    found = rate_on(RateCode.CHECK_MONTHS, on, rates)
    return months_of(found.amount if found else None)


def months_of(amount: Decimal | None) -> int:
    """Return whole months; a year while nobody said otherwise (the domain reference, 4.9)."""
    return 12 if amount is None else int(amount)


def in_force(rates: Iterable[Rate], on: date) -> frozenset[Rate]:
    """Return the rates that count for somebody on ``on``."""
    rates = tuple(rates)
    ages = (minimum_for(age, Apprentice.NO, on, rates) for age in range(121))
    others = (rate_on(code, on, rates) for code in RateCode if code is not RateCode.AGE)
    return frozenset(rate for rate in (*ages, *others) if rate)


def _newest(found: Iterable[Rate]) -> Rate | None:
    return max(found, key=lambda rate: rate.valid_from, default=None)
