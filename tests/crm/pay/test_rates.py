"""Dated rates: which one counts for whom on a day, and the rates that ship."""

import csv
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from crm.pay.rates import (
    Apprentice,
    Rate,
    RateCode,
    adult_rate,
    minimum_for,
    rate_on,
)
from crm.pay.rules import pennies
from crm.pay.seed import built_in_rates
from tests.shared_data import shared

RATES = built_in_rates()
YEARS = {
    2020: ("8.72", "8.20", "6.45", "4.55", "4.15", "8.20"),
    2021: ("8.91", "8.36", "6.56", "4.62", "4.30", "8.36"),
    2022: ("9.50", "9.18", "6.83", "4.81", "4.81", "8.70"),
    2023: ("10.42", "10.18", "7.49", "5.28", "5.28", "9.10"),
    2024: ("11.44", "11.44", "8.60", "6.40", "6.40", "9.99"),
    2025: ("12.21", "12.21", "10.00", "7.55", "7.55", "10.66"),
    2026: ("12.71", "12.71", "10.85", "8.00", "8.00", "11.10"),
}


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("of_year", [(4, 1), (12, 31)])
def test_the_rates_of_a_year(year, of_year):
    on = date(year, *of_year)
    got = [
        minimum_for(25, Apprentice.NO, on, RATES),
        minimum_for(21, Apprentice.NO, on, RATES),
        minimum_for(18, Apprentice.NO, on, RATES),
        minimum_for(17, Apprentice.NO, on, RATES),
        minimum_for(30, Apprentice.FIRST_YEAR, on, RATES),
        rate_on(RateCode.ACCOMMODATION_DAY, on, RATES),
    ]

    assert tuple(str(rate.amount) for rate in got) == YEARS[year]


def test_the_last_of_march_is_still_the_old_year():
    assert minimum_for(25, Apprentice.NO, date(2026, 3, 31), RATES).amount == Decimal("12.21")


@pytest.mark.parametrize(
    ("age", "apprentice", "amount"),
    [
        (18, Apprentice.UNDER_19, "8.00"),
        (18, Apprentice.LATER, "8.00"),
        (19, Apprentice.UNDER_19, "10.85"),
        (19, Apprentice.FIRST_YEAR, "8.00"),
        (19, Apprentice.LATER, "10.85"),
        (50, Apprentice.LATER, "12.71"),
    ],
)
def test_the_apprentice_rate_is_for_under_19_or_the_first_year(age, apprentice, amount):
    assert minimum_for(age, apprentice, date(2026, 5, 1), RATES).amount == Decimal(amount)


def test_an_ended_rate_counts_until_the_day_before():
    ended = [replace(rate, valid_until=date(2027, 4, 1)) for rate in RATES]

    assert adult_rate(date(2027, 3, 31), ended).amount == Decimal("12.71")
    assert adult_rate(date(2027, 4, 1), ended) is None


def test_a_new_band_alone_leaves_the_others_as_they_were():
    new = Rate(date(2027, 4, 1), RateCode.AGE, Decimal("13.00"), min_age=21)

    assert minimum_for(30, Apprentice.NO, date(2027, 4, 1), [*RATES, new]) is new
    assert minimum_for(19, Apprentice.NO, date(2027, 4, 1), [*RATES, new]).amount == Decimal(
        "10.85"
    )


def test_every_age_has_exactly_one_band_every_day_of_a_change():
    for year in YEARS:
        for on in (date(year, 4, 1), date(year + 1, 3, 31)):
            for age in range(16, 80):
                assert minimum_for(age, Apprentice.NO, on, RATES).is_for(age)


def test_every_rate_says_where_it_is_from_and_how_sure_it_is():
    assert {rate.status for rate in RATES} == {"confirmed", "unconfirmed"}
    assert all(rate.source for rate in RATES)
    recalled = [rate for rate in RATES if "not confirmed" in rate.source]
    assert {rate.status for rate in recalled} == {"unconfirmed"}


@pytest.mark.parametrize("year", range(2021, 2027))
def test_the_oxford_living_wage_is_95_per_cent_of_the_london_one_of_the_autumn_before(year):
    oxford = rate_on(RateCode.OLW, date(year, 4, 1), RATES)
    london = rate_on(RateCode.RLW_LONDON, date(year, 5, 31), RATES)

    assert pennies(london.amount * Decimal("0.95")) == oxford.amount


def test_the_shared_history_agrees():
    path = shared("reference/nmw-rates.csv")
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["valid_from"] >= "2020-04-01"]
    assert rows
    for row in rows:
        on = date.fromisoformat(row["valid_from"]) + timedelta(days=30)
        if row["category"].startswith("accommodation"):
            rate = rate_on(RateCode.ACCOMMODATION_DAY, on, RATES)
        elif row["category"].startswith("apprentice"):
            rate = rate_on(RateCode.APPRENTICE, on, RATES)
        else:
            age = int(row["max_age"] or row["min_age"])
            rate = minimum_for(age, Apprentice.NO, on, RATES)
        assert rate.amount == Decimal(row["hourly_rate_gbp"]), row
