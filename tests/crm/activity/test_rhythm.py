"""Keeping in touch: the day follows from the last real contact and from nothing else."""

import random
from datetime import UTC, date, datetime, timedelta

import pytest

from crm.activity import actions
from crm.activity.queries import rhythms
from crm.activity.rhythm import next_due, rhythm
from crm.activity.rules import Kind, Outcome, Unit, Wait, is_real_contact
from crm.core import clock
from crm.core.db import session
from crm.reference import queries as reference
from tests.core.holidays import ENGLAND as HOLIDAYS

WAITS = {
    f"tier:{tier}": Wait(f"tier:{tier}", f"Tier {tier}", days, Unit.DAYS, Kind.CALL)
    for tier, days in (("A", 30), ("B", 60), ("C", 90))
}


def by_hand(history, days, holidays):
    """The documented sentence, worked out the slow way, by seconds since 1970 and a table."""
    real = [at for at, kind, outcome in history if is_real_contact(kind, outcome)]
    if not real:
        return None
    day = (max(real) + _offset(max(real))).date() + timedelta(days=days)
    while day.weekday() >= 5 or day in holidays:
        day += timedelta(days=1)
    return day


def _offset(moment):
    """Summer time in the UK: from the last Sunday of March to that of October, at 01:00 UTC."""

    def last_sunday(month):
        day = datetime(moment.year, month, 31, 1, tzinfo=UTC)
        return day - timedelta(days=(day.weekday() + 1) % 7)

    summer = last_sunday(3) <= moment < last_sunday(10)
    return timedelta(hours=1 if summer else 0)


def any_history(rng):
    start = datetime(2024, 1, 1, tzinfo=UTC)
    return [
        (
            start + timedelta(minutes=rng.randrange(4 * 365 * 24 * 60)),
            rng.choice(list(Kind)),
            rng.choice([*Outcome, None]),
        )
        for _ in range(rng.randrange(12))
    ]


def test_a_thousand_histories_give_the_documented_day():
    rng = random.Random(20261124)
    for _ in range(1_000):
        history, tier = any_history(rng), rng.choice("ABC")
        found = rhythm(tier=tier, stage="contacted", waits=WAITS)
        real = [at for at, kind, outcome in history if is_real_contact(kind, outcome)]
        due = next_due(max(real, default=None), found, HOLIDAYS)

        expected = by_hand(history, WAITS[f"tier:{tier}"].count, HOLIDAYS)
        assert (due.due_on if due else None) == expected, (history, tier)


def test_the_table_and_the_function_agree_on_a_database(app, make):
    """Two hundred of them through the log, in any order, on both engines."""
    rng, by = random.Random(7), make.person()
    now, expected, ids = clock.now(), {}, []
    for _ in range(200):
        tier = rng.choice("ABC")
        employer = make.employer(tier=tier)
        history = [row for row in any_history(rng) if row[0] < now]
        for at, kind, outcome in history:
            actions.log(employer, by=by, kind=kind, outcome=outcome, summary="x", happened_at=at)
        ids.append(employer.id)
        expected[employer.id] = by_hand(history, {"A": 30, "B": 60, "C": 90}[tier],
                                        reference.holidays())  # fmt: skip
    session.commit()

    found = rhythms(ids, clock.today())
    days = {
        i: (due.due_on if (due := next_due(at, one, reference.holidays())) else None)
        for i, (one, at) in found.items()
    }
    assert days == expected


@pytest.mark.parametrize(
    ("moment", "due"),
    [
        ("2026-03-28T23:59:00Z", "2026-04-27"),
        ("2026-03-29T00:59:59Z", "2026-04-28"),
        ("2026-03-29T01:00:00Z", "2026-04-28"),
        ("2026-03-29T22:59:59Z", "2026-04-28"),
        ("2026-03-29T23:00:00Z", "2026-04-29"),
        ("2026-10-24T22:59:59Z", "2026-11-23"),
        ("2026-10-24T23:00:00Z", "2026-11-24"),
        ("2026-10-25T00:30:00Z", "2026-11-24"),
        ("2026-10-25T01:30:00Z", "2026-11-24"),
        ("2026-10-25T23:59:59Z", "2026-11-24"),
        ("2026-10-26T00:00:00Z", "2026-11-25"),
    ],
)
def test_the_day_is_the_london_day_to_the_minute_at_both_clock_changes(moment, due):
    at = datetime.fromisoformat(moment)
    found = rhythm(tier="A", stage="contacted", waits=WAITS)

    assert next_due(at, found, frozenset()).planned_on.isoformat() == due


@pytest.mark.parametrize(
    ("tier", "stage", "own", "words"),
    [
        ("A", "contacted", None, "Tier A, every 30 days."),
        ("", "contacted", None, None),
        ("Z", "contacted", None, None),
        ("A", "paused", None, None),
        ("A", "paused", (2, Unit.WEEKS, "asked"), None),
        ("A", "trial", (2, Unit.WEEKS, "they asked."), "Own rhythm, every 2 weeks: they asked."),
        ("", "trial", (1, Unit.WEEKS, "x"), "Own rhythm, every week: x."),
    ],
)
def test_whose_rhythm_counts(tier, stage, own, words):
    found = rhythm(tier=tier, stage=stage, waits=WAITS, own=own)

    assert (found.words if found else None) == words


def test_nothing_is_due_before_the_first_contact():
    assert next_due(None, rhythm(tier="A", stage="trial", waits=WAITS), HOLIDAYS) is None


def test_a_day_off_moves_and_both_days_are_known():
    at = datetime(2026, 11, 25, 10, tzinfo=UTC)
    due = next_due(at, rhythm(tier="A", stage="trial", waits=WAITS), HOLIDAYS)

    assert (due.planned_on, due.due_on) == (date(2026, 12, 25), date(2026, 12, 29))
