"""Whether small changes keep a level: counted one by one against the score itself."""

import itertools
import random

import pytest

from accreditation.scheme.document import BANDS, Measure, Source
from accreditation.scheme.measures import raise_to
from accreditation.scheme.reading import build, read
from accreditation.scheme.rules import score, steps_of
from accreditation.scheme.sensitivity import Sensitivity, sensitivity
from accreditation.scheme.verdict import DOES_NOT_APPLY, reached
from tests.accreditation.scheme.cases import DOCUMENT, FIRST, ON, best, document, facts, pieces


def some(seed):
    """Facts with a random part of everything an employer could have."""
    chance = random.Random(seed)
    found = best(chance.choice(BANDS))
    kept = [piece for piece in found.evidence if chance.random() < chance.choice((0.4, 0.8, 1))]
    return facts(kept, band=found.band)


def one_step_off(steps):
    """Every set of steps in which one criterion that applies stands one step lower or higher."""
    for place, row in enumerate(DOCUMENT["criteria"]):
        at = max(steps[place], 0)
        near = [moved for moved in range(len(row["steps"])) if abs(moved - at) == 1]
        for moved in near if steps[place] != DOES_NOT_APPLY else ():
            yield [*steps[:place], moved, *steps[place + 1 :]]


def one_theme_off():
    """The scheme written anew with one theme a fifth lighter or heavier than the others."""
    for theme, weight in itertools.product(DOCUMENT["themes"], (8, 12)):
        other = document()
        for row in other["criteria"]:
            for step in row["steps"]:
                step["points"] *= weight if row["theme"] == theme["code"] else 10
        yield build(other)


def ranks_of_small_changes(result):
    steps = steps_of(result.marks)
    return [
        *(reached(FIRST, near) for near in one_step_off(steps)),
        *(reached(other, steps) for other in one_theme_off()),
    ]


@pytest.mark.parametrize("seed", range(40))
def test_every_small_change_is_counted_once(seed):
    result = score(some(seed), FIRST, ON, advise=False)
    shut = [FIRST.ranks[g.gate.level] - 1 for g in result.gates if not g.passed]
    ranks = [min([rank, *shut]) for rank in ranks_of_small_changes(result)]
    held = FIRST.ranks[result.level] if result.level else 0

    found = sensitivity(result)

    assert (found.kept, found.runs) == (sum(rank == held for rank in ranks), len(ranks))


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
