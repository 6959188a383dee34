"""How a listed award stands, in one word and one line."""

from datetime import date

import pytest

from accreditation.register.rules import WORDS, status

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("state", "ends_on", "word", "line"),
    [
        ("confirmed", date(2027, 9, 9), "valid", "Valid until 9 Sep 2027"),
        ("confirmed", TODAY, "valid", "Valid until 22 Nov 2026"),
        ("confirmed", date(2026, 11, 21), "ended", "Ended 21 Nov 2026"),
        ("suspended", date(2027, 9, 9), "under review", "Under review"),
        ("suspended", date(2026, 11, 21), "ended", "Ended 21 Nov 2026"),
        ("lapsed", date(2026, 11, 1), "ended", "Ended 1 Nov 2026"),
        ("revoked", date(2027, 9, 9), "withdrawn", "Withdrawn 20 Nov 2026"),
        ("withdrawn", date(2027, 9, 9), "withdrawn", "Withdrawn 20 Nov 2026"),
    ],
)
def test_each_state_has_its_word(state, ends_on, word, line):
    found = status(state, ends_on=ends_on, since=date(2026, 11, 20), today=TODAY)

    assert (found.word, found.line) == (word, line)
    assert found.word in WORDS
