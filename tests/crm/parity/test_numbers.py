"""`parity check` against its worked cases and a second reckoning, exact to the penny."""

import csv
import io
import json
import random
from dataclasses import fields
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.parity.counted import Case
from crm.parity.frames import answer as written
from crm.parity.frames import read
from crm.parity.rules import compare
from crm.pay.seed import built_in_rates
from tests.crm.parity import oracle
from tests.crm.parity.worked import CASES, case_of

RATES = built_in_rates()
COLUMNS = [field.name for field in fields(Case)]
FIGURES = (
    "hourly", "minimum_hourly", "minimum", "minimum_shortfall", "comparator_hourly", "gap_percent",
)  # fmt: skip
WORST_FIRST = (
    "NEEDS_EVIDENCE", "BELOW_MINIMUM", "BORDERLINE_MINIMUM", "SHORTFALL_UNEXPLAINED",
    "SHORTFALL_EXPLAINED", "NOT_COMPARABLE", "PARITY",
)  # fmt: skip
PASSES = {"PARITY", "SHORTFALL_EXPLAINED"}


def cell(value):
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case Enum():
            return value.value
        case Fraction():
            return str(value)
        case Decimal():
            return f"{value:f}"
    return str(value)


def row_of(case, name=""):
    row = {column: cell(getattr(case, column)) for column in COLUMNS}
    return row | {"case": name or row["case"], "weeks_per_year": weeks(case.weeks_per_year)}


def weeks(value):
    return "" if value == 52 else str(value)


def sheet(rows, columns=COLUMNS, mark=","):
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, delimiter=mark, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def answers(content):
    return [written(compare(case, RATES)) for case in read(content).cases]


@pytest.fixture
def run(app, tmp_path):
    def run_it(content):
        file = tmp_path / "pay.csv"
        file.write_bytes(content)
        ran = app.test_cli_runner().invoke(args=["parity", "check", str(file), "--json"])
        assert ran.exit_code == 0, ran.stderr
        return json.loads(ran.stdout)

    return run_it


WORKED = [(f"{n} {rule}", case_of(base, changes), status, figures)
          for n, (rule, base, changes, status, figures) in enumerate(CASES)]  # fmt: skip


def test_every_worked_case_is_exact_through_the_command(run):
    got = run(sheet([row_of(case, name) for name, case, *_ in WORKED]))

    for found, (name, _, status, figures) in zip(got, WORKED, strict=True):
        assert (found["case"], found["status"]) == (name, status)
        assert {figure: found[figure] for figure in figures} == figures, name


def test_the_cases_of_the_domain_reference_are_all_there_but_13_and_sixty_more_with_a_source():
    rules = [rule for rule, *_ in CASES]
    for number in ("1", "1b", *range(2, 13), 14, 15, 16):
        assert any(rule.startswith(f"4.10 ({number})") for rule in rules), number
    own = [rule for rule in rules if not rule.startswith("4.10")]
    assert len(own) >= 60
    assert all(rule.startswith(("4.", "contract: ")) for rule in own)


@pytest.mark.parametrize(("name", "case"), [row[:2] for row in WORKED])
def test_a_second_reckoning_agrees_on_every_worked_case(name, case):
    agree(row_of(case), written(compare(case, RATES)))


def agree(row, found):
    wanted = oracle.answer(row)
    assert found["status"] == wanted.pop("status"), (row, found)
    assert {name: found[name] for name in wanted} == wanted, (row, found)


def some(rng, *values):
    return rng.choice(values)


def made(rng):
    """Return a row that may be anything, as often as not within pennies of a limit."""
    start = date(2020, 4, 1) + timedelta(days=rng.randrange(2_500))
    basis = some(rng, "hourly", "weekly", "four_weekly", "monthly", "annual")
    row = dict.fromkeys(COLUMNS, "") | {
        "period_start": some(rng, start.isoformat(), start.isoformat(), start.isoformat(), ""),
        "period_end": (start + timedelta(days=some(rng, 6, 6, 27, 29, 30, 0, -1))).isoformat(),
        "age": some(rng, "16", "17", "18", "19", "20", "21", "22", "23", "24", "25", "40", "0", ""),
        "apprentice": some(rng, "", "", "no", "first_year", "under_19", "later"),
        "pay_basis": some(rng, basis, basis, basis, ""),
        "contract_weekly_hours": some(rng, "", "16", "18.5", "20", "37.5", "0", "170"),
        "weeks_per_year": some(rng, "", "", "52", "365/7", "39"),
        "paid_hours": some(rng, "", "", "16", "35", "69.33", "86.67", "162.5", "0", "400"),
        "worked_hours": some(rng, "", "", "", "37", "86.66", "0"),
        "overtime_hours": some(rng, "", "", "5"),
        "overtime_rate": some(rng, "", "18", "9.99", "0"),
        "bonus": some(rng, "", "", "24.85"),
        "tips": some(rng, "", "105"),
        "allowances": some(rng, "", "17"),
        "premium_pay": some(rng, "", "3.33"),
        "deductions_for_employer": some(rng, "", "", "20", "0.01"),
        "accommodation_charge": some(rng, "", "", "77.70", "95"),
        "accommodation_nights": some(rng, "", "7", "40"),
        "comparator_basis": some(rng, "hourly", "annual", "monthly", ""),
        "comparator_weekly_hours": some(rng, "", "37.5", "20", "0"),
        "factor": some(rng, "", "location", "age_band", "disability", "weather"),
        "factor_evidence": some(rng, "", "yes", "no"),
    }
    if rng.random() < 0.4:
        row |= plain(start, basis)
    row["basic_pay"] = about(rng, row, basis)
    row["comparator_amount"] = some(rng, "", row["basic_pay"], "13.20", "26000", "0")
    return row


def plain(start, basis):
    """Return the answers of an everyday slip, whose pay then decides."""
    ends = (start + timedelta(days=27)).isoformat()
    gone = ("worked_hours", "deductions_for_employer", "accommodation_charge", "overtime_hours")
    return dict.fromkeys(gone, "") | {
        "period_start": start.isoformat(),
        "period_end": ends,
        "age": "40",
        "apprentice": "",
        "pay_basis": basis,
        "paid_hours": "80" if basis == "hourly" else "",
        "contract_weekly_hours": "20",
        "weeks_per_year": "",
        "bonus": "",
    }


def about(rng, row, basis):
    """Return pay for the basis a little above, below or at a rate of some year."""
    year = oracle.year_of(date.fromisoformat(row["period_end"]))
    rate = Fraction(rng.choice([*year[0].values(), year[1], max(year[0].values(), key=float)]))
    rate += Fraction(rng.choice([0, 0, 1, -1, 50, -50, -49]), rng.choice([100, 10_000]))
    weekly = Fraction(row["contract_weekly_hours"] or row["paid_hours"] or 35)
    times = {"hourly": Fraction(1), "weekly": weekly, "four_weekly": weekly * 4}
    times |= {"monthly": weekly * 52 / 12, "annual": weekly * 52}
    return oracle.round_half_up(rate * times[basis], 4 if basis == "hourly" else 2)


def test_a_second_reckoning_agrees_on_thousands_of_made_rows(run):
    rng = random.Random(20261122)
    rows = [made(rng) for _ in range(3_000)]

    found = run(sheet(rows))

    for row, got in zip(rows, found, strict=True):
        agree(row, got)
    assert {one["status"] for one in found} == set(WORST_FIRST)


def variants(rows, rng):
    """The same rows with columns in another order, empty ones left out, and other blanks."""
    shuffled = rng.sample(COLUMNS, len(COLUMNS))
    used = [name for name in COLUMNS if any(row[name] for row in rows)]
    spaced = [
        {name: f"  {value} " if value else " " for name, value in row.items()} for row in rows
    ]
    loud = sheet(rows).split(b"\r\n", 1)
    return {
        "another order": sheet(rows, shuffled),
        "without empty columns": sheet(rows, used),
        "blanks around": sheet(spaced),
        "a mark at the start": b"\xef\xbb\xbf" + sheet(rows),
        "plain line ends": sheet(rows).replace(b"\r\n", b"\n"),
        "loud headings": loud[0].upper() + b"\r\n" + loud[1],
        "empty lines": sheet(rows).replace(b"\r\n", b"\r\n\r\n"),
        "an unknown column": sheet(rows, [*COLUMNS, "shoe size"]),
    }


def test_order_blanks_and_format_of_columns_never_matter():
    rng = random.Random(4)
    rows = [made(rng) for _ in range(150)]
    plain = answers(sheet(rows))

    for what, content in variants(rows, rng).items():
        assert answers(content) == plain, what


def test_unknown_columns_and_factors_are_warnings_and_missing_columns_are_blank():
    rows = [row_of(WORKED[0][1]) | {"shoe size": "9", "factor": "weather"}]

    found = read(sheet(rows, [*COLUMNS, "shoe size"]))

    told = " ".join(found.warnings)
    assert "“shoe size”" in told
    assert "“weather”" in told
    assert written(compare(read(b"case\r\nonly a name\r\n").cases[0], RATES))["status"] == (
        "NEEDS_EVIDENCE"
    )


@given(st.integers(0, 2**32), st.integers(1, 4_000))
def test_more_hours_for_the_same_pay_never_improve_a_status(seed, more):
    rng = random.Random(seed)
    row = made(rng)
    while row["pay_basis"] in ("hourly", "") or not row["paid_hours"]:
        row = made(rng)
    # The comparison is of basic pay by the paid hour, so more of them make it smaller too.
    longer = row | {"paid_hours": str(Decimal(row["paid_hours"]) + Decimal(more) / 100)}
    if row["worked_hours"] or row["paid_hours"] == "0":
        return
    before, after = (one["status"] for one in answers(sheet([row, longer])))

    assert WORST_FIRST.index(after) <= WORST_FIRST.index(before) or "NEEDS_EVIDENCE" in before


@given(st.integers(0, 2**32))
def test_what_nobody_can_tell_never_passes(seed):
    row = made(random.Random(seed))
    (found,) = answers(sheet([row]))

    gaps = [name for name in ("period_start", "age", "pay_basis", "basic_pay") if not row[name]]
    if gaps or row["age"] == "0" or row["worked_hours"] == "0":
        assert found["status"] == "NEEDS_EVIDENCE"
    if found["status"] in PASSES:
        assert found["hourly"]
        assert found["minimum_shortfall"] == "0.00"
