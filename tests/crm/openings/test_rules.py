"""A vacancy as a JobPosting."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from crm.openings.rules import Advert, Place, Wage, description, employment_types, posting
from crm.pay.rules import Basis

BARE = Advert(
    ref="V-00007", url="https://jobs.example/jobs/V-00007", title="Packer", employer="Isis Bakery",
    website="", place=Place(postcode="OX14 3HB"), posted_on=date(2026, 11, 2), open_until=None,
)  # fmt: skip
REQUIRED = {"title", "description", "datePosted", "hiringOrganization", "jobLocation"}


def test_a_bare_vacancy_says_what_is_required_and_nothing_that_is_not_known():
    found = posting(BARE)

    assert found.keys() >= REQUIRED
    assert found.keys().isdisjoint({"baseSalary", "validThrough", "employmentType", "workHours"})
    assert found["jobLocation"]["address"] == {
        "@type": "PostalAddress", "postalCode": "OX14 3HB", "addressCountry": "GB",
    }  # fmt: skip
    assert found["identifier"]["value"] == "V-00007"


@pytest.mark.parametrize(
    ("wage", "value", "unit"),
    [
        (Wage(Decimal("13.1"), Basis.HOURLY, Decimal("13.10")), "13.10", "HOUR"),
        (Wage(Decimal(26000), Basis.ANNUAL, Decimal("13.33")), "26000.00", "YEAR"),
        (Wage(Decimal(2000), Basis.MONTHLY, Decimal("12.31")), "2000.00", "MONTH"),
        (Wage(Decimal(480), Basis.WEEKLY, Decimal("12.80")), "480.00", "WEEK"),
        (Wage(Decimal(1920), Basis.FOUR_WEEKLY, Decimal("12.80")), "12.80", "HOUR"),
    ],
)
def test_pay_is_told_in_units_that_boards_know(wage, value, unit):
    salary = posting(replace(BARE, wage=wage))["baseSalary"]

    assert salary["currency"] == "GBP"
    assert (salary["value"]["value"], salary["value"]["unitText"]) == (value, unit)


@pytest.mark.parametrize(
    "wage", [Wage(Decimal(1920), Basis.FOUR_WEEKLY, None), Wage(Decimal(0), Basis.HOURLY, None)]
)
def test_pay_that_cannot_be_told_is_left_out(wage):
    assert "baseSalary" not in posting(replace(BARE, wage=wage))


@pytest.mark.parametrize(
    ("contract", "hours", "kinds"),
    [
        ("permanent", "37.5", ["FULL_TIME"]),
        ("permanent", "35", ["FULL_TIME"]),
        ("permanent", "34.9", ["PART_TIME"]),
        ("seasonal", "16", ["PART_TIME", "TEMPORARY"]),
        ("supported internship", None, ["INTERN"]),
        ("", None, []),
    ],
)
def test_the_kind_of_employment_follows_hours_and_contract(contract, hours, kinds):
    assert employment_types(contract, Decimal(hours) if hours else None) == kinds


def test_dates_and_the_employers_own_page_are_told():
    ends = datetime(2026, 12, 13, 23, 59, tzinfo=UTC)
    found = posting(replace(BARE, open_until=ends, website="https://isis.example"))

    assert found["validThrough"] == "2026-12-13T23:59:00+00:00"
    assert found["datePosted"] == "2026-11-02"
    assert found["hiringOrganization"]["sameAs"] == "https://isis.example"
    assert "sameAs" not in posting(replace(BARE, website="javascript:x"))["hiringOrganization"]


def test_the_description_escapes_every_word():
    told = description(replace(BARE, title="<b>x</b>", tasks=("a & b",), transport="<i>"))

    assert "<b>" not in told
    assert "<i>" not in told
    assert "<li>a &amp; b</li>" in told
