"""Permitted work: worked case 13 of the domain reference, 4.10, and its neighbours."""

from datetime import date
from decimal import Decimal

import pytest

from crm.pay.rules import Basis, Pay
from crm.pay.seed import built_in_rates
from crm.placements.limits import permitted

RATES = built_in_rates()
MAY = date(2026, 5, 4)


def held(amount, hours, *, supervised=False, basis=Basis.HOURLY, on=MAY):
    hours = hours and Decimal(hours)
    pay = amount and Pay(Decimal(amount), basis, hours)
    return permitted(pay, hours, on, RATES, supervised=supervised)


def test_worked_case_13():
    """Supported permitted work, 16 hours at 12.71 in 2026/27: 203.36 is within 203.50."""
    supported = held("12.71", 16, supervised=True)
    assert supported.fits is True
    assert "£203.36 a week is within £203.50 (not confirmed)." in supported.words

    ordinary = held("12.71", 16)
    assert ordinary.fits is False
    assert "16 hours a week is not under 16" in ordinary.words[0]


@pytest.mark.parametrize(
    ("amount", "hours", "more", "fits"),
    [
        ("12.71", "15.5", {}, True),
        ("13.50", "15.5", {}, False),
        ("203.50", "15", {"basis": Basis.WEEKLY}, True),
        ("203.51", "15", {"basis": Basis.WEEKLY}, False),
        ("203.51", "20", {"basis": Basis.WEEKLY, "supervised": True}, False),
        (None, "15", {}, None),
        ("12.71", None, {}, None),
        (None, "16", {}, False),
        ("12.21", "15", {"on": date(2025, 5, 1)}, True),
        ("12.21", "15", {"on": date(2010, 5, 1)}, None),
    ],
)
def test_hours_and_pay_against_the_limits_of_the_day(amount, hours, more, fits):
    found = held(amount, hours, **more)

    assert found.fits is fits
    assert len(found.words) == 2


def test_the_page_warns_only_where_it_was_asked(officer, make):
    facts = {"pay_amount": Decimal("12.71"), "weekly_hours": Decimal(16)}
    quiet, asked = make.placement(**facts), make.placement(limits_apply=True, **facts)

    assert "permitted work" not in officer.get(f"/placements/{quiet.ref}").text
    page = officer.get(f"/placements/{asked.ref}").text
    assert "May be over the limits of permitted work." in page
    assert "A warning, not a decision" in page
