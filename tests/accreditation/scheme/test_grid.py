"""The gap and overlap check looks at every input and finds what was planted."""

import pytest

from accreditation.scheme.grid import check
from accreditation.scheme.reading import build
from tests.accreditation.scheme.cases import FIRST, document


def test_the_first_version_has_neither_gap_nor_overlap():
    found = check(FIRST)

    assert found.faults == ()
    assert found.inputs > 1_000


@pytest.mark.parametrize(
    ("low", "high"),
    [(5, 3), (3, 3), (9, 1)],
)
def test_steps_that_do_not_rise_are_found(low, high):
    planted = document()
    row = next(c for c in planted["criteria"] if len(c["steps"]) == 3 and c["measure"] == "count")
    row["steps"][1]["threshold"], row["steps"][2]["threshold"] = low, high

    found = check(build(planted)).faults

    assert len(found) == len(row["applies_to_size"])
    assert all(row["code"] in fault for fault in found)


@pytest.mark.parametrize("percents", [(20, 20, 70), (45, 20, 70), (20, 80, 70)])
def test_levels_that_do_not_rise_are_found(percents):
    planted = document()
    for row, percent in zip(planted["levels"], percents, strict=True):
        row["percent"] = percent

    assert "levels:" in check(build(planted)).faults[0]
