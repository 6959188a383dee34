"""From what people write to what is judged."""

from decimal import Decimal

import pytest

from crm.matching import reading
from crm.matching.reading import Term, Terms
from tests.crm.matching.cases import LIMITS

TASKS = Terms([Term("cleaning", "Cleaning", ["clean", "mop"]), Term("cash", "Money", ["till"])])
SORTS = Terms([Term("kitchens", "Kitchens", ["cook"], ["543", "9264"]), Term("shops", "Shops")])


@pytest.mark.parametrize(
    ("words", "at"),
    [
        ("First bus 06:50 from Didcot", 410),
        ("The first bus is at 7.10", 430),
        ("No bus before 07:10", 430),
        ("Bus 31 from 06:40, every half hour", 400),
        ("Buses from 6.05", 365),
        ("Bus 31", None),
        ("Ten minutes from the station", None),
        ("First bus 29:10", None),
        ("", None),
    ],
)
def test_the_first_bus_is_found_in_words(words, at):
    assert reading.first_bus(words) == at


@pytest.mark.parametrize(
    ("text", "found"),
    [("Mopping and CLEANING", 1), ("Work at the till", 2), ("Unclean", 0), ("", 0),
     ("Till, then clean up", 3)],
)  # fmt: skip
def test_words_are_found_by_their_beginning(text, found):
    assert TASKS.read(text) == found


def test_an_occupation_belongs_to_sorts_of_work():
    assert SORTS.of_occupation("9264") == SORTS.of_occupation("5434") == 1
    assert SORTS.of_occupation("7111") == SORTS.of_occupation("") == 0


def test_lines_without_a_known_word_are_kept():
    assert reading.tasks_read(["Mop", "Feed llamas"], TASKS) == (1, ("Feed llamas",))


@pytest.mark.parametrize(
    ("most", "by_minutes", "modes", "tenths"),
    [(5, False, 0, 50), (30, True, 4, 60), (30, True, 5, 60), (30, True, 1, 15), (30, True, 8, 125),
     (30, True, 0, None), (None, False, 15, None)],
)  # fmt: skip
def test_minutes_become_miles_by_the_quickest_way(most, by_minutes, modes, tenths):
    assert reading.reach(most, by_minutes=by_minutes, modes=modes, limits=LIMITS) == tenths


def test_sets_leave_out_what_is_no_longer_known():
    assert TASKS.of(["cash", "gone", "cash"]) == 2
    assert TASKS.labels(3) == ["Cleaning", "Money"]
    assert reading.set_of(["tue", "noday"], reading.WEEKDAYS) == 2
    assert reading.minutes("07:30") == 450
    assert reading.minutes("") is None
    assert reading.hundredths(Decimal("17.5")) == 1750
