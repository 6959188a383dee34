"""Figures read out of wage slips: right where the slip proves them, else none."""

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from crm.parity import slips
from crm.parity.slips import Figure
from crm.vault import arriving, rules
from tests import papers


def told(*lines: str) -> dict[Figure, object]:
    found = rules.lines(arriving.examine(papers.pdf(lines)).words)
    return {one.figure: one.value for one in slips.read(found)}


def basic(hours: str, rate: str, amount: str) -> dict[str, str]:
    return {"HOURS": hours, "RATE": rate, "BASIC": amount}


LINES = [
    ("Basic Pay 64 12.7100 813.44", basic("64", "12.71", "813.44")),
    ("Basic Pay 64 12.71 813.44 PAYE Tax 0.00", basic("64", "12.71", "813.44")),
    ("Standard hours: 37.5 hrs @ 12.71 = 476.63", basic("37.5", "12.71", "476.63")),
    ("001 BASIC PAY 108.33 13.4700 1,459.21", basic("108.33", "13.47", "1459.21")),
    ("Overtime 1.5 6.5 20.1000 130.65", {"OVERTIME_HOURS": "6.5", "OVERTIME_RATE": "20.10"}),
    ("Overtime 4.00 19.65 78.60", {"OVERTIME_HOURS": "4", "OVERTIME_RATE": "19.65"}),
    ("Salary + 2,076.83", {"BASIC": "2076.83"}),
    ("Total Gross Pay 813.44 Total Deductions 14.67", {"GROSS": "813.44"}),
    ("TOTAL PAYMENTS 1,521.01", {"GROSS": "1521.01"}),
    ("Uniform 24.00", {"DEDUCTION": "24"}),
]
SILENT = [
    "Basic Pay 64 12.71 800.00",  # hours times rate is another amount
    "Holiday pay 7.5 12.85 96.38",
    "YTD Gross 2,440.32 YTD Tax 0.00",
    "BACK PAY 46.80",
    "Annual salary 24,922.00",
    "Basic rate tax 190.30",
    "Pension 5% 60.70",
    "Net pay 1,106.80",
    "Period 30/04/2026 - 01/04/2026",  # ends before it starts
    "Period 31/02/2026 - 30/04/2026",
]


@pytest.mark.parametrize(("line", "figures"), LINES)
def test_a_line_that_proves_itself_is_suggested(line: str, figures: dict[str, str]) -> None:
    assert told(line) == {Figure[name]: Decimal(value) for name, value in figures.items()}


@pytest.mark.parametrize("line", SILENT)
def test_a_line_that_proves_nothing_suggests_nothing(line: str) -> None:
    assert told(line) == {}


def test_two_basic_lines_are_added_and_give_no_single_rate() -> None:
    assert told("BASIC PAY 65 13.47 875.55", "BASIC PAY 20 13.05 261.00") == {
        Figure.HOURS: Decimal(85),
        Figure.BASIC: Decimal("1136.55"),
    }


def test_two_gross_figures_that_differ_give_none() -> None:
    assert told("Gross pay 813.44", "Gross pay 800.00") == {}


@pytest.mark.parametrize(
    "line",
    [
        "Period 01/05/2026 - 31/05/2026",
        "PERIOD 01.05.26-31.05.26",
        "Fri 01 May 2026 to Sun 31 May 2026 Paid: 5 June 2026",
        "01 May - 31 May 2026",
    ],
)
def test_the_period_is_read_however_it_is_written(line: str) -> None:
    assert told(line) == {
        Figure.PERIOD_START: date(2026, 5, 1),
        Figure.PERIOD_END: date(2026, 5, 31),
    }


def test_a_suggestion_says_where_it_stands() -> None:
    found = rules.lines(arriving.examine(papers.pdf(("Name", "Basic Pay 64 12.71 813.44"))).words)

    hours = slips.read(found)[0]

    assert hours.read_from == "64 12.71 813.44"
    assert hours.box.page == 1
    assert 0.1 < hours.box.top < hours.box.bottom < 0.15
    assert hours.box.left > found[1].words[1].box.right - 0.001


def test_the_real_slips_are_read_right_and_never_wrong(shared: Path) -> None:
    with (shared / "data/payslips/truth.csv").open(encoding="utf-8", newline="") as file:
        truth = list(csv.DictReader(file))

    for row in truth:
        data = (shared / "data/payslips" / row["file"]).read_bytes()
        found = {o.figure: o.value for o in slips.read(rules.lines(arriving.examine(data).words))}
        rates = row["basic_rates"].split()
        expected = {
            Figure.HOURS: Decimal(row["basic_hours"]) if row["basic_hours"] else None,
            Figure.RATE: Decimal(rates[0]) if len(rates) == 1 else None,
            Figure.GROSS: Decimal(row["gross"]),
            Figure.BASIC: Decimal(row["basic_amount"]),
            Figure.PERIOD_START: date.fromisoformat(row["period_start"]),
            Figure.PERIOD_END: date.fromisoformat(row["period_end"]),
        }
        assert {name: found.get(name) for name in expected} == expected, row["file"]
