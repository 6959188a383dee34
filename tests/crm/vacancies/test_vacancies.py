"""Vacancies: adding, the pay at once, the trainee's second check, closing."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa

from crm.core import clock
from crm.core.db import session
from crm.employers.models import Standing
from crm.reference import actions as reference
from crm.vacancies.models import State, Vacancy
from tests.browse import Browser, Statements, count_rows, form_defaults

GOOD = {
    "title": "Packer",
    "pay_amount": "26,000",
    "pay_basis": "annual",
    "weekly_hours": "37.5",
    "contract": "permanent",
    "tasks": "Fold boxes\nLabel boxes",
}

#: What an action refuses, not the form: working out the pay does not ask it.
RULES = ("closing date", "ends at", "must not be fewer")


def only():
    session.expire_all()
    return session.scalars(sa.select(Vacancy)).one()


def openings(employer):
    return session.scalar(sa.select(Standing.openings).where(Standing.employer_id == employer.id))


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


def test_a_trainees_vacancy_waits_until_a_colleague_approves_it(trainee, officer, make):
    employer = make.employer()

    page = trainee.submit(f"/employers/{employer.ref}/vacancies/new", GOOD)

    assert "Waits for a second check." in page.text
    assert "Approve vacancy" not in page.text
    assert (only().state, openings(employer)) == (State.SECOND_CHECK, 0)
    assert trainee.post("/vacancies/V-00001/approve").status_code == 403

    assert "Approve vacancy" in officer.get("/vacancies/V-00001").text
    page = officer.post("/vacancies/V-00001/approve", follow=True)
    assert "Vacancy V-00001 approved." in page.text
    assert (only().state, openings(employer)) == (State.OPEN, 1)


def test_a_trainees_vacancy_is_sent_back_and_put_right(trainee, officer, make):
    employer = make.employer()
    trainee.submit(f"/employers/{employer.ref}/vacancies/new", GOOD)
    path = "/vacancies/V-00001/send-back"
    assert "is in training" in officer.get("/vacancies/V-00001").text
    assert "In training" in officer.get("/vacancies").text
    assert trainee.post(path, {"check_note": "x"}).status_code == 403

    page = officer.post(path, {"check_note": ""})
    assert "Say what has to be put right." in page.text
    officer.post(path, {"check_note": "Ask for the hours again."})

    assert "Ask for the hours again." in trainee.get("/vacancies/V-00001").text
    assert (only().state, openings(employer)) == (State.SECOND_CHECK, 0)
    trainee.submit("/vacancies/V-00001/edit", {"weekly_hours": "36"})
    assert only().check_note == ""
    officer.post("/vacancies/V-00001/approve")
    assert only().state is State.OPEN
    page = officer.post(path, {"check_note": "Too late"})
    assert "not waiting for a second check" in page.text


def test_nobody_approves_their_own(app, officer, make):
    vacancy = make.vacancy(state=State.SECOND_CHECK, entered_by_id=officer.person_id)

    assert "Approve vacancy" not in officer.get(f"/vacancies/{vacancy.ref}").text
    page = officer.post(f"/vacancies/{vacancy.ref}/approve", follow=True)

    assert "You cannot check your own work." in page.text
    assert only().state is State.SECOND_CHECK


def test_what_a_trainee_changes_waits_again(trainee, make):
    vacancy = make.vacancy()

    trainee.submit(f"/vacancies/{vacancy.ref}/edit", {"pay_amount": "13"})

    assert (only().state, only().pay_amount) == (State.SECOND_CHECK, Decimal(13))


def test_the_second_to_save_sees_both_versions(officer, make, app):
    vacancy = make.vacancy()
    path = f"/vacancies/{vacancy.ref}/edit"
    opened = form_defaults(officer.get(path).text)
    Browser(app, make.person(name="Aisha Karim")).submit(path, {"title": "Theirs"})

    page = officer.post(path, opened | {"title": "Mine"})

    assert page.status_code == 409
    assert "Aisha Karim saved this record" in page.text
    assert only().title == "Theirs"
    officer.post(path, form_defaults(page.text))
    assert only().title == "Mine"


def test_closing_takes_a_reason_and_the_opening_away(officer, make):
    vacancy = make.vacancy()
    employer_id = vacancy.employer_id
    path = f"/vacancies/{vacancy.ref}/close"

    assert "Say why the vacancy is closed." in officer.submit(path, {"outcome": "closed"}).text
    assert "Choose whether it was filled." in officer.submit(path, {}).text
    page = officer.submit(path, {"outcome": "closed", "closed_reason": "They stopped hiring"})

    assert "They stopped hiring" in page.text
    assert only().state is State.CLOSED
    query = sa.select(Standing.openings).where(Standing.employer_id == employer_id)
    assert session.scalar(query) == 0

    officer.post("/vacancies/V-00001/reopen", follow=True)
    assert (only().state, session.scalar(query)) == (State.OPEN, 1)
    assert "open already" in officer.post("/vacancies/V-00001/reopen", follow=True).text


def test_adding_can_be_undone_from_the_message(officer, make):
    employer = make.employer()
    page = officer.submit(f"/employers/{employer.ref}/vacancies/new", GOOD)
    undo = page.text.split('action="/history/')[1].split('"')[0]

    officer.post(f"/history/{undo}")

    assert count_rows(Vacancy) == 0
    assert openings(employer) == 0


def test_pay_of_a_closed_vacancy_is_judged_by_the_rates_of_its_day(officer, make):
    closed = {"state": State.FILLED, "closed_on": date(2025, 6, 16)}
    vacancy = make.vacancy(pay_amount=Decimal("12.50"), starts_on=date(2025, 7, 13), **closed)

    page = officer.get(f"/vacancies/{vacancy.ref}").text

    assert "above the minimum wage of £12.21 for age 21 and over on 16 June 2025" in page


def test_the_list_filters_and_says_how_the_pay_stands(officer, make):
    employer = make.employer(name="Isis Bakery")
    make.vacancy(employer, title="Baker", pay_amount=Decimal("9.00"))
    make.vacancy(title="Driver", state=State.FILLED, pay_amount=None)

    page = officer.get("/vacancies").text
    assert "Baker" in page
    assert "Below" in page
    assert "Driver" not in page
    everything = officer.get("/vacancies?state=any").text
    assert "Baker" in everything
    assert "Not known" in everything
    assert "Driver" not in officer.get(f"/vacancies?state=any&employer={employer.ref}").text
    assert "No vacancies match" in officer.get("/vacancies?state=closed").text


def test_the_list_is_narrowed_by_words_kind_of_work_and_district(officer, make):
    bakery = make.employer(name="Isis Bakery", postcode="OX14 3HB", town="Abingdon")
    make.vacancy(bakery, title="Baker", soc_code="5432")
    make.vacancy(bakery, title="Cleaner", soc_code="9223")
    make.vacancy(make.employer(name="100% Wool"), title="Weaver", soc_code="92")
    district = session.scalar(
        sa.select(Standing.district_code).where(Standing.employer_id == bakery.id)
    )
    assert district

    def shown(query):
        page = officer.get(f"/vacancies?{query}").text
        return {title for title in ("Baker", "Cleaner", "Weaver") if f">{title}<" in page}

    assert shown("group=9") == {"Cleaner", "Weaver"}
    assert shown("q=ISIS+clean") == {"Cleaner"}
    assert shown("q=100%25") == {"Weaver"}
    assert shown("q=%25") == {"Weaver"}
    assert shown(f"group=5&district={district}") == {"Baker"}
    assert shown("district=E07000178") == set()
    assert "No vacancies match" in officer.get("/vacancies?group=1").text


def test_a_closing_date_that_has_passed_is_told(officer, make):
    make.vacancy(closes_on=clock.today() - timedelta(days=1))

    assert "The closing date has passed." in officer.get("/vacancies/V-00001").text


@pytest.mark.parametrize("ref", ["V-99999", "V-1", "v-00001", "E-00001", "V-000001", "V-٠٠٠٠١"])
def test_a_reference_that_is_not_there_is_not_found(officer, make, ref):
    make.vacancy()

    for path in (f"/vacancies/{ref}", f"/vacancies/{ref}/edit", f"/vacancies/{ref}/close"):
        assert officer.get(path).status_code == 404


def test_an_auditor_reads_and_changes_nothing(auditor, make):
    employer = make.employer()
    vacancy = make.vacancy(employer)

    page = auditor.get(f"/vacancies/{vacancy.ref}")

    assert page.status_code == 200
    assert "Change" not in page.text
    for path in ("edit", "close", "reopen", "approve"):
        assert auditor.post(f"/vacancies/{vacancy.ref}/{path}").status_code == 403
    assert auditor.get(f"/employers/{employer.ref}/vacancies/new").status_code == 403


def test_the_employer_page_and_the_search_show_it(officer, make):
    employer = make.employer()
    officer.submit(f"/employers/{employer.ref}/vacancies/new", GOOD)

    page = officer.get(f"/employers/{employer.ref}").text

    assert page.count("Packer") >= 2
    assert "Packer" in officer.get("/search?q=packer").text


@pytest.mark.parametrize("rows", [10, 1000])
def test_the_list_costs_the_same_at_any_length(officer, make, rows):
    employer = make.employer()
    session.add_all(
        Vacancy(
            employer_id=employer.id, title=f"Job {n}", created_at=clock.now(),
            pay_amount=Decimal("12.71"),
        )
        for n in range(rows)
    )  # fmt: skip
    session.commit()
    officer.get("/vacancies")

    with Statements() as sent:
        page = officer.get("/vacancies")

    assert sent.count == 4
    assert page.text.count('href="/vacancies/V-') == min(rows, 50)
    if rows > 50:
        assert 'rel="next"' in page.text


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
