"""The quick way judges every pair exactly as the plain rule does."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm.matching.grid import ASIDE, score
from crm.matching.rules import LINES, match
from tests.crm.matching.cases import LIMITS, Chance


@settings(max_examples=40)
@given(st.integers(0, 10**9), st.integers(0, 60), st.integers(0, 12))
def test_every_pair_is_judged_as_by_the_plain_rule(seed, people, openings):
    chance = Chance(seed)
    who = [chance.person(n) for n in range(people)]
    what = [chance.opening(n) for n in range(openings)]

    for scored in score(who, what, LIMITS):
        plain = [match(p, scored.opening, LIMITS) for p in who]
        assert list(scored.blockers) == [m.blockers for m in plain]
        assert list(scored.points) == [m.points for m in plain]
        order = sorted(range(people), key=lambda n: plain[n].rank)
        assert scored.best(7) == order[:7]
        assert scored.free == sum(m.blockers == 0 for m in plain)


def test_many_different_people_are_judged_alike():
    """More than 256 values of one line do not fit into a byte and go another way."""
    chance = Chance(7)
    who = [chance.person(n) for n in range(700)]
    assert len({(p.home, p.reach) for p in who}) > 256

    for scored in score(who, [chance.opening(n) for n in range(6)], LIMITS):
        plain = [match(p, scored.opening, LIMITS) for p in who]
        assert list(scored.blockers) == [m.blockers for m in plain]
        assert list(scored.points) == [m.points for m in plain]


def test_whoever_is_set_aside_comes_last():
    chance = Chance(3)
    who = [chance.person(n) for n in range(20)]
    scored = next(score(who, [chance.opening(1)], LIMITS))

    left = scored.without([scored.best(1)[0], 5])

    assert left.best(20)[-2:] in ([scored.best(1)[0], 5], [5, scored.best(1)[0]])
    assert list(left.blockers).count(ASIDE) == 2
    assert scored.without(()) is scored


def test_weights_that_a_byte_cannot_hold_are_refused():
    heavy = LIMITS._replace(weights={line.code: 13 for line in LINES})

    with pytest.raises(ValueError, match="more than 127"):
        next(score([], [Chance(1).opening(1)], heavy))
