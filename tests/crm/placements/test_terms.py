"""Which lines of a history count, whatever was put right, taken back and put back."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.placements.terms import What, counting, in_force, to_follow

DAY = date(2026, 1, 5)


@dataclass(frozen=True)
class Line:
    id: int
    what: What
    from_on: date
    about_id: int | None = None


START = Line(1, What.START, DAY)
RISE = Line(2, What.CHANGE, DAY + timedelta(days=30))
RIGHT = Line(3, What.MISTAKE, DAY + timedelta(days=25), 2)


@pytest.mark.parametrize(
    ("lines", "ids"),
    [
        ([START], [1]),
        ([START, RISE], [1, 2]),
        ([START, RISE, RIGHT], [1, 3]),
        ([START, RISE, RIGHT, Line(4, What.TAKEN_BACK, DAY, 3)], [1, 2]),
        ([START, RISE, Line(3, What.TAKEN_BACK, DAY, 2)], [1]),
        ([START, RISE, Line(3, What.TAKEN_BACK, DAY, 2), Line(4, What.PUT_BACK, DAY, 2)], [1, 2]),
        ([START, RISE, RIGHT, Line(4, What.MISTAKE, DAY + timedelta(days=9), 3)], [1, 4]),
        ([START, Line(2, What.MISTAKE, DAY, 1)], [2]),
    ],
)
def test_lines_that_count(lines, ids):
    assert [line.id for line in counting(lines)] == ids
    assert [line.id for line in counting(reversed(lines))] == ids


@pytest.mark.parametrize(
    ("days", "number"), [(-400, 1), (0, 1), (24, 1), (25, 3), (30, 3), (4000, 3)]
)
def test_what_was_in_force(days, number):
    assert in_force([START, RISE, RIGHT], DAY + timedelta(days=days)).id == number


@given(st.lists(st.integers(0, 400), max_size=8))
def test_some_line_always_counts_and_days_are_in_order(offsets):
    lines = [START] + [
        Line(number, What.CHANGE, DAY + timedelta(days=days))
        for number, days in enumerate(offsets, 2)
    ]
    found = counting(lines)

    assert found
    assert [line.from_on for line in found] == sorted({line.from_on for line in lines})


@given(st.lists(st.integers(1, 400), min_size=1, max_size=6, unique=True), st.data())
def test_following_the_head_leaves_nothing_to_follow(offsets, data):
    lines = [START] + [
        Line(number, What.CHANGE, DAY + timedelta(days=days))
        for number, days in enumerate(offsets, 2)
    ]
    for _ in range(3):
        head = data.draw(st.sampled_from([None, *[line.id for line in lines if line.id > 1]]))
        lines += [
            Line(len(lines) + at, what, line.from_on, line.id)
            for at, (line, what) in enumerate(to_follow(lines, head), 1)
        ]
        assert not to_follow(lines, head)
        assert all(line.id <= (head or 1) for line in counting(lines))
