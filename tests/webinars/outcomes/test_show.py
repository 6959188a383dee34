"""What came of webinars on its pages: beside those who did not come, never as a cause."""

from datetime import timedelta

import pytest

from crm.core import clock
from crm.core.db import session
from crm.core.permissions import Role
from crm.employers.models import Standing
from tests.browse import Browser, Statements
from tests.webinars.day.made import book
from tests.webinars.feedback.made import came


def held(make, *, came_by, missed_by, vacancies, days_ago=200):
    """A webinar some time ago; the first employers of those who came offered a job after it."""
    starts = clock.now() - timedelta(days=days_ago)
    one = make.webinar(starts_at=starts, ends_at=starts + timedelta(hours=1))
    for number in range(came_by):
        employer = make.employer()
        came(one, f"C{number}", f"c{number}@x.example", employer=employer)
        if number < vacancies:
            make.vacancy(employer, created_at=starts + timedelta(days=20))
            make.placement(employer, started_on=(starts + timedelta(days=80)).date())
    for number in range(missed_by):
        book(one, f"M{number}", f"m{number}@x.example", employer=make.employer())
    return one


@pytest.mark.parametrize("role", ["officer", "auditor"])
def test_counts_stand_beside_those_who_did_not_come(request, role, make):
    browser = request.getfixturevalue(role)
    one = held(make, came_by=12, missed_by=6, vacancies=6)
    page = browser.get(f"/webinars/manage/{one.ref}/outcomes").text

    assert "Associated with, not caused by." in page
    assert "Employers who booked and did not come" in page
    assert "6 of 12" in page
    assert "0 of 6" in page
    assert "Not shown" not in page


def test_few_are_hidden_everywhere(officer, make):
    one = held(make, came_by=12, missed_by=6, vacancies=3)
    page = officer.get(f"/webinars/manage/{one.ref}/outcomes").text
    text = officer.get("/webinars/manage/outcomes.csv").text

    assert "Not shown" in page
    assert "3 of 12" not in page + officer.get("/webinars/manage/outcomes").text
    assert "not shown" in text
    assert not [line for line in text.splitlines() if line.endswith(",3")]


def test_an_award_counts_from_its_day(officer, make):
    one = held(make, came_by=10, missed_by=0, vacancies=0)
    for row in session.query(Standing).limit(5):
        row.awarded_on = (one.starts_at + timedelta(days=100)).date()
    session.commit()
    lines = officer.get("/webinars/manage/outcomes.csv").text.splitlines()
    found = [line for line in lines if "Came,Accredited" in line]

    assert [line.rpartition(",")[2] for line in found] == ["0", "0", "5"]


def test_days_that_are_not_over_are_said(officer, make):
    one = held(make, came_by=6, missed_by=0, vacancies=0, days_ago=40)

    assert officer.get(f"/webinars/manage/{one.ref}/outcomes").text.count("so far") == 16


def test_before_the_end_nothing_is_counted(officer, make):
    one = make.webinar()

    assert "Nothing can have come of it yet" in (
        officer.get(f"/webinars/manage/{one.ref}/outcomes").text
    )
    assert "No webinar was held yet" in officer.get("/webinars/manage/outcomes").text


def test_the_statements_do_not_grow_with_the_webinars(officer, make):
    counted = []
    for _ in range(2):
        held(make, came_by=3, missed_by=2, vacancies=2)
        with Statements() as sent:
            officer.get("/webinars/manage/outcomes")
        counted.append(sent.count)

    assert counted[0] == counted[1]
    assert counted[0] <= 14


def test_the_table_is_taken_away_only_by_who_may_export(app, officer, make):
    trainee = Browser(app, make.person(role=Role.TRAINEE))
    path = "/webinars/manage/outcomes"

    assert "Download as CSV" in officer.get(path).text
    assert "Download as CSV" not in trainee.get(path).text
    assert trainee.get(f"{path}.csv").status_code == 403
