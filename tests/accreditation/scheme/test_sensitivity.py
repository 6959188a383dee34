"""Whether small changes keep a level: counted one by one against the score itself."""

import random

import pytest

from accreditation.scheme.document import BANDS, Measure, Source
from accreditation.scheme.measures import raise_to
from accreditation.scheme.reading import read
from accreditation.scheme.rules import score, steps_of
from accreditation.scheme.sensitivity import Sensitivity, sensitivity
from tests.accreditation.scheme.cases import FIRST, ON, best, document, facts, pieces


def some(seed):
    """Facts with a random part of everything an employer could have."""
    chance = random.Random(seed)
    found = best(chance.choice(BANDS))
    kept = [piece for piece in found.evidence if chance.random() < chance.choice((0.4, 0.8, 1))]
    return facts(kept, band=found.band)


@pytest.mark.parametrize("seed", range(40))
def test_one_step_more_is_what_the_score_of_one_step_more_says(seed):
    known = some(seed)
    result = score(known, FIRST, ON, advise=False)
    found = sensitivity(result)

    kept = 0
    for place, (criterion, step) in enumerate(
        zip(FIRST.criteria, steps_of(result.marks), strict=True)
    ):
        if step == -2 or max(step, 0) == criterion.top:
            continue
        better = score(raise_to(known, criterion, max(step, 0) + 1, ON), FIRST, ON, advise=False)
        if steps_of(better.marks)[place] == max(step, 0) + 1:
            kept += better.level == result.level
    assert 0 <= found.kept <= found.runs
    assert found.kept >= kept - len(FIRST.gates)


def test_everything_earned_stands_firmly():
    found = sensitivity(score(best(), FIRST, ON, advise=False))

    assert (found.borderline, found.risks) == (False, ())


def test_nothing_at_all_stands_firmly_too():
    assert not sensitivity(score(facts(), FIRST, ON, advise=False)).borderline


def test_a_level_that_hangs_on_one_thing_names_it():
    """Points just enough for Bronze: each step less of a criterion that counts loses it."""
    rows = [
        criterion
        for criterion in FIRST.criteria
        if criterion.measure is Measure.COUNT and criterion.source is not Source.EMPLOYER
    ]
    known, used = facts(), []
    for criterion in rows:
        if score(known, FIRST, ON, advise=False).level:
            break
        known = raise_to(known, criterion, 1, ON)
        used.append(criterion.title)
    result = score(known, FIRST, ON, advise=False)
    found = sensitivity(result)

    assert result.level == "bronze"
    assert set(found.risks) <= set(used)
    assert found.risks


def test_a_shut_gate_leaves_no_room_above_it():
    shut = facts(best().evidence, pieces("below_minimum"))
    found = sensitivity(score(shut, FIRST, ON, advise=False))

    assert (found.kept, found.percent) == (found.runs, 100)


def test_borderline_begins_below_the_firm_percent():
    assert Sensitivity(79, 100, (), 80).borderline
    assert not Sensitivity(80, 100, (), 80).borderline


def test_the_document_says_how_firm_a_level_has_to_be():
    strict = read(document(firm_percent=100))
    known = next(
        found
        for found in map(some, range(200))
        if 80 <= sensitivity(score(found, FIRST, ON, advise=False)).percent < 100
    )

    assert sensitivity(score(known, strict, ON, advise=False)).borderline
