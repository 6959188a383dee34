"""The first scheme version keeps the rules that the service set itself."""

import pytest

from accreditation.scheme.document import BANDS, Source
from accreditation.scheme.reading import find_faults
from tests.accreditation.scheme.cases import DOCUMENT, FIRST

POSITIONS = [*DOCUMENT["criteria"], *DOCUMENT["gates"], *DOCUMENT["caps"], *DOCUMENT["levels"]]


def test_it_has_no_faults_and_is_only_proposed():
    assert find_faults(DOCUMENT) == []
    assert FIRST.status == "proposed"


@pytest.mark.parametrize("row", POSITIONS, ids=lambda row: row["code"])
def test_every_number_says_whether_anyone_confirmed_it(row):
    assert row["status"] == ("confirmed" if row["code"] == "G1" else "unconfirmed")
    assert row["basis"]


def test_a_hundred_points_most_of_them_from_our_own_records():
    declared = sum(c.points for c in FIRST.criteria if c.source is Source.EMPLOYER)

    assert sum(c.points for c in FIRST.criteria) == 100
    assert declared <= 40
    assert 16 <= len(FIRST.criteria) <= 20


@pytest.mark.parametrize(
    ("level", "metrics"),
    [
        ("bronze", {"below_minimum", "shortfall", "pay_check_overdue"}),
        ("silver", {"interview", "trial", "start", "kept_26"}),
        ("gold", {"kept_26"}),
    ],
)
def test_pay_and_outcomes_are_gates_not_points(level, metrics):
    assert {m for gate in FIRST.gates if gate.level == level for m in gate.metrics} == metrics


def test_a_very_small_firm_is_asked_for_less_paper():
    asked = {band: {c.code for c in FIRST.criteria if c.applies(band)} for band in BANDS}

    assert "LE2" not in asked["micro"] | asked["small"]
    assert "SW3" not in asked["micro"]
    assert asked["micro"] < asked["small"] < asked["medium"] == asked["large"]


@pytest.mark.parametrize("criterion", FIRST.criteria, ids=lambda criterion: criterion.code)
def test_no_threshold_asks_more_of_a_smaller_employer(criterion):
    for step in criterion.steps[1:]:
        asked = [step.thresholds[band] for band in BANDS if band in step.thresholds]
        assert asked == sorted(asked)
