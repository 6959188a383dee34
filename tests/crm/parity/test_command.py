"""``flask parity check FILE``: what it prints, and its exit status."""

import json
from decimal import Decimal

import pytest
import sqlalchemy as sa

from crm.core.db import session
from crm.pay.models import PayRate
from crm.pay.rates import RateCode

HEAD = "case,period_start,period_end,age,pay_basis,basic_pay,paid_hours"
PERIOD = "2026-05-04,2026-05-10"
FINE = f"{HEAD}\nfine,{PERIOD},30,hourly,12.71,35\nshort,{PERIOD},30,hourly,12,35\n"


@pytest.fixture
def run(app, tmp_path):
    def run_it(content, *options):
        file = tmp_path / "pay.csv"
        file.write_text(content, encoding="utf-8")
        return app.test_cli_runner().invoke(args=["parity", "check", str(file), *options])

    return run_it


def test_json_is_one_array_and_nothing_else(run):
    ran = run(FINE.replace("paid_hours", "paid_hours,shoe").replace(",35\n", ",35,9\n"), "--json")

    answers = json.loads(ran.stdout)
    assert ran.exit_code == 0
    assert [(one["case"], one["status"]) for one in answers] == [
        ("fine", "NOT_COMPARABLE"),
        ("short", "BELOW_MINIMUM"),
    ]
    assert answers[1]["minimum_shortfall"] == "24.85"
    assert "the column “shoe” is not known" in ran.stderr


def test_a_table_is_for_people(run):
    ran = run(FINE)

    assert ran.exit_code == 0
    assert ran.stdout.startswith("Case ")
    assert "Below the minimum wage: £12.00 counts" in ran.stdout


def test_a_bad_file_exits_1_and_prints_nothing_on_standard_output(run):
    ran = run(f"{HEAD}\nc,2026-05-04,2026-05-10,30,hourly,1e3,35\n", "--json")

    assert (ran.exit_code, ran.stdout) == (1, "")
    assert "Row 2, basic_pay: “1e3” is not a plain number" in ran.stderr


def test_a_missing_file_exits_1(app, tmp_path):
    ran = app.test_cli_runner().invoke(args=["parity", "check", str(tmp_path / "none.csv")])

    assert ran.exit_code == 1
    assert "No such file" in ran.stderr


def test_wrong_usage_exits_2(app):
    assert app.test_cli_runner().invoke(args=["parity", "check"]).exit_code == 2


def test_the_stored_rates_count(run):
    row = session.scalars(
        sa.select(PayRate).where(PayRate.code == RateCode.AGE, PayRate.amount == Decimal("12.71"))
    ).one()
    row.amount = Decimal("20.00")
    session.commit()

    assert {one["minimum"] for one in json.loads(run(FINE, "--json").stdout)} == {"20.00"}


def test_without_stored_rates_the_built_in_ones_count_and_it_says_so(run):
    for row in session.scalars(sa.select(PayRate)):
        session.delete(row)
    session.commit()

    ran = run(FINE, "--json")

    assert {one["minimum"] for one in json.loads(ran.stdout)} == {"12.71"}
    assert "the built-in ones count" in ran.stderr
