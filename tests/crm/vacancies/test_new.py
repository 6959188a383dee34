"""Adding a vacancy: what is kept, what the pay comes to, what is refused."""

from decimal import Decimal

import pytest

from crm.core.db import session
from crm.reference import actions as reference
from crm.vacancies.models import Vacancy
from tests.browse import count_rows
from tests.crm.vacancies.typed import GOOD, only, openings

#: What an action refuses, not the form: working out the pay does not ask it.
RULES = ("closing date", "ends at", "must not be fewer")


def test_an_officer_adds_a_vacancy_and_reads_what_the_pay_comes_to(officer, make):
    employer = make.employer(name="Isis Bakery")

    page = officer.submit(f"/employers/{employer.ref}/vacancies/new", GOOD)

    assert "Vacancy V-00001 added. £13.33 an hour. This is above the minimum wage" in page.text
    assert "£26,000.00 a year, £13.33 an hour over 52 weeks" in page.text
    assert "<li>Label boxes</li>" in page.text
    saved = only()
    assert (saved.state, saved.hourly, saved.pay_basis) == ("open", Decimal("13.33"), "annual")
    assert openings(employer) == 1


def test_the_weeks_of_the_payroll_are_kept(officer, make):
    employer = make.employer()

    officer.submit(f"/employers/{employer.ref}/vacancies/new", GOOD | {"weeks_per_year": "365/7"})

    assert (only().weeks_per_year, only().hourly) == ("365/7", Decimal("13.30"))


def test_days_times_hours_and_the_way_there_are_kept_and_told(officer, make):
    employer = make.employer()
    details = {
        "weekdays": ["thu", "mon", "tue", "wed"],
        "starts_at": "7.30",
        "ends_at": "14",
        "days": "Not in August",
        "hours_from": "16",
        "transport": "First bus 06:50\nNo bus on Sundays",
    }

    page = officer.submit(f"/employers/{employer.ref}/vacancies/new", GOOD | details)

    assert "Monday to Thursday, 07:30 to 14:00. Not in August" in page.text
    assert "16 to 37.5" in page.text
    assert "First bus 06:50\nNo bus on Sundays" in page.text
    saved = only()
    assert (saved.weekdays, saved.starts_at) == ("mon,tue,wed,thu", "07:30")
    edit = officer.get(f"/vacancies/{saved.ref}/edit").text
    assert edit.count("checked") == 4


def test_working_out_the_pay_saves_nothing(officer, make):
    employer = make.employer()

    page = officer.submit(
        f"/employers/{employer.ref}/vacancies/new", GOOD | {"pay_amount": "20000", "check": "y"}
    )

    assert "Below the minimum wage." in page.text
    assert "£10.26 an hour" in page.text
    assert 'value="20000"' in page.text
    assert count_rows(Vacancy) == 0


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"title": ""}, "Enter the job title."),
        ({"title": "x" * 201}, "200 characters or fewer"),
        ({"pay_amount": "NaN"}, "must be pounds and pence"),
        ({"pay_amount": "-12"}, "must be pounds and pence"),
        ({"weekly_hours": ""}, "Enter the hours a week"),
        ({"weekly_hours": "200"}, "at most 100"),
        ({"weekly_hours": "1e1"}, "must be a number"),
        ({"weeks_per_year": "0"}, "must be a number up to 53"),
        ({"pay_basis": "fortnightly"}, "Choose one of the answers"),
        ({"site_id": "999"}, "Choose one of the answers"),
        ({"contract": "slavery"}, "Choose one of the answers"),
        ({"starts_on": "31/11/2026"}, "must be a real date"),
        ({"starts_on": "1/12/2026", "closes_on": "2/12/2026"}, "closing date must not be after"),
        ({"weekdays": "someday"}, "Tick the days of the week."),
        ({"starts_at": "25:00"}, "must be a time of day"),
        ({"starts_at": "9", "ends_at": "09:00"}, "ends at the time it starts"),
        ({"hours_from": "20", "hours_to": "16"}, "must not be fewer than the fewest"),
        ({"hours_from": "40"}, "must not be fewer than the fewest"),
        ({"transport": "x" * 501}, "500 characters or fewer"),
    ],
)
def test_a_bad_answer_is_refused_and_what_was_typed_is_kept(officer, make, change, told):
    employer = make.employer()

    for extra in ({}, {"check": "y"}):
        page = officer.submit(f"/employers/{employer.ref}/vacancies/new", GOOD | change | extra)
        if not extra or not told.startswith(RULES):
            assert told in page.text
        assert "Fold boxes" in page.text
    assert count_rows(Vacancy) == 0


def test_adding_can_be_undone_from_the_message(officer, make):
    employer = make.employer()
    page = officer.submit(f"/employers/{employer.ref}/vacancies/new", GOOD)
    undo = page.text.split('action="/history/')[1].split('"')[0]

    officer.post(f"/history/{undo}")

    assert count_rows(Vacancy) == 0
    assert openings(employer) == 0


@pytest.fixture
def unit_groups(app):
    text = "code,title\n9222,Street cleaners\n9223,Cleaners and domestics\n5113,Gardeners\n"
    reference.load("soc", text, name="soc.csv")
    session.commit()


def test_an_occupation_is_chosen_by_words_or_code(officer, make, unit_groups):
    path = f"/employers/{make.employer(sic_codes='10710', sic_section='C').ref}/vacancies/new"

    page = officer.submit(path, GOOD | {"soc_code": "cleaner"})
    assert "Choose the occupation that fits “cleaner”." in page.text
    assert 'value="9223"' in page.text
    assert 'value="Packer"' in page.text
    assert count_rows(Vacancy) == 0

    page = officer.submit(path, GOOD | {"soc_code": ["cleaner", "9223"]})
    assert "Cleaners and domestics (SOC 9223)" in page.text
    assert "Manufacturing (SIC 10710)" in page.text
    assert 'value="9223 Cleaners and domestics"' in officer.get("/vacancies/V-00001/edit").text

    officer.submit("/vacancies/V-00001/edit", {"soc_code": "gardener"})
    assert only().soc_code == "5113"
    page = officer.submit("/vacancies/V-00001/edit", {"soc_code": "astronaut"})
    assert "No occupation reads like “astronaut”" in page.text
    officer.submit("/vacancies/V-00001/edit", {"soc_code": ""})
    assert only().soc_code == ""


def test_without_a_loaded_list_a_vacancy_takes_a_wider_group(officer, make):
    vacancy = make.vacancy(soc_code="9223")

    page = officer.get(f"/vacancies/{vacancy.ref}").text

    assert "Elementary administration and service occupations (SOC 92)" in page


def test_the_wages_in_force_stand_beside_the_pay(officer, make):
    page = officer.get(f"/vacancies/{make.vacancy(pay_amount=Decimal('13')).ref}").text

    assert "Real Living Wage" in page
    assert "£0.45 below" in page
    assert "Not confirmed" in page
