"""The figures of ten made payslips in the shared folder, read through the file of checks."""

import csv

from crm.parity.frames import answer, read
from crm.parity.rules import compare
from crm.pay.seed import built_in_rates
from tests.shared_data import shared

UNIFORM = {"payslip-07.pdf": "24.00"}
WEEKLY_HOURS = {"payslip-05.pdf": "37"}
AGES = {"adult": "30", "18-20": "19"}


def test_the_payslips_come_out_as_their_truth():
    with shared("payslips/truth.csv").open(encoding="utf-8", newline="") as file:
        slips = list(csv.DictReader(file))
    columns = "case,period_start,period_end,age,pay_basis,basic_pay,contract_weekly_hours"
    lines = [f"{columns},weeks_per_year,paid_hours,deductions_for_employer"]
    for slip in slips:
        name, gross = slip["file"], slip["gross"]
        lines.append(
            f"{name},{slip['period_start']},{slip['period_end']},{AGES[slip['age_band']]},"
            f"{slip['frequency'].replace('-', '_')},{slip['basic_amount'] or gross},"
            f"{WEEKLY_HOURS.get(name, '')},365/7,{slip['basic_hours']},{UNIFORM.get(name, '')}"
        )

    answers = [
        answer(compare(case, built_in_rates())) for case in read("\n".join(lines).encode()).cases
    ]

    assert len(answers) == len(slips) == 10
    for slip, got in zip(slips, answers, strict=True):
        assert got["hourly"] == (slip["effective_basic_rate"] or "12.92")
        assert got["minimum"] == slip["minimum_wage"]
        assert got["minimum_hourly"] == (slip["minimum_wage_pay"] or "12.92")
        below = got["status"] == "BELOW_MINIMUM"
        assert below == (slip["minimum_wage_ok"] == "no")
