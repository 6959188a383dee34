"""Who takes which employer, as a table."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.handover.rules import Held, How, Step, split, taken

HELD = [Held(n, district) for n, district in enumerate("ABACBAAC", 1)]


def test_evenly_deals_them_out_in_turn():
    assert split(HELD, [7, 9], How.EVENLY) == {1: 7, 2: 9, 3: 7, 4: 9, 5: 7, 6: 9, 7: 7, 8: 9}


def test_a_district_stays_with_one_person_and_the_largest_goes_first():
    found = split(HELD, [7, 9], How.DISTRICT)

    assert found == {1: 7, 3: 7, 6: 7, 7: 7, 2: 9, 5: 9, 4: 9, 8: 9}


@pytest.mark.parametrize("how", How)
def test_nobody_to_take_over_takes_nothing(how):
    assert split(HELD, [], how) == {}
    assert split([], [7], how) == {}


@given(
    st.lists(st.sampled_from("ABCDE"), max_size=60),
    st.lists(st.integers(1, 99), min_size=1, max_size=6, unique=True),
    st.sampled_from(How),
)
def test_every_employer_goes_to_one_of_them(districts, people, how):
    held = [Held(n, district) for n, district in enumerate(districts)]

    found = split(held, people, how)

    assert set(found) == {one.employer_id for one in held}
    assert set(found.values()) <= set(people)
    counts = [list(found.values()).count(person) for person in people]
    if how is How.EVENLY:
        assert max(counts) - min(counts) <= 1
    else:
        takers = {one.district: set() for one in held}
        for one in held:
            takers[one.district].add(found[one.employer_id])
        assert all(len(who) == 1 for who in takers.values())


@pytest.mark.parametrize(
    ("step", "taker"),
    [
        (Step(1, employer_id=3), 7),
        (Step(1, employer_id=2), 9),
        (Step(1, employer_id=50), 8),
        (Step(1, employer_id=51), 7),
        (Step(1, district="B"), 9),
        (Step(1, district="Z"), 7),
        (Step(1, district="B", but=9), 7),
        (Step(1, employer_id=50, but=8), 7),
        (Step(1, but=7), 9),
    ],
)
def test_open_work_goes_with_its_employer_then_with_its_district(step, taker):
    people = [7, 9]
    employers = split(HELD, people, How.DISTRICT)

    assert taken([step], people, HELD, employers, {50: 8, 51: None}) == {1: taker}


def test_nobody_is_left_to_wait_for_themselves():
    assert taken([Step(1, but=7)], [7], HELD, {}, {}) == {}
