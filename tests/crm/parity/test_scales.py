"""A grade of the employer's own table is compared with before anything else."""

from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa
import time_machine

from crm.core.db import session
from crm.employers.models import Employer
from crm.grades import actions as grades
from crm.grades.actions import Details
from crm.grades.rules import Line
from crm.parity import scales
from crm.parity.models import Comparator, ParityCheck
from crm.pay.rules import Basis
from tests.crm.parity.test_checks import SLIP


@pytest.fixture(autouse=True)
def november():
    with time_machine.travel("2026-11-21T12:00:00+00:00", tick=False):
        yield


@pytest.fixture
def placement(make):
    made = make.placement(make.employer(name="Chilton Town Council", council=True))
    employer = session.get(Employer, made.employer_id)
    for year, rate in ((2025, "12.21"), (2026, "12.90")):
        line = Line("Grade 2", "step 1", Decimal(rate), Basis.HOURLY, None)
        details = Details("Staff scale", date(year, 4, 1), None, "Their web site", "confirmed")
        grades.add(employer, [line], details)
    session.commit()
    return made


def only():
    session.expire_all()
    return session.scalars(sa.select(ParityCheck)).one()


def slip(**more):
    empty = {"comparator": "", "comparator_amount": ""}
    return SLIP | empty | {"basic_pay": "12.90"} | more


def test_choosing_a_grade_fills_the_comparison_in(officer, placement):
    path = f"/placements/{placement.ref}/parity/new"
    assert "Staff scale, Grade 2, step 1: £12.90 for an hour" in officer.get(path).text
    (number,) = scales.lines(placement.employer_id, date(2026, 10, 1))

    page = officer.submit(path, slip(grade=str(number)))

    assert "Compared with Staff scale, Grade 2, step 1." in page.text
    assert (only().comparator, only().comparator_amount) == (Comparator.PAY_SCALE, Decimal("12.90"))
    assert only().status == "PARITY"


def test_the_table_of_the_pay_period_counts(officer, placement):
    path = f"/placements/{placement.ref}/parity/new"
    (now,) = scales.lines(placement.employer_id, date(2026, 10, 1))

    page = officer.submit(
        path, slip(grade=str(now), period_start="1/3/2026", period_end="31/3/2026")
    )

    assert "Choose one of the answers" in page.text


def test_without_a_grade_the_comparison_is_asked(officer, placement):
    page = officer.submit(f"/placements/{placement.ref}/parity/new", slip())

    assert "Choose what the pay is compared with." in page.text


def test_an_employer_without_a_table_is_not_asked_for_a_grade(officer, make):
    page = officer.get(f"/placements/{make.placement().ref}/parity/new").text

    assert "Grade or step" not in page
