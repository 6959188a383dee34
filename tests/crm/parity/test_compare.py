"""The fair pay check against its worked cases, and what it says in words."""

from datetime import date

import pytest

from crm.parity.factors import CAN_EXPLAIN, NEVER_EXPLAINS
from crm.parity.rules import compare
from crm.pay.seed import built_in_rates
from tests.crm.parity.worked import CASES, WEEK, case_of

RATES = built_in_rates()


@pytest.mark.parametrize(
    ("base", "changes", "status", "figures"),
    [row[1:] for row in CASES],
    ids=[f"{number} {row[0]}" for number, row in enumerate(CASES)],
)
def test_a_worked_case(base, changes, status, figures):
    outcome = compare(case_of(base, changes), RATES)

    got = {name: getattr(outcome, name) for name in figures}
    assert outcome.status == status
    assert {name: None if value is None else str(value) for name, value in got.items()} == figures
    assert outcome.explanation.endswith(".")


def test_the_table_is_as_long_as_promised():
    assert len(CASES) >= 60


@pytest.mark.parametrize("factor", CAN_EXPLAIN)
def test_an_evidenced_material_factor_explains(factor):
    case = case_of(WEEK, {"comparator_amount": "13.20", "factor": factor, "factor_evidence": True})

    assert compare(case, RATES).status == "SHORTFALL_EXPLAINED"


@pytest.mark.parametrize("factor", NEVER_EXPLAINS)
def test_what_can_never_explain_does_not_even_with_evidence(factor):
    case = case_of(WEEK, {"comparator_amount": "13.20", "factor": factor, "factor_evidence": True})

    outcome = compare(case, RATES)

    assert outcome.status == "SHORTFALL_UNEXPLAINED"
    assert "can never explain lower pay" in outcome.reasons[0]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, ["Paid the same", "£12.71 an hour against £12.71", "minimum wage of £12.71 is met"]),
        ({"basic_pay": "13"}, ["Paid more", "£13.00 an hour against £12.71"]),
        ({"comparator_amount": "13.20"}, ["£12.71 an hour against £13.20", "3.71%"]),
        ({"worked_hours": "37"}, ["£12.02 counts", "£12.71 for age 21 and over", "£25.42 short"]),
        ({"basic_pay": "12.706", "paid_hours": "40"}, ["£508.24 counts against £508.40"]),
        ({"comparator_amount": None}, ["Nothing to compare with", "£12.71 an hour"]),
        ({"age": None}, ["Nobody can tell yet", "The age"]),
        (
            {"comparator_amount": "13", "factor": "location", "factor_evidence": True},
            ["for a reason that was shown", "location or market supplement"],
        ),
    ],
)
def test_the_sentence_holds_the_two_figures(changes, words):
    explanation = compare(case_of(WEEK, changes), RATES).explanation

    assert all(word in explanation for word in words), explanation


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"worked_hours": "37"}, "2 hours worked without pay."),
        ({"worked_hours": "37"}, "£444.85 counts against £470.27 needed for 37 hours."),
        ({"worked_hours": "34"}, "1 hour paid but not worked"),
        ({"tips": "105"}, "Tips of £105.00 never count."),
        ({"premium_pay": "9"}, "Premium pay of £9.00 never counts."),
        ({"bonus": "5"}, "The bonus of £5.00 counts for the minimum wage only."),
        ({"overtime_hours": "5", "overtime_rate": "18"}, "at the basic rate, £12.71 an hour"),
        ({"period_end": date(2026, 6, 30)}, "longer than a month"),
        (
            {"period_start": date(2027, 6, 1), "period_end": date(2027, 6, 7)},
            "No minimum wage later than 1 April 2026 is known",
        ),
        ({"accommodation_charge": "95", "accommodation_nights": "7"}, "£17.30 comes off"),
        ({"accommodation_charge": "9", "accommodation_nights": "7"}, "nothing comes off"),
        ({"accommodation_nights": "7"}, "Free accommodation was not added"),
        ({"deductions_for_employer": "20", "basic_pay": "14"}, "colleagues have the same"),
        ({"factor": "location", "comparator_amount": "13"}, "no evidence that a location"),
        ({"comparator_amount": "13"}, "No reason for the gap was given."),
    ],
)
def test_the_reasons_say_what_was_counted(changes, reason):
    reasons = " ".join(compare(case_of(WEEK, changes), RATES).reasons)

    assert reason in reasons


def test_nothing_ever_calls_the_result_an_equal_pay_claim():
    said = " ".join(
        f"{outcome.explanation} {' '.join(outcome.reasons)}"
        for outcome in (compare(case_of(row[1], row[2]), RATES) for row in CASES)
    )

    assert "equal pay" not in said.lower()
