"""The list of vacancies: its filters, what it says, what it costs."""

from decimal import Decimal

import pytest
import sqlalchemy as sa

from crm.core import clock
from crm.core.db import session
from crm.employers.models import Standing
from crm.vacancies.models import State, Vacancy
from tests.browse import Statements


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
