"""One vacancy: changed by two at once, closed, and who sees it."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa

from crm.core import clock
from crm.core.db import session
from crm.employers.models import Standing
from crm.vacancies.models import State
from tests.browse import Browser, form_defaults
from tests.crm.vacancies.typed import GOOD, only


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


def test_pay_of_a_closed_vacancy_is_judged_by_the_rates_of_its_day(officer, make):
    closed = {"state": State.FILLED, "closed_on": date(2025, 6, 16)}
    vacancy = make.vacancy(pay_amount=Decimal("12.50"), starts_on=date(2025, 7, 13), **closed)

    page = officer.get(f"/vacancies/{vacancy.ref}").text

    assert "above the minimum wage of £12.21 for age 21 and over on 16 June 2025" in page


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
