"""How values are written for people."""

from datetime import UTC, datetime

import pytest

from crm.core import formats

MOMENTS = [
    (datetime(2026, 11, 24, 14, 32, tzinfo=UTC), "24 November 2026 at 2:32pm"),
    (datetime(2026, 11, 24, 17, 0, tzinfo=UTC), "24 November 2026 at 5pm"),
    (datetime(2026, 7, 1, 11, 0, tzinfo=UTC), "1 July 2026 at 12pm"),
    (datetime(2026, 6, 30, 23, 5, tzinfo=UTC), "1 July 2026 at 12:05am"),
    (datetime(2026, 3, 29, 1, 0, tzinfo=UTC), "29 March 2026 at 2am"),
]


@pytest.mark.parametrize(("at", "words"), MOMENTS)
def test_the_public_reads_a_moment_in_words_and_uk_time(at, words):
    assert formats.long_moment(at) == words
