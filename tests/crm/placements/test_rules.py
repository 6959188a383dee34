"""How long somebody has been in work."""

from datetime import date, timedelta

import pytest

from crm.placements.rules import mark_on, mark_reached, weeks_in_work


@pytest.mark.parametrize(
    ("started", "ended", "today", "weeks", "kept"),
    [
        (date(2026, 5, 4), None, date(2026, 5, 10), 0, False),
        (date(2026, 5, 4), None, date(2026, 5, 11), 1, False),
        (date(2026, 5, 4), None, date(2026, 11, 1), 25, False),
        (date(2026, 5, 4), None, date(2026, 11, 2), 26, True),
        (date(2026, 5, 4), date(2026, 8, 3), date(2026, 11, 2), 13, False),
        (date(2026, 5, 4), date(2026, 11, 2), date(2027, 11, 2), 26, True),
        (date(2026, 12, 1), None, date(2026, 11, 2), 0, False),
    ],
)
def test_weeks_and_the_mark(started, ended, today, weeks, kept):
    assert weeks_in_work(started, ended, today) == weeks
    assert mark_reached(started, ended, today) is kept


def test_the_mark_is_182_days_after_the_start():
    assert mark_on(date(2026, 5, 4)) - date(2026, 5, 4) == timedelta(days=182)
