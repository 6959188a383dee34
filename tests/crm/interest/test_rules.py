"""What is held, who is suggested, when a reply is due."""

from datetime import UTC, date, datetime, timedelta

import pytest

from crm.core.calendar import LONDON
from crm.interest import rules
from crm.interest.rules import Held, Officer

BEGAN = datetime(2026, 11, 20, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("trap", "seconds", "within", "expected"),
    [
        ("", 3, True, Held.NO),
        ("", 240, True, Held.NO),
        ("", 2.9, True, Held.AUTOMATIC),
        ("x", 240, True, Held.AUTOMATIC),
        ("x", 240, False, Held.AUTOMATIC),
        ("", 240, False, Held.LIMIT),
    ],
)
def test_what_is_held(trap, seconds, within, expected):
    sent = BEGAN + timedelta(seconds=seconds)

    assert rules.hold(trap=trap, began=BEGAN, sent=sent, within_limit=within) is expected


ANN, BO = Officer(1, "Ann", 4), Officer(2, "Bo", 2)


@pytest.mark.parametrize(
    ("officers", "named", "expected"),
    [
        ([ANN, BO], None, (2, "Bo has least waiting: 2 open.")),
        ([ANN, BO], 1, (1, "Ann looks after this district.")),
        ([ANN, BO], 9, (2, "Bo has least waiting: 2 open.")),
        ([ANN, Officer(3, "Al", 4)], None, (3, "Al has least waiting: 4 open.")),
        ([], 1, (None, "Nobody can take enquiries yet.")),
    ],
)
def test_who_should_take_it(officers, named, expected):
    assert rules.suggest_owner(officers, named, {}) == expected


@pytest.mark.parametrize(
    ("named", "covers", "expected"),
    [
        (1, {1: 2}, (2, "Bo covers for Ann, who looks after this district.")),
        (1, {1: None}, (2, "Bo has least waiting: 2 open.")),
        (1, {1: 9}, (2, "Bo has least waiting: 2 open.")),
        (1, {2: 1}, (1, "Ann looks after this district.")),
        (None, {2: 1}, (1, "Ann has least waiting: 4 open.")),
        (None, {1: None, 2: None}, (2, "Bo has least waiting: 2 open.")),
    ],
)
def test_who_takes_it_while_somebody_is_away(named, covers, expected):
    assert rules.suggest_owner([ANN, BO], named, covers) == expected


@pytest.mark.parametrize(
    ("by", "now", "expected"),
    [
        ((2026, 11, 26), (2026, 11, 24, 9, 0), ("later", "Thu 26 Nov, 2 working days left")),
        ((2026, 11, 30), (2026, 11, 27, 9, 0), ("later", "Mon 30 Nov, 1 working day left")),
        ((2026, 11, 24), (2026, 11, 24, 14, 32), ("today", "today, 2 h 28 min left")),
        ((2026, 11, 24), (2026, 11, 24, 16, 59), ("today", "today, 1 min left")),
        ((2026, 11, 24), (2026, 11, 24, 17, 0), ("overdue", "Tue 24 Nov, overdue")),
        ((2026, 11, 27), (2026, 11, 30, 9, 0),
         ("overdue", "Fri 27 Nov, overdue 1 working day")),
    ],
)  # fmt: skip
def test_the_time_left_for_a_first_reply(by, now, expected):
    assert rules.countdown(date(*by), datetime(*now, tzinfo=LONDON), frozenset()) == expected


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2026, 11, 20), date(2026, 11, 24)),
        (date(2026, 11, 21), date(2026, 11, 24)),
        (date(2026, 12, 24), date(2026, 12, 30)),
    ],
)
def test_a_reply_is_due_in_working_days(on, expected):
    holidays = frozenset({date(2026, 12, 25), date(2026, 12, 28)})

    assert rules.reply_by(on, 2, holidays) == expected


def test_the_pages_follow_each_other():
    assert [rules.after(name) for name in rules.NAMES] == [*rules.NAMES[1:], None]
    assert [rules.before(name) for name in rules.NAMES] == [None, *rules.NAMES[:-1]]
    assert rules.first_open({}) == "business"
    assert rules.first_open({"business": "A", "name": "B", "email": ""}) == "you"


def test_choices_are_told_in_one_sentence():
    assert rules.in_words(["job", "work trial"], rules.OFFERS) == "A job, a work trial"
