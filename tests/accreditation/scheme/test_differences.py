"""Every change between two versions is said, and nothing else."""

import copy

import pytest

from accreditation.scheme.differences import differences
from tests.accreditation.scheme.cases import DOCUMENT


def changed(change):
    after = copy.deepcopy(DOCUMENT)
    change(after)
    return [f"{d.part} {d.code}: {d.said}" for d in differences(DOCUMENT, after)]


def put(row, key, value):
    row[key] = value


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda d: put(d, "declared_percent", 30),
         ["Scheme : most percent of the points that may be declared: 40 becomes 30"]),
        (lambda d: put(d["levels"][1], "percent", 50),
         ["Levels silver: percent of the points: 45 becomes 50"]),
        (lambda d: put(d["levels"][1]["floors"], "outcomes", 30),
         ["Levels silver: floor in outcomes: 25 becomes 30"]),
        (lambda d: put(d["criteria"][0]["steps"][1], "points", 4),
         ["Criteria OR1: step 1, points: 3 becomes 4"]),
        (lambda d: put(d["criteria"][0]["steps"][1], "threshold", {"micro": 1, "large": 2}),
         ["Criteria OR1: step 1, least for micro: nothing becomes 1",
          "Criteria OR1: step 1, least for large: nothing becomes 2",
          "Criteria OR1: step 1, least: 1 becomes nothing"]),
        (lambda d: d["criteria"][0]["steps"].pop(),
         ["Criteria OR1: step 2 was taken out: Someone who hires keeps talking to us"]),
        (lambda d: put(d["gates"][0], "metrics", ["below_minimum", "shortfall"]),
         ["Gates G1: what it counts: “below_minimum” becomes “below_minimum, shortfall”"]),
        (lambda d: d["caps"].pop(), ["Caps C2: was taken out"]),
        (lambda d: d["caps"].append({**d["caps"][0], "code": "C9"}), ["Caps C9: is new"]),
        (lambda d: put(d["criteria"][0], "evidence_source", "employer_declared"),
         ["Criteria OR1: who vouches for it: “officer verified” becomes “employer declared”"]),
        (dict, []),
    ],
)  # fmt: skip
def test_a_change_is_said_once_in_words(change, said):
    assert changed(change) == said
