"""Intervals as published, and counts that cannot be worked out from what is shown."""

from datetime import date
from itertools import product

import pytest

from webinars.feedback import rules


@pytest.mark.parametrize(
    ("count", "of", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (1, 29, 0.0061, 0.1718),
     (0, 10, 0.0, 0.2775), (3, 10, 0.1078, 0.6032)],
)  # fmt: skip
def test_wilson_as_newcombe_published_it(count, of, low, high):
    found = rules.wilson(count, of)

    assert (round(found[0], 4), round(found[1], 4)) == (low, high)


def test_no_hidden_count_follows_from_what_is_shown():
    """Everything three answers can be, up to 12: whoever knows the rule still cannot tell."""
    views = {}
    for counts in product(range(13), repeat=3):
        shown, total, rate = rules.answers(counts, 5)
        views.setdefault((tuple(shown), total, rate), []).append(counts)
    for (shown, _, _), possible in views.items():
        for at, cell in enumerate(shown):
            assert cell is not None or len({one[at] for one in possible}) > 1, (shown, possible)


@pytest.mark.parametrize(
    ("count", "of", "words"),
    [(3, 4, "Fewer than 5 answered, so nothing is shown"),
     (18, 20, "Not shown: fewer than 5 on one side"),
     (15, 20, "15 of 20, 75 % (between 53 and 89 %)"), (20, 20, "20 of 20, 100 % (between 83")],
)  # fmt: skip
def test_rates_in_words(count, of, words):
    assert rules.Rate(count, of, 5).words.startswith(words)


@pytest.mark.parametrize(
    ("ended_on", "days", "on", "is_open"),
    [
        (date(2026, 5, 7), 14, date(2026, 5, 7), True),
        (date(2026, 5, 7), 14, date(2026, 5, 21), True),
        (date(2026, 5, 7), 14, date(2026, 5, 22), False),
        (date(2026, 12, 25), 14, date(2027, 1, 8), True),
        (date(2026, 12, 25), 14, date(2027, 1, 9), False),
        (date(2028, 2, 28), 1, date(2028, 2, 29), True),
        (date(2028, 2, 28), 1, date(2028, 3, 1), False),
    ],
)
def test_a_survey_is_open_for_whole_days_and_shown_after_them(ended_on, days, on, is_open):
    assert rules.survey_open(rules.survey_until(ended_on, days), on) == is_open
