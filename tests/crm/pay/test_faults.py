"""Gaps, doubles and forgotten rates are named in words."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from crm.pay.faults import faults
from crm.pay.rates import Rate, RateCode
from crm.pay.seed import built_in_rates

RATES = built_in_rates()
NEXT = date(2027, 4, 1)
TODAY = date(2026, 11, 22)


def age(amount, first, above=None, on=NEXT):
    return Rate(on, RateCode.AGE, Decimal(amount), min_age=first, max_age_exclusive=above)


NEXT_YEAR = [
    age("8.40", 0, 18),
    age("11.60", 18, 21),
    age("13.10", 21),
    Rate(NEXT, RateCode.APPRENTICE, Decimal("8.40")),
    Rate(NEXT, RateCode.ACCOMMODATION_DAY, Decimal("11.40")),
]


@pytest.mark.parametrize("since", [date(2020, 4, 1), TODAY])
def test_what_ships_has_no_fault(since):
    assert faults(RATES, since) == []


def test_a_whole_new_year_has_no_fault():
    assert faults([*RATES, *NEXT_YEAR], TODAY) == []


def test_an_age_that_was_forgotten_keeps_its_old_rate_and_is_named():
    known = [*RATES, *(rate for rate in NEXT_YEAR if rate.amount != Decimal("11.60"))]

    assert faults(known, TODAY) == [
        (
            "From 1 April 2027 the minimum wage at age 18 to 20 is still £10.85 of 1 April 2026, "
            "though newer rates are known."
        )
    ]


def test_other_yearly_rates_that_were_forgotten_are_named_too():
    said = " ".join(faults([*RATES, *NEXT_YEAR[:3]], TODAY))

    assert "the apprentice rate is still £8.00 of 1 April 2026" in said
    assert "the accommodation offset is still £11.10 of 1 April 2026" in said
    assert "Living Wage" not in said


def test_two_rates_for_one_age_from_one_day_are_a_double():
    known = [*RATES, *NEXT_YEAR, age("13.00", 20)]

    assert faults(known, TODAY) == [
        (
            "From 1 April 2027 two rates count as minimum wage at age 20: £11.60 and £13.00. "
            "Put one right."
        ),
        (
            "From 1 April 2027 two rates count as minimum wage at age 21 and over: £13.00 and "
            "£13.10. Put one right."
        ),
    ]


def test_an_ended_rate_without_another_leaves_a_gap():
    known = [
        replace(rate, valid_until=NEXT) if rate.code in {RateCode.OLW, RateCode.AGE} else rate
        for rate in RATES
    ]

    assert faults(known, TODAY) == [
        "From 1 April 2027 no minimum wage is known.",
        "From 1 April 2027 no Oxford Living Wage is known.",
    ]


def test_a_gap_that_was_filled_long_ago_is_not_told():
    old = [replace(rate, valid_until=date(2022, 1, 1)) for rate in RATES if rate.code == "OLW"][:2]
    known = [rate for rate in RATES if rate.code != "OLW"]
    later = Rate(date(2023, 4, 1), RateCode.OLW, Decimal("11.35"), min_age=18)

    assert faults([*known, old[0], later], TODAY) == []
    assert "From 1 January 2022 no Oxford" in faults([*known, old[0], later], date(2022, 6, 1))[0]
