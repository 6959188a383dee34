"""Pay arithmetic: any basis to an hourly figure, rounding, and the minimum wage in words."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.pay.rules import (
    YEAR_OF_365_DAYS,
    Basis,
    Pay,
    Standing,
    against_minimum,
    pennies,
    pounds,
    rounded,
    standing,
    weeks_from,
)
from crm.pay.seed import built_in_rates

RATES = built_in_rates()
MAY = date(2026, 5, 1)


@pytest.mark.parametrize(
    ("pay", "hourly"),
    [
        (Pay(Decimal("12.71"), Basis.HOURLY), "12.71"),
        (Pay(Decimal("12.71"), Basis.HOURLY, Decimal(16)), "12.71"),
        (Pay(Decimal("476.63"), Basis.WEEKLY, Decimal("37.5")), "12.71"),
        (Pay(Decimal("1016.80"), Basis.FOUR_WEEKLY, Decimal(20)), "12.71"),
        (Pay(Decimal("1101.53"), Basis.MONTHLY, Decimal(20)), "12.71"),
        (Pay(Decimal(26000), Basis.ANNUAL, Decimal("37.5")), "13.33"),
        (Pay(Decimal(26000), Basis.ANNUAL, Decimal("37.5"), YEAR_OF_365_DAYS), "13.30"),
        (Pay(Decimal(26000), Basis.ANNUAL, Decimal("37.5"), Fraction(39)), "17.78"),
        (Pay(Decimal("2076.83"), Basis.MONTHLY, Decimal(37), YEAR_OF_365_DAYS), "12.92"),
    ],
)
def test_every_basis_becomes_an_hourly_figure(pay, hourly):
    assert pennies(pay.hourly) == Decimal(hourly)


@pytest.mark.parametrize("basis", [basis for basis in Basis if basis is not Basis.HOURLY])
@pytest.mark.parametrize("hours", [None, Decimal(0)])
def test_without_hours_there_is_no_hourly_figure(basis, hours):
    assert Pay(Decimal(100), basis, hours).hourly is None


@pytest.mark.parametrize(
    ("exact", "penny"),
    [
        ("0.005", "0.01"),
        ("0.0049999", "0.00"),
        ("12.705", "12.71"),
        ("12.715", "12.72"),
        ("2.675", "2.68"),
        ("-0.004", "0.00"),
        ("-1.005", "-1.01"),
    ],
)
def test_rounding_is_half_up_to_the_penny(exact, penny):
    answer = pennies(Fraction(exact))

    assert (answer, str(answer)) == (Decimal(penny), penny)


@given(st.fractions(min_value=-(10**9), max_value=10**9))
def test_rounding_moves_by_half_a_penny_at_most_and_once_is_enough(exact):
    once = rounded(exact, 2)

    assert abs(Fraction(once) - exact) <= Fraction(1, 200)
    assert rounded(Fraction(once), 2) == once


@pytest.mark.parametrize(
    ("amount", "words"), [("1101.53", "£1,101.53"), ("-3", "-£3.00"), ("0.125", "£0.13")]
)
def test_money_in_a_sentence(amount, words):
    assert pounds(Decimal(amount)) == words


@pytest.mark.parametrize(
    ("text", "weeks"),
    [
        ("", Fraction(52)),
        (" 52 ", Fraction(52)),
        ("365/7", YEAR_OF_365_DAYS),
        ("39", Fraction(39)),
        ("52.142857", Fraction(52142857, 1000000)),
    ],
)
def test_weeks_a_year_are_read_exactly(text, weeks):
    assert weeks_from(text) == weeks


@pytest.mark.parametrize("text", ["-1", "1e1", "54", "365/0", "NaN", "５２", "5_2", "52.", "fifty"])
def test_other_weeks_are_refused(text):
    with pytest.raises(ValueError):
        weeks_from(text)


@pytest.mark.parametrize(
    ("paid", "hours", "state", "short"),
    [
        ("1101.53", Fraction(260, 3), Standing.MET, "0.00"),
        ("1101.53", Fraction("86.67"), Standing.BORDERLINE, "0.05"),
        ("500", Fraction(40), Standing.BELOW, "8.40"),
        ("600", Fraction(40), Standing.MET, "0.00"),
        ("508.20", Fraction(40), Standing.BELOW, "0.20"),
        ("508.21", Fraction(40), Standing.BORDERLINE, "0.19"),
        ("-5", Fraction(1), Standing.BELOW, "17.71"),
    ],
)
def test_totals_are_compared(paid, hours, state, short):
    assert standing(Fraction(paid), hours, Decimal("12.71")) == (state, Decimal(short))


@pytest.mark.parametrize(
    ("pay", "on", "state", "words"),
    [
        (
            Pay(Decimal("12.71"), Basis.HOURLY),
            MAY,
            Standing.MET,
            (
                "£12.71 an hour. This is at the minimum wage of £12.71 for age 21 and over on "
                "1 May 2026."
            ),
        ),
        (
            Pay(Decimal(26000), Basis.ANNUAL, Decimal("37.5")),
            MAY,
            Standing.MET,
            (
                "£13.33 an hour. This is above the minimum wage of £12.71 for age 21 and over on "
                "1 May 2026."
            ),
        ),
        (
            Pay(Decimal("10.85"), Basis.HOURLY),
            MAY,
            Standing.BELOW,
            (
                "£10.85 an hour. This is below the minimum wage of £12.71 for age 21 and over on "
                "1 May 2026. It would be lawful only for anyone under 18 (£8.00) or age 18 to 20 "
                "(£10.85) or an apprentice (£8.00)."
            ),
        ),
        (
            Pay(Decimal("7.99"), Basis.HOURLY),
            MAY,
            Standing.BELOW,
            (
                "£7.99 an hour. This is below the minimum wage of £12.71 for age 21 and over on "
                "1 May 2026."
            ),
        ),
        (
            Pay(Decimal("1101.50"), Basis.MONTHLY, Decimal(20)),
            MAY,
            Standing.BORDERLINE,
            (
                "£12.71 an hour. This is less than half a penny under the minimum wage of £12.71 "
                "for age 21 and over on 1 May 2026: check the hours."
            ),
        ),
        (
            Pay(Decimal(26000), Basis.ANNUAL),
            MAY,
            None,
            "Add the weekly hours to see the pay by the hour.",
        ),
        (
            Pay(Decimal("12.71"), Basis.HOURLY),
            date(2019, 5, 1),
            None,
            "£12.71 an hour. No minimum wage is known for 1 May 2019.",
        ),
    ],
)
def test_pay_against_the_minimum_wage_in_words(pay, on, state, words):
    assert against_minimum(pay, on, RATES) == (state, words)
