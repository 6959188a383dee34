"""What the calendar says beyond the golden rows: quarters, ranges, refusals."""

from datetime import UTC, date, datetime

import pytest

from crm.core import calendar
from tests.core.holidays import ENGLAND


def test_a_month_run_from_the_31st_keeps_its_day():
    run = [calendar.add_months(date(2026, 1, 31), n) for n in range(1, 5)]

    assert run == [date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30), date(2026, 5, 31)]


def test_months_can_go_back():
    assert calendar.add_months(date(2026, 3, 31), -1) == date(2026, 2, 28)
    assert calendar.add_months(date(2026, 1, 15), -1) == date(2025, 12, 15)


@pytest.mark.parametrize(("year", "count"), [(2026, 253), (2027, 253), (2028, 252)])
def test_working_days_in_a_year(year, count):
    assert calendar.working_days(date(year, 1, 1), date(year, 12, 31), ENGLAND) == count


@pytest.mark.parametrize(
    "weekend", [date(2026, 12, 26), date(2027, 12, 25), date(2027, 12, 26), date(2028, 1, 1)]
)
def test_a_holiday_on_a_weekend_is_worked_on_no_day(weekend):
    assert weekend not in ENGLAND
    assert not calendar.is_working_day(weekend, ENGLAND)


def test_no_working_days_rolls_forward():
    assert calendar.add_working_days(date(2026, 4, 3), 0, ENGLAND) == date(2026, 4, 7)
    assert calendar.add_working_days(date(2026, 4, 7), 0, ENGLAND) == date(2026, 4, 7)


def test_working_days_are_not_counted_backwards():
    with pytest.raises(ValueError, match="forward"):
        calendar.add_working_days(date(2026, 4, 3), -1, ENGLAND)


@pytest.mark.parametrize(
    ("on", "name", "starts", "ends"),
    [
        (date(2026, 3, 31), "2025-26 Q4", date(2026, 1, 1), date(2026, 3, 31)),
        (date(2026, 4, 1), "2026-27 Q1", date(2026, 4, 1), date(2026, 6, 30)),
        (date(2026, 9, 30), "2026-27 Q2", date(2026, 7, 1), date(2026, 9, 30)),
        (date(2026, 12, 31), "2026-27 Q3", date(2026, 10, 1), date(2026, 12, 31)),
        (date(2100, 1, 1), "2099-00 Q4", date(2100, 1, 1), date(2100, 3, 31)),
    ],
)
def test_financial_quarters(on, name, starts, ends):
    quarter = calendar.financial_quarter(on)

    assert (str(quarter), quarter.starts_on, quarter.ends_on) == (name, starts, ends)


def test_quarters_sort_by_time():
    assert calendar.Quarter(2025, 4) < calendar.Quarter(2026, 1) < calendar.Quarter(2026, 2)


def test_a_wall_time_carries_no_zone_and_a_moment_does():
    with pytest.raises(ValueError, match="without a time zone"):
        calendar.utc_from_london(datetime(2026, 1, 1, tzinfo=UTC))
    with pytest.raises(ValueError, match="with a time zone"):
        calendar.london_date(datetime(2026, 1, 1))  # noqa: DTZ001 - the refusal is the test
    with pytest.raises(ValueError, match="with a time zone"):
        calendar.minutes_between(datetime(2026, 1, 1), datetime(2026, 1, 1))  # noqa: DTZ001
