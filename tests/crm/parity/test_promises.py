"""Promises of the fair pay check that hold for any slip."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from crm.parity.counted import Case
from crm.parity.factors import CAN_EXPLAIN, NEVER_EXPLAINS
from crm.parity.rules import PASSES, Status, compare
from crm.pay.rates import Apprentice
from crm.pay.rules import Basis
from crm.pay.seed import built_in_rates

RATES = built_in_rates()
WORST_FIRST = [
    Status.NEEDS_EVIDENCE,
    Status.BELOW_MINIMUM,
    Status.BORDERLINE_MINIMUM,
    Status.SHORTFALL_UNEXPLAINED,
    Status.SHORTFALL_EXPLAINED,
    Status.PARITY,
]


def decimals(smallest, largest, places=2):
    return st.decimals(smallest, largest, places=places, allow_nan=False, allow_infinity=False)


def maybe(values):
    return st.none() | values


@st.composite
def cases(draw, unknown=True):
    known = maybe if unknown else lambda values: values
    start = draw(st.dates(date(2020, 4, 1), date(2026, 12, 31)))
    return Case(
        period_start=draw(known(st.just(start))),
        period_end=draw(known(st.just(start + timedelta(days=draw(st.integers(0, 30)))))),
        age=draw(known(st.integers(16, 70))),
        apprentice=draw(st.sampled_from(Apprentice)),
        pay_basis=draw(known(st.sampled_from(Basis))),
        basic_pay=draw(known(decimals("0.01", "3000"))),
        contract_weekly_hours=draw(known(decimals("0.5", "60"))),
        paid_hours=draw(known(decimals("0.5", "250"))),
        worked_hours=draw(maybe(decimals("0.5", "250"))),
        overtime_hours=draw(decimals("0", "40")),
        overtime_rate=draw(maybe(decimals("0", "40"))),
        bonus=draw(decimals("0", "200")),
        deductions_for_employer=draw(decimals("0", "50")),
        comparator_basis=draw(known(st.sampled_from(Basis))),
        comparator_amount=draw(known(decimals("0.01", "3000"))),
        comparator_weekly_hours=draw(known(decimals("0.5", "60"))),
        factor=draw(st.sampled_from(["", *CAN_EXPLAIN, *NEVER_EXPLAINS])),
        factor_evidence=draw(st.booleans()),
    )


@given(cases(unknown=False), decimals("0", "500"))
def test_paying_more_never_worsens_a_status(case, more):
    before = compare(case, RATES).status
    after = compare(replace(case, basic_pay=case.basic_pay + more), RATES).status

    assert WORST_FIRST.index(after) >= WORST_FIRST.index(before)


@given(cases(unknown=False), decimals("0", "500"))
def test_a_bigger_bonus_never_worsens_a_status(case, more):
    before = compare(case, RATES).status
    after = compare(replace(case, bonus=case.bonus + more), RATES).status

    assert WORST_FIRST.index(after) >= WORST_FIRST.index(before)


@given(cases(unknown=False), decimals("0", "500"))
def test_tips_premiums_and_allowances_never_change_a_status(case, extra):
    before = compare(case, RATES).status
    kept = replace(case, tips=extra, premium_pay=extra, allowances=extra)

    assert compare(kept, RATES).status is before


@given(cases(), st.sampled_from(["period_start", "period_end", "age", "pay_basis", "basic_pay"]))
def test_a_case_with_a_gap_in_its_evidence_never_passes(case, missing):
    outcome = compare(replace(case, **{missing: None}), RATES)

    assert outcome.status is Status.NEEDS_EVIDENCE
    assert outcome.status not in PASSES
    assert outcome.reasons


@given(cases())
def test_pay_below_the_minimum_never_passes_and_nothing_is_ever_expired(case):
    outcome = compare(case, RATES)

    assert outcome.status is not Status.EXPIRED
    if outcome.minimum_shortfall:
        assert outcome.status not in PASSES
        assert outcome.status is not Status.NOT_COMPARABLE


@given(cases(), st.sampled_from(sorted(NEVER_EXPLAINS)))
def test_an_unlawful_reason_is_as_good_as_none(case, factor):
    unlawful = compare(replace(case, factor=factor, factor_evidence=True), RATES).status

    assert unlawful is compare(replace(case, factor="", factor_evidence=False), RATES).status


@given(cases())
def test_every_figure_has_two_decimals(case):
    outcome = compare(case, RATES)

    figures = [
        outcome.hourly,
        outcome.minimum_hourly,
        outcome.minimum,
        outcome.minimum_shortfall,
        outcome.comparator_hourly,
        outcome.gap_percent,
    ]
    for figure in figures:
        assert figure is None or (isinstance(figure, Decimal) and figure.as_tuple().exponent == -2)
