"""Many generated employers over the first scheme: what must hold for each of them, always.

2,000 by default; ``PLACEWELL_CASES=100000`` for the whole. The seed is printed when one fails.
"""

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from random import Random

from accreditation.scheme.document import BANDS, Measure, Source
from accreditation.scheme.measures import Evidence, Facts
from accreditation.scheme.rules import carry_out, score
from tests.accreditation.scheme.cases import FIRST, FORBIDDEN, ON

CASES = int(os.environ.get("PLACEWELL_CASES", "2000"))
SEED = int(os.environ.get("PLACEWELL_SEED", "20261122"))
RANKS = {None: 0, **FIRST.ranks}
GOOD = sorted(FIRST.metrics.keys() - FORBIDDEN)
DECLARED = sorted(c.metric for c in FIRST.criteria if c.source is Source.EMPLOYER)
SHARES = sorted(c.metric for c in FIRST.criteria if c.measure is Measure.SHARE)
AGES = (0, 1, 10, 41, 42, 43, 89, 90, 120, 180, 364, 365, 366, 729, 730, 731, 1095, 1096, 1200)


def piece(dice: Random, metric: str, number: int) -> Evidence:
    """One piece of evidence near the edges of windows; declared ones may be checked."""
    age = dice.choice(AGES) if dice.random() < 0.8 else dice.randint(-30, 1300)
    until = ON + timedelta(days=dice.randint(-40, 400)) if dice.random() < 0.1 else None
    declared = metric in DECLARED
    value = dice.randint(0, 3) if declared else dice.choice((0, 1, 1, 1))
    checked = declared and dice.random() < 0.4
    ref = f"R-{number % 40}"
    return Evidence(metric, ON - timedelta(days=age), ref, value, until, checked)


def case(seed: int) -> tuple[Random, Facts]:
    """One employer: from nothing known to nearly everything, of any size."""
    dice = Random(seed)
    wealth = dice.choice((3, 12, 30, 60))
    metrics = GOOD if dice.random() < 0.6 else sorted(FIRST.metrics)
    evidence = tuple(piece(dice, dice.choice(metrics), n) for n in range(dice.randint(0, wealth)))
    out = frozenset(metric for metric in DECLARED if dice.random() < 0.15)
    return dice, Facts("E-00042", dice.choice([None, *BANDS]), evidence, out)


def cases() -> Iterator[tuple[int, Random, Facts]]:
    for number in range(CASES):
        yield number, *case(SEED + number)


def better(dice: Random, facts: Facts) -> Facts:
    """The same employer with one thing better: more evidence, a pass, a check, or a fault gone."""
    change = dice.randrange(4)
    pieces = list(facts.evidence)
    if change == 0 or not pieces:
        metric = dice.choice(GOOD)
        added = Evidence(metric, ON - timedelta(days=dice.randint(0, 300)), "N-1", 3)
        return replace(facts, evidence=(*pieces, added))
    place = dice.randrange(len(pieces))
    old = pieces[place]
    if old.metric in FORBIDDEN:
        del pieces[place]
    elif change == 1:
        pieces[place] = replace(old, value=max(old.value, 1) + (old.metric in DECLARED))
    elif old.metric in DECLARED:
        pieces[place] = replace(old, checked=True)
    else:
        pieces[place] = replace(old, value=max(old.value, 1))
    return replace(facts, evidence=tuple(pieces))


def gate_holds(facts: Facts, level: str | None, shut: list[str]) -> bool:
    return all(RANKS[level] < FIRST.ranks[gate] for gate in shut)


def test_a_failed_gate_always_wins_and_better_evidence_never_lowers_a_level():
    for number, dice, facts in cases():
        result = score(facts, FIRST, ON, advise=False)
        shut = [row.gate.level for row in result.gates if not row.passed]
        assert gate_holds(facts, result.level, shut), SEED + number

        after = score(better(dice, facts), FIRST, ON, advise=False)
        assert RANKS[after.level] >= RANKS[result.level], SEED + number


def test_the_order_of_evidence_never_matters_and_the_same_input_has_the_same_hash():
    for number, dice, facts in cases():
        mixed = list(facts.evidence)
        dice.shuffle(mixed)
        again = Facts(facts.employer, facts.band, tuple(mixed), frozenset(sorted(facts.left_out)))

        one, two = (score(known, FIRST, ON, advise=False).plain() for known in (facts, again))
        assert one == two, SEED + number
        assert len(one["hash"]) == 64


def test_following_the_whole_set_of_next_steps_reaches_the_level():
    for number, _, facts in cases():
        result = score(facts, FIRST, ON)
        rank = RANKS[result.level]
        told = {FIRST.ranks[advice.level.code] for advice in result.next_steps}
        assert told == set(range(rank + 1, len(FIRST.levels) + 1)), SEED + number
        for advice in result.next_steps:
            after = score(carry_out(facts, advice, ON), FIRST, ON, advise=False)
            assert RANKS[after.level] >= FIRST.ranks[advice.level.code], SEED + number


def test_the_cases_reach_every_level_and_shut_every_gate():
    levels, shut, excused, checked = set(), set(), 0, 0
    for _, _, facts in cases():
        result = score(facts, FIRST, ON, advise=False)
        levels.add(result.level)
        shut |= {row.gate.code for row in result.gates if not row.passed}
        excused += bool(facts.left_out)
        checked += any(mark.sure for mark in result.marks)

    assert levels == {None, *FIRST.ranks}
    assert shut == {gate.code for gate in FIRST.gates}
    assert excused > CASES // 5
    assert checked > CASES // 5
