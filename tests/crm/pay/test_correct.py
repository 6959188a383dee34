"""A wrong rate is put right beside what was written, never over it."""

import re
from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa

from crm.core.db import session
from crm.pay import actions, queries
from crm.pay.models import PayRate
from crm.pay.rates import Apprentice, RateCode, minimum_for
from tests.browse import count_rows

RIGHT = {
    "what": "amount",
    "amount": "12.75",
    "source": "The Gazette, 22 November 2026",
    "status": "confirmed",
    "why": "A slip of the pen",
}


def adult():
    return next(row for row in queries.rows() if row.amount == Decimal("12.71"))


def minimum():
    return minimum_for(30, Apprentice.NO, date(2026, 5, 1), queries.rates()).amount


def test_the_right_amount_counts_and_the_wrong_one_stays_to_be_read(manager):
    row = adult()

    page = manager.submit(f"/rates/{row.id}/correct", RIGHT)

    assert "Rate put right." in page.text
    assert minimum() == Decimal("12.75")
    assert session.get(PayRate, row.id).amount == Decimal("12.71")
    shown = page.text[page.text.index('id="replaced"') :]
    for word in ("£12.71", "£12.75", "A slip of the pen", "GOV.UK minimum wage calculator data"):
        assert word in shown


def test_it_can_be_undone_from_its_message(manager):
    before = count_rows(PayRate)
    page = manager.submit(f"/rates/{adult().id}/correct", RIGHT)
    assert count_rows(PayRate) == before + 1

    manager.post(re.search(r'action="(/history/\d+/undo)"', page.text)[1])

    assert count_rows(PayRate) == before
    assert minimum() == Decimal("12.71")


def test_a_rate_that_never_counted_is_taken_back_and_may_be_added_again(manager):
    newest = {"code": "AGE", "amount": "14", "valid_from": "1/6/2026", "min_age": "21",
              "source": "A rumour", "status": "unconfirmed"}  # fmt: skip
    manager.submit("/rates/new", newest)
    row = next(row for row in queries.rows() if row.amount == Decimal(14))
    assert queries.last_change(date(2026, 7, 1)) == date(2026, 6, 1)

    manager.submit(f"/rates/{row.id}/correct", RIGHT | {"what": "never", "why": "Only a rumour"})

    assert minimum_for(30, Apprentice.NO, date(2026, 7, 1), queries.rates()).amount == Decimal(
        "12.71"
    )
    assert queries.last_change(date(2026, 7, 1)) == date(2026, 4, 1)
    assert session.scalar(sa.select(queries.last_change_column(date(2026, 7, 1)))) == date(
        2026, 4, 1
    )
    page = manager.submit("/rates/new", newest | {"amount": "14.10"})
    assert "Rate of £14.10 added" in page.text
    assert "Only a rumour" in page.text


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"amount": "12.71"}, "Nothing is different"),
        ({"amount": "0"}, "above £0.00"),
        ({"amount": ""}, "Enter the amount in pounds."),
        ({"up_to_age": "20"}, "The last age must not be below the first."),
        ({"why": ""}, "Say how you know."),
        ({"source": ""}, "Say where the rate was published."),
    ],
)
def test_what_is_wrong_is_said_beside_the_form(manager, change, told):
    before = count_rows(PayRate)

    page = manager.submit(f"/rates/{adult().id}/correct", RIGHT | change)

    assert told in page.text
    assert count_rows(PayRate) == before


def test_only_the_latest_turn_is_put_right(manager):
    row = adult()
    manager.submit(f"/rates/{row.id}/correct", RIGHT)

    page = manager.submit(f"/rates/{row.id}/correct", RIGHT | {"amount": "12.80"})

    assert "This rate was put right since." in page.text
    assert minimum() == Decimal("12.75")


def test_a_published_file_that_differs_adds_a_turn(app):
    row = adult()
    head = "valid_from,min_age,max_age,category,hourly_rate_gbp"

    actions.load_rates(f"{head}\n2026-04-01,21,,adult,12.80\n", "gazette.csv")
    session.commit()

    assert session.get(PayRate, row.id).amount == Decimal("12.71")
    latest = adult_now()
    assert (latest.amount, latest.turn, latest.source) == (Decimal("12.80"), 2, "gazette.csv")
    assert latest.why == "gazette.csv has another amount."


def adult_now():
    return next(row for row in queries.rows() if row.key == (RateCode.AGE, date(2026, 4, 1), 21))


def test_only_those_who_may_change_rates_put_them_right(officer, auditor):
    for person in (officer, auditor):
        assert person.get(f"/rates/{adult().id}/correct").status_code == 403
