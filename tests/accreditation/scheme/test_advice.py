"""What would raise the level: doing it works, nothing in it is spare, and nothing smaller works."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accreditation.scheme.advice import cheapest, works
from accreditation.scheme.document import EFFORTS
from accreditation.scheme.reading import read
from accreditation.scheme.rules import carry_out, score, steps_of
from accreditation.scheme.verdict import DOES_NOT_APPLY, NOT_ASSESSED
from tests.accreditation.scheme.cases import (
    ANY_FACTS,
    FIRST,
    ON,
    best,
    document,
    facts,
    pieces,
    plus,
    without,
)

RANKS = {None: 0, **FIRST.ranks}


def small_scheme():
    """The first scheme cut to ten criteria, so that every set can be looked at."""
    changed = document(declared_percent=25)
    keep = ("OR1", "OR2", "OO1", "OO3", "OO4", "FP1", "FP2", "SW1", "SW3", "LE1")
    changed["criteria"] = [row for row in changed["criteria"] if row["code"] in keep]
    for theme in changed["themes"]:
        inside = [row for row in changed["criteria"] if row["theme"] == theme["code"]]
        theme["points"] = sum(row["points"] for row in inside)
    return read(changed)


SMALL = small_scheme()
STEPS = st.tuples(
    *(
        st.sampled_from([DOES_NOT_APPLY, NOT_ASSESSED, *range(row.top + 1)])
        for row in SMALL.criteria
    )
)


@given(ANY_FACTS)
def test_doing_the_advice_yields_the_level(known):
    result = score(known, FIRST, ON)

    for advice in result.next_steps:
        after = score(carry_out(known, advice, ON), FIRST, ON)
        assert RANKS[after.level] >= RANKS[advice.level.code] > RANKS[result.level]


@given(ANY_FACTS)
def test_there_is_always_a_way_to_every_higher_level(known):
    result = score(known, FIRST, ON)
    higher = [level.code for level in FIRST.levels[RANKS[result.level] :]]

    assert sorted({advice.level.code for advice in result.next_steps}) == sorted(higher)


@given(STEPS, st.integers(1, 3))
def test_no_smaller_set_reaches_the_level(steps, rank):
    tops = {
        place: row.top
        for place, row in enumerate(SMALL.criteria)
        if steps[place] != DOES_NOT_APPLY and steps[place] < row.top
    }
    plans = cheapest(SMALL, steps, rank)
    working = [
        chosen
        for size in range(len(tops) + 1)
        for chosen in combinations(tops, size)
        if works(SMALL, steps, rank, [(place, tops[place]) for place in chosen])
    ]

    assert bool(plans) is bool(working)
    for plan in plans:
        least = len(working[0])
        dear = min(map(work, (chosen for chosen in working if len(chosen) == least)))
        assert len(plan) == least
        assert work(place for place, _ in plan) == dear


def work(places):
    return sum(EFFORTS[SMALL.criteria[place].remedy.effort] for place in places)


@given(STEPS, st.integers(1, 3))
def test_nothing_in_a_plan_is_spare(steps, rank):
    for plan in cheapest(SMALL, steps, rank, 3):
        for place, step in plan:
            eased = {**dict(plan), place: step - 1}
            assert not works(SMALL, steps, rank, tuple(eased.items()))


def test_nobody_is_told_to_check_the_pay_of_a_person_who_was_never_taken_on():
    for advice in score(facts(), FIRST, ON).next_steps:
        codes = [mark.criterion.code for mark, _ in advice.raises]
        assert "OO3" in codes or not {"FP1", "SW1", "OO4", "OO5"}.intersection(codes)
        assert "OO1" in codes or "OR2" not in codes


def test_the_remedy_of_a_shut_gate_comes_first():
    known = plus(without(best(), "kept_26"), *pieces("shortfall"))
    result = score(known, FIRST, ON).plain()

    assert result["level"] is None
    assert [step["code"] for step in result["next_steps"][0]["steps"]] == ["G2"]
    assert [step["code"] for step in result["next_steps"][-1]["steps"]][:2] == ["G2", "G5"]


def test_a_sustained_job_also_opens_the_gate_below_it():
    """Keeping a job 26 weeks is a verified result, so no interview is asked for as well."""
    known = without(best(), "interview", "trial", "start", "kept_26")
    gold = score(known, FIRST, ON).plain()["next_steps"][-1]

    assert [step["code"] for step in gold["steps"] if step["kind"] == "gate"] == ["G5"]


def test_advice_names_who_acts_what_to_do_and_what_it_earns():
    step = score(without(best(), "pay_check"), FIRST, ON).plain()["next_steps"][0]["steps"][0]

    assert step == {
        "kind": "criterion",
        "code": "FP1",
        "title": "Paid the same in every check",
        "from": None,
        "to": 1,
        "reach": "Most checks showed equal pay",
        "points": 5,
        "do": "Check a wage slip against the job's pay and settle any difference",
        "who": "both",
        "effort": "hours",
    }


def test_the_next_level_gets_up_to_three_ways_and_each_is_as_short():
    ways = [
        advice
        for advice in score(facts(pieces("interview")), FIRST, ON).next_steps
        if advice.level.code == "bronze"
    ]

    assert len(ways) == 3
    assert len({len(advice.raises) for advice in ways}) == 1


@pytest.mark.parametrize("rank", [1, 2, 3])
def test_a_level_already_reached_needs_nothing(rank):
    steps = steps_of(score(best(), FIRST, ON).marks)

    assert cheapest(FIRST, steps, rank) == ((),)


def test_where_points_cannot_reach_there_is_no_plan():
    nothing_applies = (DOES_NOT_APPLY,) * len(FIRST.criteria)

    assert cheapest(FIRST, nothing_applies, 1) == ()
