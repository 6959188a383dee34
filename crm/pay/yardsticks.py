"""The wages that the pay of a job is read beside: the minimum, and what living costs. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from crm.pay.rates import Rate, RateCode, adult_rate, rate_on
from crm.pay.rules import Pay, pennies, pounds

NAMES = {
    RateCode.RLW_UK: "Real Living Wage",
    RateCode.OLW: "Oxford Living Wage",
}


@dataclass(frozen=True, slots=True)
class Yardstick:
    """One rate in force, pounds an hour, and how far the pay is from it in words.

    ``sure`` is false while the rate or its first day was not confirmed.
    """

    name: str
    amount: Decimal
    told: str
    sure: bool


def beside(pay: Pay | None, on: date, rates: Iterable[Rate]) -> tuple[Yardstick, ...]:
    """Return the minimum wage of the oldest band and the living wages on ``on``, least first."""
    rates = tuple(rates)
    minimum = adult_rate(on, rates)
    named = [(f"Minimum wage, {minimum.who}", minimum)] if minimum else []
    found = ((name, rate_on(code, on, rates)) for code, name in NAMES.items())
    named += [(name, rate) for name, rate in found if rate]
    hourly = pay.hourly if pay else None
    paid = None if hourly is None else pennies(hourly)
    return tuple(
        Yardstick(name, rate.amount, _told(paid, rate.amount), rate.status == "confirmed")
        for name, rate in sorted(named, key=lambda pair: pair[1].amount)
    )


def _told(paid: Decimal | None, amount: Decimal) -> str:
    """Say how far pay an hour, to the penny, is from a rate."""
    if paid is None:
        return "Pay not known"
    if paid == amount:
        return "Exactly this"
    return f"{pounds(abs(paid - amount))} {'above' if paid > amount else 'below'}"
