"""The page of rates: what counts today, and who may change it."""

import re
from datetime import date
from decimal import Decimal

import pytest

from crm.core.db import session
from crm.pay import queries
from crm.pay.models import PayRate
from crm.pay.seed import built_in_rates, seed_rates
from tests.browse import Statements, count_rows

NEW = {
    "code": "AGE",
    "amount": "13.10",
    "valid_from": "1/4/2027",
    "min_age": "21",
    "up_to_age": "",
    "source": "Low Pay Commission, 20 November 2026",
    "status": "unconfirmed",
}


def test_the_shipped_rates_are_seeded_once(app):
    assert count_rows(PayRate) == len(built_in_rates())
    assert set(queries.rates()) == {
        rate if rate.min_age is not None else type(rate)(**_with_age(rate))
        for rate in built_in_rates()
    }
    assert seed_rates() == 0


def _with_age(rate):
    return {name: getattr(rate, name) for name in rate.__slots__} | {"min_age": 0}


def test_everybody_who_sees_work_sees_each_rate_with_its_source(officer, auditor):
    for person in (officer, auditor):
        page = person.get("/rates")

        assert "£12.71" in page.text
        assert "GOV.UK minimum wage calculator data" in page.text
        assert "Not confirmed" in page.text
        assert "Add a rate" not in page.text


def test_a_manager_adds_a_rate_and_it_counts_from_its_day(manager):
    page = manager.submit("/rates/new", NEW)

    assert "Rate of £13.10 added from 1 April 2027." in page.text
    added = next(rate for rate in queries.rates() if rate.amount == Decimal("13.10"))
    assert (added.min_age, added.max_age_exclusive, added.status) == (21, None, "unconfirmed")
    assert queries.last_change(date(2027, 4, 1)) == date(2027, 4, 1)
    assert queries.last_change(date(2027, 3, 31)) == date(2026, 4, 1)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"code": ""}, "Choose which rate this is."),
        ({"amount": "12,71"}, "must be pounds and pence"),
        ({"amount": "0"}, "above £0.00"),
        ({"min_age": ""}, "Enter the age from which this rate counts."),
        ({"up_to_age": "20"}, "The last age must not be below the first."),
        ({"valid_from": "1/4/2026"}, "There is a rate for these people from this day already."),
        ({"source": ""}, "Say where the rate was published."),
        ({"code": "CHECK_MONTHS", "amount": "6.5"}, "a whole number of months, from 1 to 120"),
        ({"code": "CHECK_MONTHS", "amount": "999999"}, "a whole number of months, from 1 to 120"),
        ({"code": "PERMITTED_WORK_HOURS", "amount": "0"}, "a whole number of hours, from 1 to 168"),
    ],
)
def test_a_bad_rate_is_refused_beside_the_form(manager, change, told):
    page = manager.submit("/rates/new", NEW | change)

    assert told in page.text
    assert count_rows(PayRate) == len(built_in_rates())


def test_a_manager_ends_a_rate_and_confirms_another(manager):
    row = next(row for row in queries.rows() if row.code == "OLW")

    page = manager.submit(f"/rates/{row.id}", {"valid_until": "1/4/2027", "status": "unconfirmed"})

    assert "Rate saved." in page.text
    row = session.get(PayRate, row.id)
    assert (row.valid_until, row.status) == (date(2027, 4, 1), "unconfirmed")


def test_a_rate_cannot_end_before_it_begins(manager):
    row = next(row for row in queries.rows() if row.code == "OLW")

    page = manager.submit(f"/rates/{row.id}", {"valid_until": "1/4/2020"})

    assert "A rate must count for a day at least." in page.text


@pytest.mark.parametrize("path", ["/rates/new", "/rates/1"])
def test_only_those_who_may_change_rates_do(path, officer, trainee, auditor):
    for person in (officer, trainee, auditor):
        assert person.get(path).status_code == 403
        assert person.post(path, NEW).status_code == 403


def test_a_rate_that_is_not_there_is_not_found(manager):
    assert manager.get("/rates/999999").status_code == 404
    assert manager.get("/rates/99999999999999999999").status_code == 404


def test_a_rate_that_is_coming_stands_by_itself_and_what_it_leaves_out_is_said(manager, officer):
    manager.submit("/rates/new", NEW)

    page = officer.get("/rates").text

    coming = page[page.index(">Coming<") : page.index(">Earlier<")]
    assert "£13.10" in coming
    assert "1 April 2027" in coming
    assert "the minimum wage at age 18 to 20 is still £10.85 of 1 April 2026" in page
    assert "No later rate is known." not in page


def test_limits_are_rates_too_and_say_what_they_are(officer):
    page = officer.get("/rates").text

    for word in ("16 hours", "12 months", "£203.50", "Permitted work: most pay a week"):
        assert word in page


def test_rates_are_read_once_a_request(app):
    with app.test_request_context("/"), Statements() as sent:
        queries.rates()
        queries.rates()
        queries.last_change(date(2026, 11, 21))

    assert sent.count == 1


def test_a_new_rate_can_be_undone_from_its_message(manager):
    before = count_rows(PayRate)
    page = manager.submit("/rates/new", NEW)
    assert count_rows(PayRate) == before + 1

    manager.post(re.search(r'action="(/history/\d+/undo)"', page.text)[1])

    assert count_rows(PayRate) == before
