"""How long the answer of a stored check holds."""

from datetime import date, timedelta

import pytest

from crm.parity.dated import HOLDS_FOR_A_YEAR, NEXT, WORDS, lapses_on, status_on
from crm.parity.rules import Status

APRIL = date(2026, 4, 1)


@pytest.mark.parametrize(
    ("checked_on", "period_start", "on", "last_change", "status"),
    [
        (date(2026, 5, 8), date(2026, 5, 1), date(2026, 11, 21), APRIL, Status.PARITY),
        (date(2026, 5, 8), date(2026, 5, 1), date(2027, 3, 31), APRIL, Status.PARITY),
        (date(2026, 5, 8), date(2026, 5, 1), date(2027, 4, 1), date(2027, 4, 1), Status.EXPIRED),
        (date(2026, 5, 8), date(2026, 5, 1), date(2027, 5, 8), APRIL, Status.PARITY),
        (date(2026, 5, 8), date(2026, 5, 1), date(2027, 5, 9), APRIL, Status.EXPIRED),
        (date(2026, 4, 20), date(2026, 3, 15), date(2026, 4, 21), APRIL, Status.EXPIRED),
        (date(2026, 3, 31), date(2026, 3, 1), date(2026, 3, 31), APRIL, Status.PARITY),
        (date(2026, 4, 1), date(2026, 4, 1), date(2026, 4, 1), APRIL, Status.PARITY),
        (date(2026, 3, 31), None, date(2026, 4, 1), APRIL, Status.EXPIRED),
    ],
)
def test_a_pass_holds_for_12_months_and_until_the_rates_change(
    checked_on, period_start, on, last_change, status
):
    found = status_on(
        Status.PARITY,
        checked_on=checked_on,
        period_start=period_start,
        on=on,
        last_change=last_change,
        months=12,
    )

    assert found is status


@pytest.mark.parametrize("status", [s for s in Status if s not in HOLDS_FOR_A_YEAR])
def test_a_fault_or_an_open_question_never_lapses(status):
    found = status_on(
        status,
        checked_on=date(2020, 1, 1),
        period_start=date(2020, 1, 1),
        on=date(2026, 11, 21),
        last_change=APRIL,
        months=12,
        reopened=True,
    )

    assert found is status


def test_a_check_opened_again_has_lapsed_at_once():
    found = status_on(
        Status.PARITY,
        checked_on=date(2026, 11, 21),
        period_start=date(2026, 11, 1),
        on=date(2026, 11, 21),
        last_change=APRIL,
        months=12,
        reopened=True,
    )

    assert found is Status.EXPIRED


@pytest.mark.parametrize("months", [6, 12, 18])
@pytest.mark.parametrize(
    "checked_on",
    [date(2027, 2, 28), date(2028, 2, 28), date(2028, 2, 29), date(2026, 8, 31), date(2026, 5, 8)],
)
def test_it_lapses_on_the_first_day_that_it_says_so(checked_on, months):
    def said(on):
        return status_on(
            Status.PARITY,
            checked_on=checked_on,
            period_start=None,
            on=on,
            last_change=date.min,
            months=months,
        )

    lapse = lapses_on(checked_on, None, months)

    assert said(lapse - timedelta(days=1)) is Status.PARITY
    assert said(lapse) is Status.EXPIRED


def test_every_status_has_words_and_what_follows():
    assert set(WORDS) == set(NEXT) == set(Status)
    assert not any("_" in words for words in WORDS.values())
