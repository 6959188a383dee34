"""When the next review is due and what puts a placement at risk, as tables."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from crm.activity.rules import Kind as Act
from crm.activity.rules import Outcome, Unit, Wait
from crm.placements.rules import Kind
from crm.reviews.rules import Facts, Going, Held, Whom, next_review, risks

START = date(2026, 9, 7)
TODAY = date(2026, 11, 23)


def wait(reason, count, unit):
    return reason, Wait(reason, reason, count, unit, Act.CALL)


WAITS = dict(
    [
        wait("in work:weekly", 1, Unit.WEEKS),
        wait("in work:weekly for", 4, Unit.WEEKS),
        wait("in work:later", 30, Unit.DAYS),
        wait("risk:missed", 3, Unit.WORKING_DAYS),
        wait("risk:silent", 14, Unit.DAYS),
        wait("risk:hours fallen", 8, Unit.WEEKS),
        wait("risk:end near", 4, Unit.WEEKS),
        wait("limit:unpaid", 1, Unit.DAYS),
        wait("limit:work trial", 30, Unit.DAYS),
        wait("limit:supported internship", 52, Unit.WEEKS),
    ]
)


def said(on, outcome=Outcome.SPOKE, going=Going.WELL, hours=None, whom=Whom.BOTH):
    return Held(on, whom, outcome, going if outcome is Outcome.SPOKE else None, hours)


def codes(**more):
    facts = Facts(**({"kind": Kind.JOB, "started_on": START, "due_on": TODAY} | more))
    return [risk.code for risk in risks(facts, WAITS, TODAY)]


@pytest.mark.parametrize(
    ("held", "due"),
    [
        (date(2026, 9, 7), date(2026, 9, 14)),
        (date(2026, 10, 2), date(2026, 10, 9)),
        (date(2026, 10, 4), date(2026, 10, 12)),
        (date(2026, 10, 5), date(2026, 11, 4)),
        (date(2026, 12, 1), date(2026, 12, 31)),
        (date(2026, 11, 26), date(2026, 12, 28)),
    ],
)
def test_reviews_are_weekly_first_then_later(held, due):
    assert next_review(held, START, WAITS, frozenset())[0] == due


@pytest.mark.parametrize(
    ("due", "found"),
    [
        (date(2026, 11, 18), []),
        (date(2026, 11, 17), ["risk:missed"]),
        (None, ["no review"]),
    ],
)
def test_a_review_that_was_not_held(due, found):
    assert codes(due_on=due) == found


NO, LEFT = Outcome.NO_ANSWER, Outcome.LEFT_MESSAGE


@pytest.mark.parametrize(
    ("held", "found"),
    [
        ([], []),
        ([said(date(2026, 11, 9), NO)], ["risk:silent"]),
        ([said(date(2026, 11, 10), NO)], []),
        ([said(date(2026, 11, 1), LEFT), said(date(2026, 11, 20), NO)], ["risk:silent"]),
        ([said(date(2026, 11, 1), NO), said(date(2026, 11, 5)), said(date(2026, 11, 20), NO)], []),
        ([said(date(2026, 11, 1), NO), said(date(2026, 11, 5), whom=Whom.PERSON)], ["risk:silent"]),
        ([said(date(2026, 11, 1), NO, whom=Whom.PERSON)], []),
        ([said(date(2026, 11, 5), going=Going.MAY_END)], ["may end"]),
        ([said(date(2026, 11, 5), going=Going.MAY_END), said(date(2026, 11, 9))], []),
    ],
)
def test_an_employer_that_does_not_answer(held, found):
    assert codes(held=held) == found
    assert codes(held=held[::-1]) == found


def agreed(*lines):
    return [(START + timedelta(weeks=weeks), hours and Decimal(hours)) for weeks, hours in lines]


@pytest.mark.parametrize(
    ("lines", "hours", "found"),
    [
        ([(0, 16)], None, []),
        ([(0, 16), (4, 12)], None, ["risk:hours fallen"]),
        ([(0, 16), (2, 12)], None, []),
        ([(0, 16), (4, 20)], None, []),
        ([(0, 16), (40, 12)], None, []),
        ([(0, 16), (4, None)], None, []),
        ([(0, 16)], 12, ["risk:hours fallen"]),
        ([(0, 16)], 16, []),
        ([(0, None)], 4, []),
    ],
)
def test_hours_that_fell(lines, hours, found):
    held = [said(TODAY, hours=Decimal(hours))] if hours else []

    assert codes(agreed=agreed(*lines), held=held) == found


@pytest.mark.parametrize(
    ("ends", "found"),
    [
        (date(2026, 12, 22), []),
        (date(2026, 12, 21), ["risk:end near"]),
        (TODAY, ["risk:end near"]),
        (date(2026, 11, 22), ["risk:end near"]),
    ],
)
def test_an_end_that_is_near_or_over(ends, found):
    assert codes(planned_end_on=ends) == found


@pytest.mark.parametrize(
    ("kind", "days", "more", "found"),
    [
        (Kind.WORK_TRIAL, 1, {}, []),
        (Kind.WORK_TRIAL, 2, {}, ["limit:unpaid"]),
        (Kind.WORK_TRIAL, 2, {"paid": True}, []),
        (Kind.WORK_TRIAL, 20, {"on_programme": True}, []),
        (Kind.WORK_TRIAL, 31, {"on_programme": True}, ["limit:work trial"]),
        (Kind.INTERNSHIP, 5, {}, ["limit:unpaid"]),
        (Kind.SUPPORTED_INTERNSHIP, 200, {}, []),
        (Kind.SUPPORTED_INTERNSHIP, 365, {}, ["limit:supported internship"]),
        (Kind.JOB, 100, {}, []),
    ],
)
def test_limits_of_trials_and_internships(kind, days, more, found):
    started = TODAY - timedelta(days=days - 1)

    assert codes(kind=kind, started_on=started, **({"paid": False} | more)) == found


def test_a_sign_without_its_wait_is_not_looked_for():
    facts = Facts(kind=Kind.JOB, started_on=START, due_on=date(2026, 1, 1))

    assert risks(facts, {}, TODAY) == []


def test_every_sign_says_what_it_is_and_what_to_do():
    facts = Facts(
        kind=Kind.WORK_TRIAL, started_on=START, paid=False, planned_end_on=TODAY,
        held=[said(date(2026, 11, 1), NO), said(date(2026, 10, 1), going=Going.MAY_END)],
        agreed=agreed((0, 16), (5, 8)),
    )  # fmt: skip
    for risk in risks(facts, WAITS, TODAY):
        assert risk.words.endswith(".")
        assert risk.todo.endswith(".")
