"""The wages that the pay of a job is read beside."""

from datetime import date
from decimal import Decimal

import pytest

from crm.pay.rates import Rate, RateCode
from crm.pay.rules import Basis, Pay
from crm.pay.yardsticks import beside

ON = date(2026, 11, 22)
RATES = (
    Rate(date(2026, 4, 1), RateCode.AGE, Decimal("12.71"), 21, status="confirmed"),
    Rate(date(2026, 4, 1), RateCode.AGE, Decimal("10.85"), 18, 21, status="confirmed"),
    Rate(date(2026, 5, 1), RateCode.RLW_UK, Decimal("13.45"), 18, status="unconfirmed"),
    Rate(date(2025, 5, 1), RateCode.RLW_UK, Decimal("12.60"), 18, status="confirmed"),
    Rate(date(2026, 4, 1), RateCode.OLW, Decimal("14.06"), 18, status="confirmed"),
)


def hourly(amount):
    return Pay(Decimal(amount), Basis.HOURLY)


@pytest.mark.parametrize(
    ("pay", "told"),
    [
        (hourly("13.45"), ["£0.74 above", "Exactly this", "£0.61 below"]),
        (hourly("12.00"), ["£0.71 below", "£1.45 below", "£2.06 below"]),
        # 26,000 over 52 weeks of 37.5 hours is 13.333...
        (
            Pay(Decimal(26000), Basis.ANNUAL, Decimal("37.5")),
            ["£0.62 above", "£0.12 below", "£0.73 below"],
        ),
        (Pay(Decimal(26000), Basis.ANNUAL), ["Pay not known"] * 3),
        (None, ["Pay not known"] * 3),
    ],
)
def test_each_wage_in_force_says_how_far_the_pay_is(pay, told):
    found = beside(pay, ON, RATES)

    assert [one.amount for one in found] == [Decimal("12.71"), Decimal("13.45"), Decimal("14.06")]
    assert [one.told for one in found] == told
    assert [one.sure for one in found] == [True, False, True]
    assert found[0].name == "Minimum wage, age 21 and over"


def test_an_earlier_day_has_earlier_rates():
    assert [one.amount for one in beside(None, date(2026, 4, 10), RATES)] == [
        Decimal("12.60"), Decimal("12.71"), Decimal("14.06"),
    ]  # fmt: skip
    assert beside(None, date(2019, 1, 1), RATES) == ()
