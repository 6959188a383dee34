"""The clock of sustained work: tables of cases and what always holds."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.pay.seed import built_in_rates
from crm.placements.rules import mark_on
from crm.sustained.rules import (
    Basis,
    Job,
    Line,
    RateBasis,
    Rule,
    Seen,
    gap_words,
    gaps,
    outcome,
    reached_on,
    target,
)

HALF = Rule("h", "h", Basis.HOURS, weeks=4, hours_per_week=Decimal(16))
RATES = built_in_rates()
DAY = date(2026, 1, 5)
WEEK = timedelta(weeks=1)


def weeks(number, *, gap=28, **more):
    return Rule("w", f"{number} weeks", Basis.WEEKS_IN_WORK, weeks=number, gap_days=gap, **more)


def job(first, last=None, hours=16, pay="12.71", ref="P-1"):
    """A job from one day after DAY to another, counted in days."""
    ends = None if last is None else DAY + timedelta(days=last)
    begins = DAY + timedelta(days=first)
    lines = (Line(begins, Decimal(hours), Fraction(pay)),)
    return Job(ref, begins, ends, lines)


def after(days):
    return DAY + timedelta(days=days)


@pytest.mark.parametrize(
    ("jobs", "rule", "day"),
    [
        ([job(0)], weeks(4), 28),
        ([job(0, 27)], weeks(4), None),
        ([job(0, 28)], weeks(4), 28),
        ([job(0, 13), job(21)], weeks(4, gap=7), 35),
        ([job(0, 13), job(22)], weeks(4, gap=7), 50),
        ([job(0, 13), job(22)], weeks(4, gap=8), 36),
        ([job(0, 20), job(10)], weeks(4, gap=0), 28),
        ([job(0, 20), job(21)], weeks(4, gap=0), 28),
        ([job(0, 5), job(100, 128)], weeks(4, gap=7), 128),
        ([job(0, 100), job(20, 30)], weeks(13), 91),
        ([job(0, 13), job(28)], weeks(4, window_weeks=4), 56),
        ([job(0)], Rule("s", "start", Basis.FIRST_EARNINGS), 0),
        ([job(0, hours=15)], HALF, None),
        ([job(0, hours=8), job(7, hours=8)], HALF, 35),
        ([], weeks(4), None),
    ],
)  # fmt: skip
def test_when_a_milestone_is_reached(jobs, rule, day):
    expected = None if day is None else after(day)

    assert reached_on(jobs, rule, after(500), RATES) == expected
    assert reached_on(jobs[::-1], rule, after(500), RATES) == expected


@pytest.mark.parametrize(
    ("start", "mark"),
    [
        (date(2024, 2, 1), date(2024, 8, 1)),
        (date(2023, 9, 4), date(2024, 3, 4)),
        (date(2028, 2, 29), date(2028, 8, 29)),
    ],
)
def test_leap_years_are_days_like_others(start, mark):
    one = Job("P-1", start, None)

    assert reached_on([one], weeks(26), date(2030, 1, 1), RATES) == mark == mark_on(start)


@pytest.mark.parametrize(
    ("rate_basis", "hours", "number", "pounds"),
    [
        (RateBasis.NLW, 8, 13, "1321.84"),
        (RateBasis.NLW, 16, 26, "5287.36"),
        (RateBasis.RLW_UK, 16, 26, "5595.20"),
        (RateBasis.FIXED, 0, 0, "1000"),
    ],
)
def test_what_earnings_are_asked_for(rate_basis, hours, number, pounds):
    rule = Rule("e", "e", Basis.CUMULATIVE_EARNINGS, weeks=number, rate_basis=rate_basis,
                hours_per_week=Decimal(hours), fixed_amount=Decimal(1000))  # fmt: skip

    assert target(rule, date(2026, 5, 4), RATES) == Decimal(pounds)


def test_earnings_add_up_by_the_day():
    rule = Rule("e", "e", Basis.CUMULATIVE_EARNINGS, rate_basis=RateBasis.FIXED,
                fixed_amount=Decimal("203.36"))  # fmt: skip

    assert reached_on([job(0)], rule, after(60), RATES) == after(6)
    unknown = Rule("e", "e", Basis.CUMULATIVE_EARNINGS, rate_basis=RateBasis.FIXED)
    assert reached_on([job(0)], unknown, after(60), RATES) is None
    assert "nobody can tell" in outcome([job(0)], unknown, after(60), RATES, []).words


def test_what_is_said():
    rule = weeks(4, gap=7, evidence=("E1", "E3"))
    due = outcome([job(0)], rule, after(10), RATES, [])
    assert (due.reached_on, due.due_on, due.missing) == (None, after(28), "")
    assert "Due on 2 February 2026 if work goes on." in due.words

    done = outcome([job(0)], rule, after(40), RATES, [Seen("E1", after(27))])
    assert done.words == "Reached on 2 February 2026."
    assert "One is enough: payslip, confirmation by the employer." in done.missing
    shown = outcome([job(0)], rule, after(40), RATES, [Seen("E3", after(28))])
    assert not shown.missing
    assert outcome([job(0)], rule, after(40), RATES, [Seen("E7", after(30))]).missing

    for today in (after(40), after(5)):
        assert outcome([job(0, 5)], rule, today, RATES, []).words == "Work ended before."


def test_gaps_are_told():
    two = [job(0, 13), job(21, 30), job(50)]

    assert gaps(two, after(60)) == [(after(14), after(20)), (after(31), after(49))]
    told = gap_words(two, weeks(4, gap=7), after(60))
    assert "7 days without work" in told[0]
    assert "allowed" in told[0]
    assert "19 days without work" in told[1]
    assert "the clock began anew" in told[1]


@pytest.mark.parametrize(
    ("first_on", "pathway", "counts"),
    [
        (date(2026, 1, 1), "IPS", True),
        (date(2025, 12, 31), "IPS", False),
        (date(2026, 12, 31), "IPS", True),
        (date(2027, 1, 1), "IPS", False),
        (date(2026, 6, 1), "SEQF", False),
    ],
)
def test_which_rule_counts(first_on, pathway, counts):
    rule = weeks(4, pathway="IPS", valid_from=date(2026, 1, 1), valid_to=date(2026, 12, 31))

    assert rule.counts(first_on, pathway) is counts


SPELLS = st.tuples(st.integers(0, 300), st.integers(0, 120)).map(lambda s: job(s[0], s[0] + s[1]))
RULES = st.builds(
    lambda number, gap, window: weeks(number, gap=gap, window_weeks=window and number + window),
    st.integers(1, 26),
    st.integers(0, 40),
    st.one_of(st.none(), st.integers(1, 30)),
)
UNTIL = after(450)


@given(st.lists(SPELLS, max_size=5), RULES, st.randoms())
def test_the_order_of_jobs_never_matters(jobs, rule, rng):
    other = list(jobs)
    rng.shuffle(other)

    assert reached_on(jobs, rule, UNTIL, RATES) == reached_on(other, rule, UNTIL, RATES)
    assert gaps(jobs, UNTIL) == gaps(other, UNTIL)


@given(st.lists(SPELLS, max_size=4), SPELLS, RULES)
def test_joining_a_job_never_puts_a_milestone_off(jobs, more, rule):
    alone = reached_on(jobs, rule, UNTIL, RATES)
    joined = reached_on([*jobs, more], rule, UNTIL, RATES)

    if alone is not None:
        assert joined is not None
        assert joined <= alone


@given(st.integers(30, 120), st.integers(0, 40), st.integers(0, 40), st.integers(1, 10))
def test_a_gap_longer_than_allowed_starts_anew(first, gap, allowed, number):
    """The second job alone decides then; else the days of both count."""
    short = min(first, number * 7 - 1)
    second = job(short + gap + 1)
    jobs = [job(0, short), second]
    found = reached_on(jobs, weeks(number, gap=allowed), after(600), RATES)

    if gap > allowed:
        assert found == second.first_on + number * WEEK
    else:
        assert found == after(number * 7 + gap)


@given(st.lists(SPELLS, max_size=4), RULES, st.integers(0, 40))
def test_a_longer_gap_allowed_never_puts_a_milestone_off(jobs, rule, more):
    kinder = weeks(rule.weeks, gap=rule.gap_days + more, window_weeks=rule.window_weeks)
    strict, mild = (reached_on(jobs, one, UNTIL, RATES) for one in (rule, kinder))

    assert strict is None or (mild is not None and mild <= strict)
