"""Openings, placements and pay checks as the scheme sees them."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa
import time_machine

from accreditation.levels import jobs, queries
from accreditation.levels.facts import facts_of
from crm.core import clock, undo
from crm.core.db import session
from crm.core.journal import Operation
from crm.parity import actions as parity
from crm.parity.dated import lapses_on, status_on
from crm.parity.rules import Status
from crm.placements.rules import Kind
from crm.vacancies.models import Contract, State

AUTUMN = "2026-11-24T12:00:00Z"


@pytest.fixture
def autumn():
    with time_machine.travel(AUTUMN, tick=False):
        yield


def evidence(employer, *metrics: str) -> list[tuple[str, date, int]]:
    pieces = facts_of([employer.id])[employer.id].evidence
    return sorted((p.metric, p.on, p.value) for p in pieces if not metrics or p.metric in metrics)


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"adjustments": "Later start"}, {"opening": 1, "adjusted_opening": 1}),
        ({}, {"opening": 1, "adjusted_opening": 0}),
        ({"state": State.FILLED}, {"opening": 1, "adjusted_opening": 0}),
        ({"state": State.CLOSED}, {"opening": 1, "adjusted_opening": 0}),
        ({"state": State.SECOND_CHECK}, {}),
    ],
)
def test_an_opening_counts_once_it_is_approved(app, make, more, expected):
    employer = make.employer()
    make.vacancy(employer, **more)

    assert {metric: value for metric, _, value in evidence(employer)} == expected


@pytest.mark.parametrize(
    ("kind", "metrics"),
    [
        (Kind.JOB, ["kept_26", "start"]),
        (Kind.APPRENTICESHIP, ["kept_26", "start"]),
        (Kind.WORK_TRIAL, ["trial"]),
        (Kind.SUPPORTED_INTERNSHIP, ["trial"]),
    ],
)
def test_unpaid_work_is_a_trial_and_never_a_start(app, autumn, make, kind, metrics):
    employer = make.employer()
    make.placement(employer, kind=kind, started_on=date(2026, 1, 5), ended_on=date(2026, 11, 2))

    assert [metric for metric, _, _ in evidence(employer)] == metrics


@pytest.mark.parametrize(
    ("ended_on", "kept"),
    [(None, True), (date(2026, 7, 6), True), (date(2026, 7, 7), True), (date(2026, 7, 5), False)],
)
def test_a_job_is_kept_on_the_day_26_weeks_are_over(app, autumn, make, ended_on, kept):
    employer = make.employer()
    make.placement(employer, started_on=date(2026, 1, 5), ended_on=ended_on)

    assert evidence(employer, "kept_26") == ([("kept_26", date(2026, 7, 6), 1)] if kept else [])


@pytest.mark.parametrize(
    ("contract", "values"),
    [
        (Contract.PERMANENT, [1]),
        (Contract.FIXED_TERM, [0]),
        (Contract.ZERO_HOURS, [0]),
        (Contract.UNKNOWN, []),
    ],
)
def test_a_permanent_job_is_known_from_its_vacancy(app, make, contract, values):
    employer = make.employer()
    vacancy = make.vacancy(employer, contract=contract)
    make.placement(employer, vacancy_id=vacancy.id)

    assert [value for _, _, value in evidence(employer, "lasting_start")] == values


@pytest.mark.parametrize(
    ("given", "metrics"),
    [
        ({}, {"pay_check": 1}),
        ({"basic_pay": Decimal("13.50")}, {"pay_check": 1}),
        ({"basic_pay": Decimal("9.00")}, {"pay_check": 0, "below_minimum": 1}),
        ({"comparator_amount": Decimal("14.00")}, {"pay_check": 0, "shortfall": 1}),
        (
            {"comparator_amount": Decimal("14.00"), "factor": "location", "factor_evidence": True},
            {"pay_check": 1},
        ),
        ({"comparator_amount": None}, {}),
        ({"paid_hours": None}, {"pay_check": 0}),
    ],
)
def test_a_check_passes_fails_or_says_nothing(app, autumn, make, given, metrics):
    employer = make.employer()
    make.check(make.placement(employer, started_on=date(2026, 10, 1)), **given)

    found = evidence(employer, "pay_check", "below_minimum", "shortfall")
    assert {metric: value for metric, _, value in found} == metrics


def test_only_the_newest_check_of_a_placement_counts(app, autumn, make):
    employer = make.employer()
    placement = make.placement(employer, started_on=date(2026, 10, 1))
    make.check(placement, basic_pay=Decimal("9.00"))
    with time_machine.travel("2026-11-25T12:00:00Z", tick=False):
        make.check(placement)

    assert [value for _, _, value in evidence(employer, "pay_check")] == [1]
    assert evidence(employer, "below_minimum") == []


@pytest.mark.parametrize(
    ("placement", "check", "due"),
    [
        ({}, None, [date(2026, 10, 1)]),
        ({"kind": Kind.WORK_TRIAL}, None, []),
        ({"ended_on": date(2026, 11, 1)}, None, []),
        ({}, {}, [date(2027, 11, 25)]),
        ({}, {"period_start": date(2026, 3, 2), "period_end": date(2026, 3, 8)}, "1 April"),
        ({}, {"comparator_amount": None}, [date(2027, 11, 25)]),
        ({}, {"paid_hours": None}, [date(2026, 11, 24)]),
        ({}, {"basic_pay": Decimal("9.00")}, []),
    ],
)
@pytest.mark.usefixtures("autumn")
def test_the_next_check_falls_due(make, placement, check, due):
    employer = make.employer()
    row = make.placement(employer, **{"started_on": date(2026, 10, 1), **placement})
    if check is not None:
        make.check(row, **check)

    expected = [date(2026, 4, 1)] if due == "1 April" else due
    assert [on for _, on, _ in evidence(employer, "pay_check_overdue")] == expected


@pytest.mark.parametrize("checked_on", [date(2024, 2, 28), date(2024, 2, 29), date(2023, 2, 28)])
@pytest.mark.parametrize("change", [None, date(2024, 4, 1), date(2026, 4, 1)])
def test_a_check_lapses_on_the_first_day_it_says_expired(checked_on, change):
    lapse = lapses_on(checked_on, change, 12)

    def says(on: date) -> Status:
        known = change if change and change <= on else date.min
        return status_on(
            Status.PARITY,
            checked_on=checked_on,
            period_start=None,
            on=on,
            last_change=known,
            months=12,
        )

    assert says(lapse) is Status.EXPIRED
    assert says(lapse - timedelta(days=1)) is Status.PARITY


def level(employer) -> str:
    session.expire_all()
    return queries.stored(employer.id).level


def test_a_shortfall_takes_the_level_away_at_once_and_a_good_check_gives_it_back(app, autumn, make):
    employer = make.employer()
    placement = make.placement(employer, started_on=date(2026, 10, 1))
    for _ in range(3):
        make.vacancy(employer, adjustments="Quiet room")
    make.check(placement)
    assert level(employer) == "bronze"

    with time_machine.travel("2026-11-25T12:00:00Z", tick=False):
        make.check(placement, comparator_amount=Decimal("14.00"))
        assert level(employer) == ""
    with time_machine.travel("2026-11-26T12:00:00Z", tick=False):
        make.check(placement)
        assert level(employer) == "bronze"


def test_a_new_rate_makes_checks_due_by_the_next_night(app, autumn, make):
    employer = make.employer()
    make.check(make.placement(employer, started_on=date(2026, 10, 1)))
    jobs.score_due(clock.now())

    assert jobs.look_again(clock.now()) >= 1
    assert jobs.score_due(clock.now()) == 1


def test_undoing_a_placement_undoes_the_score(app, autumn, make):
    employer = make.employer()
    before = facts_of([employer.id])[employer.id]
    make.placement(employer, started_on=date(2026, 1, 5))
    undo.undo(session.scalar(sa.select(sa.func.max(Operation.id))))
    session.commit()

    assert facts_of([employer.id])[employer.id] == before
    assert queries.stored(employer.id).points == 0


def test_pay_below_the_minimum_blocks_before_it_is_confirmed(app, autumn, make):
    employer = make.employer()
    placement = make.placement(employer, started_on=date(2026, 10, 1))
    check = make.check(placement, by=make.person(), confirmed=False, basic_pay=Decimal("9.00"))
    assert evidence(employer, "below_minimum", "pay_check") == [
        ("below_minimum", date(2026, 11, 24), 1)
    ]

    parity.send_back(check, by=make.reviewer(), note="Wrong hours")
    session.commit()

    assert evidence(employer, "below_minimum") == []
