"""Dates as people type them."""

from datetime import date

import pytest

from crm.core.days import parse_day

TUESDAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("typed", "lean", "meant"),
    [
        ("27/11/2026", "next", date(2026, 11, 27)),
        ("27/11", "next", date(2026, 11, 27)),
        ("4/11", "next", date(2027, 11, 4)),
        ("4/11", "last", date(2026, 11, 4)),
        ("24/11", "last", TUESDAY),
        ("24/11", "next", TUESDAY),
        ("5/1", "near", date(2027, 1, 5)),
        ("1/9", "near", date(2026, 9, 1)),
        ("29/2", "near", None),
        ("2026-11-04", "next", date(2026, 11, 4)),
        ("05/06/2026", "next", date(2026, 6, 5)),
        ("4 Nov 2026", "next", date(2026, 11, 4)),
        ("Fri 4th December", "next", date(2026, 12, 4)),
        ("tomorrow", "next", date(2026, 11, 25)),
        ("Yesterday", "last", date(2026, 11, 23)),
        ("in 2 weeks", "next", date(2026, 12, 8)),
        ("3 days ago", "last", date(2026, 11, 21)),
        ("fri", "next", date(2026, 11, 27)),
        ("tuesday", "next", date(2026, 12, 1)),
        ("fri", "last", date(2026, 11, 20)),
        ("31/11/2026", "next", None),
        ("29/02/2026", "next", None),
        ("2026-13-01", "next", None),
        ("soon", "next", None),
        ("1/1/1066", "next", None),
        ("٤/١١/2026", "next", None),
    ],
)
def test_what_is_typed_becomes_the_day_that_is_meant(typed, lean, meant):
    assert parse_day(typed, TUESDAY, lean) == meant
