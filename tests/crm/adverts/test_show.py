"""What was read is looked at, ticked, saved as one operation and taken back."""

from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa

from crm.adverts import jobs
from crm.adverts.models import AdvertFile, AdvertRow, AdvertSource
from crm.core import clock
from crm.core.db import session
from crm.core.journal import Operation
from crm.employers.models import Employer, Site
from crm.pay.rules import Basis
from crm.vacancies.models import State, Vacancy
from tests.browse import count_rows, form_defaults
from tests.crm.adverts.pages import feed, page, posting
from tests.crm.adverts.test_new import bring


def save(browser, number=1, **changes):
    """Press Save on the page as it stands, with some of its fields changed."""
    path = f"/vacancies/import/{number}"
    values = form_defaults(browser.get(path).text)
    values.pop("row", None)
    rows = [row.number for row in found(number)]
    data = values | {"row": rows, "save": "y"} | changes
    return browser.post(path, {k: v for k, v in data.items() if v is not None}, follow=True)


def found(number=1):
    return session.scalars(
        sa.select(AdvertRow).where(AdvertRow.file_id == number).order_by(AdvertRow.number)
    ).all()


def vacancies():
    return session.scalars(sa.select(Vacancy).order_by(Vacancy.id)).all()


def test_a_page_becomes_a_vacancy_with_its_new_employer(officer):
    bring(officer, page(posting()))

    shown = save(officer)

    assert "Saved 1 vacancy." in shown.text
    (vacancy,) = vacancies()
    employer = session.get(Employer, vacancy.employer_id)
    site = session.scalars(sa.select(Site)).one()
    assert (vacancy.title, employer.name) == ("Porter", "Made Up Inn")
    assert (vacancy.pay_amount, vacancy.pay_basis) == (Decimal("12.71"), Basis.HOURLY)
    assert (vacancy.weekly_hours, vacancy.weekdays) == (Decimal(16), "fri,sat,sun")
    assert (vacancy.closes_on, vacancy.state) == (date(2026, 12, 20), State.OPEN)
    assert (vacancy.tasks, vacancy.days) == ("Keep it clean. No experience needed.", "Part time")
    assert (site.postcode, site.town, site.address) == ("OX28 6HW", "Witney", "1 High Street")
    assert vacancy.site_id is None or vacancy.site_id == site.id
    assert count_rows(AdvertRow) == 0, "what was read goes when it is saved"


def test_an_import_is_one_operation_and_undone_whole(officer, make):
    make.vacancy(make.employer(name="Made Up Place 3", postcode="OX28 6HW"))
    bring(officer, feed(12), "feed.json")
    save(officer)
    assert count_rows(Vacancy) == 13
    operation = session.get(AdvertFile, 1).operation_id
    assert session.get(Operation, operation).title == "Imported 12 vacancies from feed.json"

    shown = officer.post(f"/history/{operation}/undo", {"back": "/vacancies/import/1"}, follow=True)

    assert "This import was undone." in shown.text
    assert (count_rows(Vacancy), count_rows(Employer), count_rows(AdvertSource)) == (1, 1, 0)


def test_a_trainees_vacancies_wait_for_a_second_check(trainee, officer):
    bring(trainee, page(posting()))

    shown = save(trainee)

    assert "Added, waits for a second check" in shown.text
    assert vacancies()[0].state is State.SECOND_CHECK
    ref = vacancies()[0].ref
    assert "approved" in officer.post(f"/vacancies/{ref}/approve", follow=True).text


def test_a_known_employer_is_proposed_and_gets_the_vacancy(officer, make):
    known = make.employer(name="Made Up Inn Limited", postcode="OX28 6HW")
    site = session.scalars(sa.select(Site.id)).one()
    bring(officer, page(posting()))

    shown = officer.get("/vacancies/import/1")
    assert f'value="{known.ref}" selected' in shown.text
    save(officer)

    (vacancy,) = vacancies()
    assert (vacancy.employer_id, vacancy.site_id) == (known.id, site)
    assert count_rows(Employer) == 1


def test_one_new_employer_is_added_once_for_all_its_vacancies(officer):
    bring(officer, feed(20), "feed.json")
    save(officer)

    assert (count_rows(Vacancy), count_rows(Employer)) == (20, 10)


def test_what_is_left_out_or_not_ticked_is_not_saved(officer):
    bring(officer, feed(3), "feed.json")

    save(officer, **{"take-1": None, "employer-2": "skip"})

    assert [vacancy.title for vacancy in vacancies()] == ["Porter 2"]


def test_nothing_is_saved_while_an_employer_is_not_chosen(officer):
    bring(officer, page([posting(), posting(identifier="P-2", hiringOrganization="")]))
    before = count_rows(Operation)

    shown = save(officer)

    assert "Nothing is saved yet. Look at 2 in the list below." in shown.text
    assert "Choose the employer, or untick this one." in shown.text
    assert count_rows(Vacancy) == 0
    assert count_rows(Operation) == before
    again = save(officer, **{"take-2": None})
    assert "Saved 1 vacancy." in again.text


def test_nothing_ticked_is_asked_about(officer):
    bring(officer, page(posting()))

    assert "Tick the vacancies to save." in save(officer, **{"take-1": None}).text


def test_a_forged_employer_counts_as_nobody_chosen(officer, make):
    other = make.employer(name="Somebody Else")
    bring(officer, page(posting()))

    for forged in (other.ref, "E-99999", "²", "new\x00"):
        assert "Choose the employer" in save(officer, **{"employer-1": forged}).text
    assert count_rows(Vacancy) == 0


def test_an_advert_that_closed_is_not_ticked(officer):
    bring(officer, page(posting(validThrough="2020-01-31")))

    assert "It closed on 31 January 2020." in officer.get("/vacancies/import/1").text
    assert not found()[0].ticked


def test_pay_below_the_minimum_wage_is_marked(officer):
    low = {"value": {"value": 9.10, "unitText": "HOUR"}}
    bring(officer, page(posting(baseSalary=low)))

    assert "Below" in officer.get("/vacancies/import/1").text


def test_pages_of_many_keep_what_was_ticked(officer):
    bring(officer, feed(30), "feed.json")
    jobs.read_feeds(clock.now())
    assert officer.get("/vacancies/import/1").text.count('name="row"') == 25

    shown = officer.post(
        "/vacancies/import/1",
        {"row": list(range(1, 26)), "after": "25", "next": "y"}
        | {f"employer-{n}": "new" for n in range(1, 26)},
        follow=True,
    )

    assert shown.text.count('name="row"') == 5
    assert "5 vacancies are ticked in all" in shown.text
    assert [row.number for row in found() if row.ticked] == list(range(26, 31))


HOSTILE = "<script>steal()</script><img src=x onerror=steal()>"


def test_hostile_text_is_never_drawn_as_markup(officer):
    bring(
        officer,
        page(
            posting(
                title=f"&lt;b&gt;=cmd|' /C calc'!A0{HOSTILE}",
                description=HOSTILE + "Sweep",
                url="javascript:steal()",
                hiringOrganization={"name": f"Made Up {{{{7*7}}}} {HOSTILE}"},
                identifier=HOSTILE,
                workHours=f"<i>{HOSTILE}",
                baseSalary=HOSTILE,
                employmentType=HOSTILE,
                validThrough=HOSTILE,
            )
        ),
    )

    shown = officer.get("/vacancies/import/1").text
    assert "steal" not in shown
    assert "javascript:" not in shown
    save(officer)
    (vacancy,) = vacancies()
    assert vacancy.title == "=cmd|' /C calc'!A0"
    assert vacancy.tasks == "Sweep"
    assert "49" not in officer.get(f"/vacancies/{vacancy.ref}").text.split("<main")[1][:3000]


def test_an_address_that_is_text_is_never_a_link(officer):
    for url in ("javascript:steal()", "data:text/html,x", "//evil.example/x", 'http://a"b.example'):
        bring(officer, page(posting(url=url)))
    assert "The advert" not in officer.get("/vacancies/import/1").text


@pytest.mark.parametrize("kind", ["new", "changed", "here", "²"])
def test_the_kinds_are_filters(officer, kind):
    bring(officer, page(posting()))

    shown = officer.get(f"/vacancies/import/1?kind={kind}")

    assert ("Put it right" in shown.text) == (kind in ("new", "²"))
    assert ("No vacancy of this kind" in shown.text) == (kind in ("changed", "here"))
