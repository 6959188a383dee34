"""The score: order of rules, dominance of gates, the same bytes every time."""

import json
from dataclasses import replace

import pytest

from accreditation.scheme.measures import Confidence, Evidence, Facts
from accreditation.scheme.reading import read
from accreditation.scheme.result import confidence
from accreditation.scheme.rules import reason_codes, score
from tests.accreditation.scheme.cases import (
    FIRST,
    GOOD,
    ON,
    best,
    days_ago,
    document,
    facts,
    pieces,
    plus,
    shut,
    without,
)

KEYS = [
    *("employer", "scheme", "on", "gates", "caps", "points", "total", "possible", "percent"),
    *("level", "reasons", "next_steps", "hash"),
]


def level(known: Facts, scheme=FIRST) -> str | None:
    return score(known, scheme, ON).level


@pytest.mark.parametrize("band", ["micro", "small", "medium", "large", None])
def test_every_size_can_reach_the_top(band):
    result = score(best(band), FIRST, ON)

    assert (result.level, result.plain()["percent"], result.reasons) == ("gold", 100.0, ())
    assert result.next_steps == ()


def test_an_employer_nobody_has_met_has_no_level_and_few_clear_reasons():
    result = score(facts(), FIRST, ON).plain()

    assert result["level"] is None
    assert len(result["reasons"]) == 4
    assert all(row["remedy"] and row["who"] for row in result["reasons"])
    assert [advice["level"] for advice in result["next_steps"]][-2:] == ["silver", "gold"]


@pytest.mark.parametrize(
    ("evidence", "expected"),
    [
        ((), "gold"),
        (pieces("below_minimum"), None),
        (pieces("shortfall"), None),
        (shut("pay_check_overdue"), None),
    ],
)
def test_a_shut_gate_beats_every_point(evidence, expected):
    result = score(plus(best(), *evidence), FIRST, ON)

    assert result.level == expected
    assert result.sums.total == result.sums.possible


@pytest.mark.parametrize(
    ("missing", "expected"),
    [
        (("kept_26",), "silver"),
        (("kept_26", "start", "trial", "interview"), "bronze"),
        (("opening",), "bronze"),
        (("pay_check",), "silver"),
    ],
)
def test_outcomes_and_caps_limit_the_level(missing, expected):
    assert level(without(best("medium"), *missing)) == expected


def test_a_cap_says_why_it_bites():
    result = score(without(best(), "opening"), FIRST, ON).plain()

    assert next(cap["code"] for cap in result["caps"]) == "C1"
    assert result["reasons"][0]["code"] == "C1"
    assert result["reasons"][0]["remedy"].startswith("Offer an opening")


def test_a_missed_floor_is_named():
    known = without(best(), "workplace_visit", "review", "supervisor")
    result = score(known, FIRST, ON)

    assert result.level == "silver"
    assert "FLOOR-gold-support" in [limit.code for limit in result.limits]


@pytest.mark.parametrize(
    ("percent", "expected"), [(39, "gold"), (40, "gold"), (41, "silver"), (100, "silver")]
)
def test_a_level_starts_exactly_at_its_percent(percent, expected):
    """40 of 100 points: a threshold of 40 is reached, one of 41 is not."""
    changed = document(caps=[], gates=[])
    for row, wanted in zip(changed["levels"], (1, 2, percent), strict=True):
        row["percent"], row["floors"] = wanted, {}
    known = without(best("large"), *(m for m in GOOD if m not in {"opening", "start", "kept_26"}))
    known = plus(known, *pieces("carving", 4), *pieces("lasting_start"))

    result = score(known, read(changed), ON)

    assert (result.sums.total, result.sums.possible) == (40, 100)
    assert result.level == expected


@pytest.mark.parametrize(
    ("share", "total"), [(99, 100), (40, 100), (15, 100), (14, 98), (10, 94), (0, 85)]
)
def test_declared_points_are_held_to_their_share(share, total):
    """85 checked points stand beside at most ``share`` percent of declared ones."""
    result = score(best("large"), read(document(declared_percent=share)), ON).plain()

    assert result["total"] == total == sum(row["got"] for row in result["points"])
    assert (result["points"][-1]["code"] == "DECLARED") is (total < 100)


def test_the_result_has_the_keys_of_the_contract_and_is_plain_json():
    result = score(without(best(), "kept_26"), FIRST, ON).plain()

    assert list(result) == KEYS
    assert json.loads(json.dumps(result)) == result
    assert set(result["gates"][0]) == {"code", "passed", "reason"}
    assert set(result["points"][0]) == {
        *("code", "got", "possible", "confidence", "reason", "evidence"),
    }


def test_unknown_zero_and_not_applying_look_different_in_the_result():
    rows = {row["code"]: row for row in score(facts(), FIRST, ON).plain()["points"]}

    assert (rows["OO1"]["got"], rows["OO1"]["possible"]) == (0, 10)
    assert (rows["FP2"]["got"], rows["FP2"]["possible"]) == (None, 4)
    assert (rows["LE2"]["got"], rows["LE2"]["possible"]) == (None, 0)


def test_the_hash_covers_facts_scheme_and_date():
    known = best()
    hashes = {
        score(known, FIRST, ON).plain()["hash"],
        score(known, FIRST, days_ago(-1)).plain()["hash"],
        score(known, read(document(title="Another")), ON).plain()["hash"],
        score(plus(known, Evidence("opening", ON, "V-9")), FIRST, ON).plain()["hash"],
    }

    assert len(hashes) == 4


def degraded():
    """The best employer with one thing taken away, made old, halved or refused."""
    for band in ("small", "large"):
        whole = best(band)
        for metric in FIRST.metrics:
            yield without(whole, metric)
            yield plus(whole, *pieces(metric, age=42))
            yield replace(whole, unknown=frozenset({metric}))
            yield plus(without(whole, metric), Evidence(metric, ON, "no", 0))
            yield plus(without(whole, metric), Evidence(metric, days_ago(1200), "old", 3))
            yield plus(without(whole, metric), *pieces(metric, until=days_ago(1)))
            yield plus(without(whole, metric), Evidence(metric, ON, "one"))
            share = (Evidence(metric, ON, "yes"), Evidence(metric, ON, "no", 0))
            yield plus(without(whole, metric), *share, Evidence(metric, ON, "yes too"))
        for theme in FIRST.themes:
            inside = {c.metric for c in FIRST.criteria if c.theme == theme.code}
            yield without(whole, *inside)
            yield without(whole, *inside - {"start", "opening"})
    yield facts()
    yield facts(pieces("start"))
    yield facts(pieces("start"), pieces("pay_check", value=0))
    yield facts(pieces("start"), pieces("pay_check", age=400))
    yield without(best("large"), "interview", "trial", "start", "kept_26")


def test_every_reason_code_can_come_about():
    found = {reason.code for known in degraded() for reason in score(known, FIRST, ON).reasons}

    assert reason_codes(FIRST) - found == set()
    assert found <= reason_codes(FIRST)


@pytest.mark.parametrize(
    ("known", "expected", "reasons"),
    [
        (best("large"), Confidence.HIGH, 0),
        (facts(), Confidence.MEDIUM, 1),
        (without(best("large"), "opening"), Confidence.HIGH, 0),
    ],
)
def test_confidence_stands_apart_from_the_points(known, expected, reasons):
    judged = score(known, FIRST, ON).marks
    found, why = confidence(FIRST, judged)

    assert (found, len(why)) == (expected, reasons)


@pytest.mark.parametrize("metric", FIRST.metrics)
def test_every_metric_is_used(metric):
    used = {c.metric for c in FIRST.criteria} | {m for g in FIRST.gates for m in g.metrics}

    assert metric in used
