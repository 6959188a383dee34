"""Minutes are the union of stays inside the webinar; what counts as attended follows."""

from datetime import timedelta

import pytest

from tests.webinars.day.made import moment
from webinars.day import rules
from webinars.day.rules import Rule

RULE = Rule(moment(9), moment(10), 50, timedelta(minutes=5))


def stay(begin, end):
    start = moment(9)
    return start + timedelta(minutes=begin), None if end is None else start + timedelta(minutes=end)


@pytest.mark.parametrize(
    ("stays", "minutes"),
    [
        ([], 0),
        ([(0, 60)], 60),
        ([(0, 30), (10, 40)], 40),
        ([(0, 22), (31, 60)], 51),
        ([(-30, -10)], 0),
        ([(-3, 57)], 60),
        ([(-30, 90)], 60),
        ([(58, 70)], 7),
        ([(20, None)], 40),
        ([(70, None)], 0),
        ([(0, 20), (20.5, 40)], 40),
        ([(0, 20), (21, 40)], 39),
        ([(0, 10), (0, 10), (2, 4)], 10),
    ],
    ids=str,
)
def test_minutes(stays, minutes):
    assert rules.there([stay(*one) for one in stays], RULE) == timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("percent", "seconds", "counts"),
    [(50, 1800, True), (50, 1799, False), (1, 36, True), (1, 0, False), (100, 3599, False),
     (33, 1188, True), (33, 1187, False)],
)  # fmt: skip
def test_who_counts(percent, seconds, counts):
    rule = Rule(moment(9), moment(10), percent, timedelta())

    assert rule.attended(timedelta(seconds=seconds)) is counts


def test_the_webinar_is_as_long_as_it_lasted_when_the_clocks_change():
    rule = Rule(moment(0, 30), moment(2, 30), 50, timedelta())
    assert rule.needed_minutes == 60


@pytest.mark.parametrize(
    ("name", "shown"),
    [("+44 7700 900141", "44770 0••• 41"), ("07700900141", "07700 9••• 41"),
     ("Ann 07700900141", "Ann 07700900141"), ("1234", "1234"), ("07700 9••• 41", "07700 9••• 41")],
)  # fmt: skip
def test_a_callers_number_is_masked(name, shown):
    assert rules.masked(name) == shown
