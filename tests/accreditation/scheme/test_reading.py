"""A scheme document with faults is refused with sentences that name place and cure."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accreditation.scheme.reading import FaultyError, find_faults, read
from tests.accreditation.scheme.cases import DOCUMENT, FIRST, document


def put(path, value):
    """The first scheme with one value changed; ``path`` is a list of keys and places."""
    changed = document()
    row = changed
    for key in path[:-1]:
        row = row[key]
    row[path[-1]] = value
    return changed


def drop(path):
    changed = document()
    row = changed
    for key in path[:-1]:
        row = row[key]
    del row[path[-1]]
    return changed


STEPS = ["criteria", 3, "steps"]


@pytest.mark.parametrize(
    ("faulty", "sentence"),
    [
        (None, "The document is not a JSON object: start it with { and give it a version."),
        ([], "The document is not a JSON object: start it with { and give it a version."),
        (drop(["version"]), "The document: version is missing; give it some words."),
        (put(["version"], 1), "The document: version must be some words."),
        (put(["colour"], "red"), "The document: 'colour' is not known here; take it out."),
        (put(["levels"], []), "levels is empty: give it at least one row."),
        (put(["themes", 0], "x"), "themes, row 1: not a JSON object; write it as {...}."),
        (put(["gates", 1, "who"], "them"), "gates, row 2: who must be employer, officer or both."),
        (put(["criteria", 0, "points"], 6.0), "whole points from 0 to 1000."),
        (put(["criteria", 0, "points"], True), "whole points from 0 to 1000."),
        (put(["criteria", 0, "steps"], []), "criteria, row 1: steps must be 2 to 4 steps."),
        (put([*STEPS, 1], {}), "criteria, row 4, step 1: descriptor is missing"),
        (put(["criteria", 0, "applies_to_size"], ["tiny"]), "applies_to_size must be some of"),
        (put(["criteria", 1, "code"], "OR1"), "criteria: the code OR1 is used 2 times"),
        (put(["criteria", 0, "theme"], "x"), "criterion OR1: x is not among the themes"),
        (put(["criteria", 0, "metric"], "x"), "criterion OR1: x is not among the metrics"),
        (put(["gates", 0, "metrics"], ["x"]), "gate G1: x is not among the metrics"),
        (put(["gates", 0, "from_level"], "x"), "gate G1: x is not among the levels"),
        (put(["caps", 0, "criterion"], "x"), "cap C1: x is not among the criteria"),
        (put(["caps", 0, "at_most"], "x"), "cap C1: x is not among the levels"),
        (put(["levels", 1, "floors"], {"x": 9}), "level silver: x is not among the themes"),
        (put([*STEPS, 3, "points"], 8), "points must start at 0 and rise with each step"),
        (put(["criteria", 3, "points"], 11), "the last step must give the 11 points stated"),
        (put([*STEPS, 2, "threshold"], 1), "criterion OO1: thresholds for micro must rise"),
        (put([*STEPS, 2, "threshold"], {"micro": 2}), "a step has no threshold for small"),
        (put(["criteria", 1, "steps", 2, "threshold"], 101), "a share cannot exceed 100"),
        (put(["criteria", 0, "fresh_for"], 400), "must rise in this order"),
        (put(["themes", 0, "points"], 21), "its criteria add up to 20 points; make them the 21"),
        (
            put(["criteria", 0, "evidence_source"], "system"),
            "evidence_source is system but hiring_talk comes from officer_verified",
        ),
        (put(["gates", 3, "grace_days"], 7), "gate G4: grace_days is for what a gate forbids"),
        (put(["gates", 0, "metrics"], ["opening"]), "what a gate forbids must not earn points"),
        (put(["levels", 1, "percent"], 20), "level silver: percent must be above the 20 of bronze"),
        (put(["levels", 2, "floors"], {"pay": 50}), "level gold: its floor in outcomes must be 25"),
        (put(["criteria", 0, "after"], ["OR2"]), "criteria, row 1: after must be some words."),
        (put(["effective_from"], 5), "effective_from must be a date like 2026-04-01, or null."),
        (put(["criteria", 0, "after"], "x"), "criterion OR1: x is not among the criteria"),
        (put(["criteria", 0, "after"], "OR2"), "criterion OR1: it comes after OR2, which comes"),
        (put(["caps", 0, "below_step"], 3), None),
        (put(["caps", 1, "below_step"], 3), "cap C2: FP1 has no step 3"),
        (
            put(["declared_percent"], 0) | {"levels": put(["levels", 2, "percent"], 86)["levels"]},
            "level gold: A large employer with every point cannot reach it",
        ),
    ],
)
def test_a_fault_is_named_with_its_place_and_cure(faulty, sentence):
    found = find_faults(faulty)

    if sentence is None:
        assert found == []
    else:
        assert any(sentence in fault for fault in found), found


def test_reading_refuses_with_every_fault():
    with pytest.raises(FaultyError) as refused:
        read({"version": "2"})

    assert len(refused.value.faults) > 5


ANYTHING = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=9)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=9), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(ANYTHING, st.sampled_from(sorted(DOCUMENT)), st.integers(0, 3), st.data())
def test_no_document_of_any_kind_breaks_the_check(value, key, number, choose):
    rows = DOCUMENT[key]
    if isinstance(rows, list) and number < len(rows):
        inside = choose.draw(st.sampled_from(sorted(rows[number])))
        assert isinstance(find_faults(put([key, number, inside], value)), list)
    assert isinstance(find_faults(put([key], value)), list)
    assert find_faults(value)


def test_the_hash_does_not_depend_on_how_the_document_was_written_down():
    backwards = json.loads(json.dumps(dict(reversed(DOCUMENT.items())), indent=3))

    assert read(backwards).hash == FIRST.hash
    assert read(document(title="Other")).hash != FIRST.hash
