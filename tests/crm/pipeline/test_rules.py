"""How old a stage is, as a table."""

from datetime import date, timedelta

import pytest

from crm.pipeline.rules import Limit, age, goes_forward, listed, unmet

TODAY = date(2026, 11, 24)
THIRTY = Limit("contacted", 30, 60)
ORDER = ["prospect", "contacted", "meeting", "paused"]


@pytest.mark.parametrize(
    ("days", "limit", "state", "words"),
    [
        (0, THIRTY, "", "since today"),
        (1, THIRTY, "", "1 day"),
        (30, THIRTY, "", "30 days"),
        (31, THIRTY, "late", "31 days, expected 30"),
        (60, THIRTY, "late", "60 days, expected 30"),
        (61, THIRTY, "warning", "61 days, expected 30"),
        (1400, None, "", "1,400 days"),
        (-2, THIRTY, "", "since today"),
    ],
)
def test_the_age_of_a_stage(days, limit, state, words):
    assert age(TODAY - timedelta(days=days), TODAY, limit) == (state, words)


def test_an_age_nobody_knows_says_nothing():
    assert age(None, TODAY, THIRTY) == ("", "")


@pytest.mark.parametrize(
    ("old", "new", "forward"),
    [
        ("prospect", "contacted", True),
        ("prospect", "meeting", True),
        ("meeting", "contacted", False),
        ("meeting", "paused", False),
        ("paused", "meeting", False),
    ],
)
def test_only_later_stages_ask_for_the_checks(old, new, forward):
    assert goes_forward(ORDER, old, new) is forward


def test_what_is_left_reads_as_a_sentence():
    left = unmet([(1, "Risk assessment seen"), (2, "Supervisor named"), (3, "Pay agreed")], {3})

    assert listed(left) == "risk assessment seen and supervisor named"
    assert listed(["One"]) == "one"
    assert listed([]) == ""
