"""One found vacancy is put right before it is saved."""

from datetime import date
from decimal import Decimal

import pytest

from crm.core.db import session
from crm.pay.rules import Basis
from crm.vacancies.models import Contract
from tests.crm.adverts.pages import page, posting
from tests.crm.adverts.test_new import bring
from tests.crm.adverts.test_show import found, save, vacancies

EDIT = "/vacancies/import/1/1"


@pytest.fixture
def brought(officer):
    bring(officer, page(posting(baseSalary="£24,500 pro rata a year")))
    return officer


def test_the_form_shows_what_was_read_and_what_was_not(brought):
    shown = brought.get(EDIT).text

    assert 'value="Porter"' in shown
    assert 'value="20/12/2026"' in shown
    assert "Keep it clean. No experience needed.</textarea>" in shown
    assert "was left blank: this is pay of full time" in shown


def test_what_is_put_right_is_saved(brought):
    shown = brought.submit(
        EDIT,
        {
            "title": "Kitchen porter",
            "pay_amount": "12.71",
            "pay_basis": "hourly",
            "contract": "permanent",
            "hours_to": "20",
            "starts_at": "10",
            "closes_on": "31/12/2026",
            "town": "Burford",
        },
    )
    assert "Changed what will be saved." in shown.text
    assert "£12.71 an hour" in shown.text

    save(brought)

    (vacancy,) = vacancies()
    assert (vacancy.title, vacancy.contract) == ("Kitchen porter", Contract.PERMANENT)
    assert (vacancy.pay_amount, vacancy.pay_basis) == (Decimal("12.71"), Basis.HOURLY)
    assert (vacancy.hours_range, vacancy.starts_at) == ((Decimal(16), Decimal(20)), "10:00")
    assert vacancy.closes_on == date(2026, 12, 31)


FAULTS = {
    "title": ("", "Enter the job title."),
    "pay_amount": ("12,71", "must be pounds and pence"),
    "weekly_hours": ("400", "at most 100"),
    "closes_on": ("31/11/2026", "must be a real date"),
    "postcode": ("OX143H", "postcode"),
    "employer_ref": ("Grundon", "like E-00042"),
    "employer": ("E-00099", "Choose one of the answers"),
    "contract": ("slavery", "Choose one of the answers"),
    "hours_to": ("2", "must not be fewer"),
    "starts_on": ("1/12/2026", "must not be after the start"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_said_beside_its_field(brought, name):
    value, said = FAULTS[name]

    shown = brought.submit(EDIT, {name: value}, follow=False)

    assert shown.status_code == 200
    assert said in shown.text
    assert found()[0].facts["title"] == "Porter"


def test_an_employer_that_is_not_known_is_refused(brought):
    shown = brought.submit(EDIT, {"employer_ref": "E-00099"})

    assert "No employer has the reference E-00099." in shown.text


def test_another_employer_is_chosen_by_reference(brought, make):
    other = make.employer(name="Made Up Hotel")

    shown = brought.submit(EDIT, {"employer_ref": other.ref.lower()})

    assert f'value="{other.ref}" selected' in shown.text
    save(brought)
    assert vacancies()[0].employer_id == other.id


def test_an_employer_who_has_it_already_unticks_it(brought, make):
    other = make.employer(name="Made Up Hotel")
    make.vacancy(other, title="Porter", closes_on=date(2026, 12, 20))

    shown = brought.submit(EDIT, {"employer_ref": other.ref})

    assert "It is here already, so it is not ticked." in shown.text
    assert not found()[0].ticked


def test_a_new_employer_needs_a_name(brought):
    assert (
        "Enter the name of the new employer."
        in brought.submit(EDIT, {"employer": "new", "employer_name": ""}, follow=False).text
    )


def test_leaving_one_out_unticks_it(brought):
    brought.submit(EDIT, {"employer": "skip"})

    assert not found()[0].ticked


def test_a_saved_import_is_not_edited(brought):
    save(brought)

    assert brought.get(EDIT).status_code == 404
    session.rollback()
    assert brought.post(EDIT, {"title": "x"}).status_code == 404
