"""Pure rules of the programme, by tables."""

from datetime import UTC, datetime, timedelta

import pytest

from webinars.programme import rules
from webinars.programme.rules import Standing, State

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("capacity", "percent", "expected"),
    [(100, 0, 100), (100, 10, 110), (10, 5, 10), (20, 5, 21), (0, 50, 0), (1, 100, 2)],
)
def test_seats_are_the_capacity_and_whole_seats_more(capacity, percent, expected):
    assert rules.seats(capacity, percent) == expected


@pytest.mark.parametrize(
    ("state", "closed", "in_minutes", "taken", "expected"),
    [
        (State.DRAFT, False, 60, 0, Standing.DRAFT),
        (State.PUBLISHED, False, 60, 0, Standing.OPEN),
        (State.PUBLISHED, False, 60, 9, Standing.OPEN),
        (State.PUBLISHED, False, 60, 10, Standing.FULL),
        (State.PUBLISHED, False, 60, 11, Standing.FULL),
        (State.PUBLISHED, True, 60, 0, Standing.CLOSED),
        (State.PUBLISHED, True, 60, 10, Standing.CLOSED),
        (State.PUBLISHED, False, 0, 0, Standing.CLOSED),
        (State.PUBLISHED, False, -30, 0, Standing.CLOSED),
        (State.FINISHED, False, -90, 10, Standing.FINISHED),
        (State.CANCELLED, True, 60, 0, Standing.CANCELLED),
    ],
)
def test_closed_and_full_follow_from_a_moment_and_a_count(
    state, closed, in_minutes, taken, expected
):
    starts_at = NOW + timedelta(minutes=in_minutes)

    found = rules.standing(state, closed=closed, starts_at=starts_at, now=NOW, taken=taken, most=10)

    assert found is expected


@pytest.mark.parametrize(
    ("address", "good"),
    [
        ("https://teams.example/l/meetup-join/1?x=2", True),
        ("http://meet.example/a", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("//meet.example", False),
        ("https://", False),
        ("https://[", False),
        ("meet.example", False),
        ("https://meet.example/a b", False),
        ("", False),
    ],
)
def test_only_addresses_of_the_web_are_links(address, good):
    assert rules.is_web_address(address) is good


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("168, 24, 1", [168, 24, 1]), ("1,24", [24, 1]), ("24, 24", [24]), ("", []), (" , ", [])],
)
def test_reminder_times_are_read_longest_first(typed, expected):
    assert rules.hours_of(typed) == expected


@pytest.mark.parametrize("typed", ["a day", "0", "-1", "1.5", "1441", "1,2,3,4,5,6,7", "٣"])
def test_reminder_times_that_cannot_be_are_refused(typed):
    with pytest.raises(ValueError, match="Enter"):
        rules.hours_of(typed)


def test_how_long_before_is_said_in_words():
    assert rules.befores([168, 24, 1]) == "7 days, 1 day and 1 hour before"
    assert rules.befores([36]) == "36 hours before"
    assert rules.befores([]) == ""


def test_what_is_missing_is_said_in_words():
    good = {
        "title": "A", "words": "B", "join_url": "https://meet.example/1",
        "starts_at": NOW + timedelta(hours=1), "now": NOW, "capacity": 1,
    }  # fmt: skip
    assert rules.lacking(**good) == []
    bad = {"title": " ", "words": "", "join_url": "ftp://x", "starts_at": NOW, "capacity": 0}
    assert len(rules.lacking(**(good | bad))) == 5
