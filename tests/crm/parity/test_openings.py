"""Checks that open by themselves: on which day, for what, answered by which check."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from crm.parity.openings import Newest, Reason, Work, answers, needed
from crm.parity.paydays import Frequency, first_full, pay_days
from crm.parity.rules import Status

MONTHLY, FOUR, WEEKLY, TWO = (
    Frequency.MONTHLY, Frequency.FOUR_WEEKLY, Frequency.WEEKLY, Frequency.FORTNIGHTLY,
)  # fmt: skip


@pytest.mark.parametrize(
    ("every", "known", "since", "first"),
    [
        # The last of the month: a start on the 1st is a whole month, any other day is not.
        (MONTHLY, "2026-01-31", "2026-10-01", "2026-10-31"),
        (MONTHLY, "2026-01-31", "2026-10-02", "2026-11-30"),
        (MONTHLY, "2026-02-28", "2026-10-10", "2026-11-30"),
        (MONTHLY, "2026-01-31", "2027-02-01", "2027-02-28"),
        # The 25th.
        (MONTHLY, "2026-11-25", "2026-10-10", "2026-11-25"),
        (MONTHLY, "2026-11-25", "2026-10-26", "2026-11-25"),
        (MONTHLY, "2026-11-25", "2026-10-28", "2026-12-25"),
        (MONTHLY, "2026-11-30", "2026-12-15", "2027-01-31"),
        # Fridays.
        (WEEKLY, "2026-11-20", "2026-11-21", "2026-11-27"),
        (WEEKLY, "2026-11-20", "2026-11-23", "2026-12-04"),
        (TWO, "2026-11-20", "2026-11-23", "2026-12-18"),
        (TWO, "2026-11-20", "2026-10-10", "2026-10-23"),
        (FOUR, "2026-11-20", "2026-11-21", "2026-12-18"),
        (FOUR, "2026-11-20", "2026-09-26", "2026-10-23"),
    ],
)
def test_the_first_full_pay_date(every, known, since, first):
    day = date.fromisoformat

    assert first_full(every, day(known), day(since)) == day(first)


@pytest.mark.parametrize("every", Frequency)
@pytest.mark.parametrize("offset", range(0, 40, 3))
def test_pay_days_follow_from_any_one_of_them(every, offset):
    since = date(2026, 3, 1)
    known = since + timedelta(days=offset)
    days = pay_days(every, known, since)
    found = [next(days) for _ in range(12)]

    assert found == sorted(set(found))
    assert known in found or known < found[0]
    again = pay_days(every, found[6], since)
    if every is not MONTHLY or known.day < 29:
        assert [next(again) for _ in range(12)] == found


STARTED, TODAY = date(2025, 10, 1), date(2026, 11, 20)
RATES_ON = date(2026, 4, 1)
WORK = Work(STARTED, (), RATES_ON, None, lambda since: since + timedelta(days=30))
PASSED = Newest(Status.PARITY, date(2026, 5, 6), date(2026, 4, 1), date(2027, 4, 1))


def reasons(work, today=TODAY):
    return {need.reason: (need.event_on, need.due_on) for need in needed(work, today)}


def test_the_first_check_opens_on_the_first_full_pay_date():
    assert reasons(WORK, date(2025, 10, 30)) == {}
    assert reasons(WORK, date(2025, 10, 31)) == {Reason.FIRST: (STARTED, date(2025, 10, 31))}


def test_nothing_opens_while_the_newest_check_holds():
    assert reasons(replace(WORK, newest=PASSED)) == {}


@pytest.mark.parametrize(
    ("what", "reason"),
    [
        (("pay",), Reason.PAY),
        (("hours",), Reason.HOURS),
        (("job", "contract", "pay", "hours"), Reason.JOB),
        (("pay", "hours"), Reason.PAY),
        (("contract",), None),
    ],
)
def test_a_change_of_terms_opens_one_check(what, reason):
    changed = replace(WORK, newest=PASSED, changes=[(date(2026, 9, 1), what)])

    assert reasons(changed) == ({reason: (date(2026, 9, 1), date(2026, 10, 1))} if reason else {})
    assert reasons(changed, date(2026, 9, 30)) == {}


def test_of_changes_for_one_reason_the_latest_counts():
    days = [date(2026, 7, 1), date(2026, 9, 1)]
    changed = replace(WORK, newest=PASSED, changes=[(day, ["pay"]) for day in days])

    assert reasons(changed) == {Reason.PAY: (days[1], date(2026, 10, 1))}


def test_a_change_of_the_legal_rates_opens_a_check_of_whoever_worked_before():
    before = replace(PASSED, checked_on=date(2026, 3, 10), tested_on=date(2026, 2, 1),
                     lapses_on=RATES_ON)  # fmt: skip

    assert reasons(replace(WORK, newest=before)) == {Reason.RATES: (RATES_ON, date(2026, 5, 1))}
    assert reasons(replace(WORK, newest=before), date(2026, 4, 30)) == {}
    april_for_march = replace(before, checked_on=date(2026, 4, 9), tested_on=date(2026, 3, 1))
    assert set(reasons(replace(WORK, newest=april_for_march))) == {Reason.RATES}
    late = replace(WORK, started_on=date(2026, 4, 2), newest=PASSED)
    assert Reason.RATES not in reasons(late)


def test_a_year_opens_a_check():
    old = replace(PASSED, checked_on=date(2026, 5, 6), lapses_on=date(2027, 5, 7))
    work = replace(WORK, newest=old)

    assert reasons(work, date(2027, 5, 6)) == {}
    assert reasons(work, date(2027, 5, 7)) == {Reason.YEARLY: (date(2027, 5, 7), date(2027, 5, 7))}


def test_rates_put_right_open_a_check():
    again = replace(WORK, newest=replace(PASSED, reopened=True))

    assert set(reasons(again)) == {Reason.PUT_RIGHT}


def test_what_could_not_tell_answers_nothing():
    unsure = replace(PASSED, status=Status.NEEDS_EVIDENCE)

    assert Reason.FIRST in reasons(replace(WORK, newest=unsure))


@pytest.mark.parametrize("reason", Reason)
def test_cannot_tell_settles_nothing_and_a_pass_settles_all(reason):
    event = date(2026, 4, 1)
    told = (event, event)

    assert not answers(reason, event, Status.NEEDS_EVIDENCE, *told)
    assert answers(reason, event, Status.PARITY, *told)
    assert answers(reason, event, Status.SHORTFALL_EXPLAINED, *told)
    assert not answers(
        reason, event, Status.PARITY, event - timedelta(days=1), event - timedelta(days=1)
    )


def test_a_shortfall_is_settled_by_a_pass_only():
    event = date(2026, 4, 1)
    for status in (Status.SHORTFALL_UNEXPLAINED, Status.NOT_COMPARABLE, Status.BELOW_MINIMUM):
        assert not answers(Reason.SHORTFALL, event, status, event, event)
    assert answers(Reason.BELOW, event, Status.SHORTFALL_UNEXPLAINED, event, event)
    assert not answers(Reason.EXACT, event, Status.BORDERLINE_MINIMUM, event, event)
