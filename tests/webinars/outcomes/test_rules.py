"""Windows and touches by hand, and hidden counts that nobody can work out."""

from datetime import date, timedelta
from itertools import product

import pytest

from webinars.outcomes import rules
from webinars.outcomes.rules import CAME, MISSED, Held

MAY, NOVEMBER = date(2026, 5, 7), date(2026, 11, 19)
ONE = Held(1, MAY, frozenset({1, 2, 3}), frozenset({4}))
TWO = Held(2, NOVEMBER, frozenset({1, 4}), frozenset({2}))


@pytest.mark.parametrize(
    ("day", "window", "counts"),
    [(0, 30, 1), (30, 30, 1), (31, 30, 0), (-1, 30, 0), (90, 90, 1), (180, 180, 1), (181, 180, 0)],
)
def test_the_window_begins_with_the_day_itself(day, window, counts):
    days = {1: [MAY + timedelta(days=day)], 9: [MAY]}

    assert rules.followed(ONE.came, days, MAY, window) == counts


def test_an_employer_counts_once_however_many_steps():
    days = {1: [MAY + timedelta(days=3)] * 5}

    assert rules.followed(ONE.came, days, MAY, 30) == 1


def test_first_and_last_touch_by_hand():
    near = NOVEMBER + timedelta(days=3)
    days = {1: [near], 2: [MAY + timedelta(days=1)], 4: [near]}

    assert rules.touched([ONE, TWO], days, 365, first=True) == [2, 1]
    assert rules.touched([ONE, TWO], days, 365, first=False) == [1, 2]
    assert rules.touched([ONE, TWO], days, 30, first=True) == [1, 2]


def _webinars(size, number):
    return [
        Held(at, MAY + timedelta(days=400 * at), frozenset(range(at * 100, at * 100 + size)),
             frozenset())
        for at in range(number)
    ]  # fmt: skip


def _days(webinars, early, late):
    """Steps of the first ``early`` employers at once and of the next ones after 60 days."""
    found = {}
    for one, soon, more in zip(webinars, early, late, strict=True):
        own = sorted(one.came)
        found |= {employer: [one.on] for employer in own[:soon]}
        found |= {employer: [one.on + timedelta(days=60)] for employer in own[soon : soon + more]}
    return found


@pytest.mark.parametrize(("size", "number"), [(9, 1), (12, 2), (9, 3)])
def test_no_hidden_count_can_be_worked_out(size, number):
    """All tables there can be: whoever sees one and knows the rules still cannot tell a cell."""
    webinars, views = _webinars(size, number), {}
    for counts in product(range(size + 1), repeat=number):
        days = _days(webinars, counts, [0] * number)
        (column,) = rules.columns(webinars, days, CAME, [30], 5)
        views.setdefault((tuple(column.cells), column.total), []).append(counts)
    for (cells, _), possible in views.items():
        for at, cell in enumerate(cells):
            assert cell is not None or len({one[at] for one in possible}) > 1, (cells, possible)


def test_no_hidden_count_can_be_worked_out_from_a_wider_window():
    webinars, views = _webinars(8, 2), {}
    pairs = [(early, late) for early in range(9) for late in range(9 - early)]
    for one, two in product(pairs, repeat=2):
        days = _days(webinars, (one[0], two[0]), (one[1], two[1]))
        short, long = rules.columns(webinars, days, CAME, [30, 90], 5)
        shown = (tuple(short.cells), short.total, tuple(long.cells), long.total)
        truth = (one[0], two[0], sum(one), sum(two))
        views.setdefault(shown, []).append(truth)
    for shown, possible in views.items():
        cells = (*shown[0], *shown[2])
        for at, cell in enumerate(cells):
            assert cell is not None or len({one[at] for one in possible}) > 1, (shown, possible)


def test_nothing_of_a_few_is_shown():
    webinars = _webinars(20, 1)
    for count in range(21):
        (column,) = rules.columns(webinars, _days(webinars, [count], [0]), CAME, [30], 5)
        hidden = 0 < count < 5 or 0 < 20 - count < 5
        assert (column.cells[0] is None) == hidden, count
        assert (column.total is None) == hidden


def test_the_other_group_is_counted_apart():
    (column,) = rules.columns([ONE], {4: [MAY]}, MISSED, [30], 2)

    assert list(column.sizes) == [1]
    assert column.cells == [None]


def test_what_is_hidden_among_those_who_came_is_hidden_by_touch():
    webinars = _webinars(4, 2)
    (came,) = rules.columns(webinars, {}, CAME, [30], 5)
    first, last = rules.touches(webinars, {}, 30, 5, came)

    assert came.cells == first.cells == last.cells == [None, None]
