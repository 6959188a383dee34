"""Every golden calendar row, at five frozen instants on machines in three time zones.

Row numbers are those of the calendar table the product was specified with.
"""

import time
from datetime import UTC, date, datetime

import pytest
import time_machine

from crm.core import calendar
from tests.core.holidays import ENGLAND

INSTANTS = (
    datetime(2026, 3, 29, 0, 59, 30, tzinfo=UTC),
    datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
    datetime(2028, 2, 29, 12, tzinfo=UTC),
    datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC),
    datetime(2026, 6, 30, 23, 30, tzinfo=UTC),
)
ZONES = ("UTC", "Europe/London", "Pacific/Auckland")


@pytest.fixture(autouse=True, params=ZONES)
def machine_zone(request, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setenv("TZ", request.param)
        time.tzset()
        yield request.param
    time.tzset()


@pytest.fixture(autouse=True, params=INSTANTS, ids=lambda at: at.isoformat())
def frozen(request, machine_zone):
    with time_machine.travel(request.param, tick=False):
        yield request.param


def day(text: str) -> date:
    return datetime.strptime(text, "%d %b %Y").replace(tzinfo=UTC).date()


MONTHS = [
    ("G01", "31 Jan 2026", 1, "28 Feb 2026", "02 Mar 2026"),
    ("G02", "31 Jan 2026", 2, "31 Mar 2026", "31 Mar 2026"),
    ("G03", "31 Jan 2026", 3, "30 Apr 2026", "30 Apr 2026"),
    ("G04", "30 Jan 2028", 1, "29 Feb 2028", "29 Feb 2028"),
    ("G05", "29 Feb 2028", 12, "28 Feb 2029", "28 Feb 2029"),
    ("G06", "29 Feb 2028", 48, "29 Feb 2032", "01 Mar 2032"),
    ("G07", "31 Aug 2026", 6, "28 Feb 2027", "01 Mar 2027"),
    ("G08", "28 Aug 2026", 6, "28 Feb 2027", "01 Mar 2027"),
    ("G09", "29 Aug 2027", 6, "29 Feb 2028", "29 Feb 2028"),
    ("G10", "03 Mar 2026", 1, "03 Apr 2026", "07 Apr 2026"),
    ("G11", "25 Nov 2027", 1, "25 Dec 2027", "29 Dec 2027"),
]


@pytest.mark.parametrize(("row", "start", "months", "nominal", "rolled"), MONTHS)
def test_months_count_from_the_anchor_and_roll_forward(row, start, months, nominal, rolled):
    due = calendar.add_months(day(start), months)

    assert due == day(nominal)
    assert calendar.roll_forward(due, ENGLAND) == day(rolled)


WEEKS = [
    ("G12", "01 Jan 2026", 13, "02 Apr 2026"),
    ("G13", "01 Oct 2026", 26, "01 Apr 2027"),
]


@pytest.mark.parametrize(("row", "start", "weeks", "due"), WEEKS)
def test_weeks(row, start, weeks, due):
    found = calendar.add_weeks(day(start), weeks)

    assert found == day(due)
    assert calendar.roll_forward(found, ENGLAND) == found


WORKING = [
    ("G14", "02 Apr 2026", 1, "07 Apr 2026"),
    ("G15", "04 Apr 2026", 1, "07 Apr 2026"),
    ("G16", "01 May 2026", 1, "05 May 2026"),
    ("G17", "22 May 2026", 10, "08 Jun 2026"),
    ("G18", "28 Aug 2026", 1, "01 Sep 2026"),
    ("G19", "18 Dec 2026", 10, "06 Jan 2027"),
    ("G20", "24 Dec 2026", 1, "29 Dec 2026"),
    ("G20", "24 Dec 2026", 2, "30 Dec 2026"),
    ("G21", "25 Mar 2027", 1, "30 Mar 2027"),
    ("G22", "20 Dec 2027", 10, "06 Jan 2028"),
    ("G23", "24 Dec 2027", 1, "29 Dec 2027"),
    ("G24", "31 Dec 2027", 1, "04 Jan 2028"),
    ("G25", "13 Apr 2028", 5, "24 Apr 2028"),
]


@pytest.mark.parametrize(("row", "start", "count", "due"), WORKING)
def test_working_days(row, start, count, due):
    assert calendar.add_working_days(day(start), count, ENGLAND) == day(due)


@pytest.mark.parametrize(
    "last", ["29 May 2026", "28 Aug 2026", "28 May 2027", "29 Dec 2028", "30 Jan 2026"]
)
def test_g26_last_working_day(last):
    found = calendar.last_working_day(day(last).year, day(last).month, ENGLAND)

    assert found == day(last)


WALL = [
    ("G27", "2026-03-28 09:00", "2026-03-28 09:00"),
    ("G27", "2026-03-29 09:00", "2026-03-29 08:00"),
    ("G27", "2026-03-30 09:00", "2026-03-30 08:00"),
    ("G28", "2026-10-24 09:00", "2026-10-24 08:00"),
    ("G28", "2026-10-25 09:00", "2026-10-25 09:00"),
    ("G28", "2026-10-26 09:00", "2026-10-26 09:00"),
    ("G29 the gap moves it on by an hour", "2026-03-29 01:30", "2026-03-29 01:30"),
    ("G30 the first of two", "2026-10-25 01:30", "2026-10-25 00:30"),
]


@pytest.mark.parametrize(("row", "wall", "moment"), WALL)
def test_london_wall_time_to_utc(row, wall, moment):
    found = calendar.utc_from_london(datetime.fromisoformat(wall))

    assert found == datetime.fromisoformat(moment).replace(tzinfo=UTC)
    assert found.tzinfo is UTC


def test_g29_is_shown_as_half_past_two():
    moment = calendar.utc_from_london(datetime.fromisoformat("2026-03-29 01:30"))

    assert moment.astimezone(calendar.LONDON).strftime("%H:%M %Z") == "02:30 BST"


@pytest.mark.parametrize(
    ("row", "on", "minutes"), [("G31", "2026-10-25", 140), ("G32", "2026-03-29", 20)]
)
def test_attendance_across_a_clock_change(row, on, minutes):
    start, end = (
        datetime.fromisoformat(f"{on} {clock}").replace(tzinfo=calendar.LONDON)
        for clock in ("00:50", "02:10")
    )

    assert calendar.minutes_between(start, end) == minutes


def test_g33_an_instant_has_its_london_date_and_quarter():
    on = calendar.london_date(datetime(2026, 6, 30, 23, 30, tzinfo=UTC))

    assert on == date(2026, 7, 1)
    assert str(calendar.financial_quarter(on)) == "2026-27 Q2"


@pytest.mark.parametrize(
    ("on", "week"),
    [("31 Dec 2026", "2026-W53"), ("01 Jan 2027", "2026-W53"), ("04 Jan 2027", "2027-W01")],
)
def test_g34_iso_week(on, week):
    assert calendar.iso_week(day(on)) == week
