"""The file of checks: what is read, what is refused and how the answers are written."""

import json
from decimal import Decimal

import pytest

from crm.parity.counted import Case
from crm.parity.frames import COLUMNS, BadFile, answer, read
from crm.parity.rules import compare
from crm.pay.rules import YEAR_OF_52_WEEKS, YEAR_OF_365_DAYS
from crm.pay.seed import built_in_rates

HEAD = "case,period_start,period_end,age,pay_basis,basic_pay,paid_hours"
ROW = "c1,2026-05-04,2026-05-10,30,hourly,12.71,35"


def sheet(*lines):
    return read("\n".join(lines).encode())


def refusal(*lines):
    with pytest.raises(BadFile) as caught:
        sheet(*lines)
    return caught.value.messages


def test_a_row_becomes_a_case_and_blank_is_not_known():
    only = sheet(HEAD, ROW).cases[0]

    assert (only.age, only.basic_pay, only.paid_hours) == (30, Decimal("12.71"), Decimal(35))
    assert (only.worked_hours, only.comparator_amount, only.overtime_rate) == (None, None, None)
    assert (only.tips, only.apprentice, only.weeks_per_year) == (0, "no", YEAR_OF_52_WEEKS)


def test_a_blank_row_of_the_right_width_is_a_case_that_needs_evidence():
    cases = sheet(HEAD, "c1,,,,,,").cases

    assert [compare(case, built_in_rates()).status for case in cases] == ["NEEDS_EVIDENCE"]


def test_columns_come_in_any_order_and_short_rows_are_blank_at_the_end():
    only = sheet("age,CASE , pay_basis,tips", "30,c1,Hourly").cases[0]

    assert (only.case, only.age, only.pay_basis, only.tips) == ("c1", 30, "hourly", 0)


@pytest.mark.parametrize("name", ["NA", "None", "null", "NaN", "n/a", "=1+1", "Siân", "", "0042"])
def test_a_case_keeps_its_name(name):
    assert sheet(HEAD, f"{name},2026-05-04,2026-05-10,30,hourly,1,1").cases[0].case == name


def test_an_unknown_column_and_an_unknown_factor_are_warnings():
    got = sheet(f"{HEAD},shoe size,factor", f"{ROW},9,Because", f"{ROW},9,location", f"{ROW},,")

    assert got.warnings == (
        "Row 1: the column “shoe size” is not known and was left out.",
        "Row 2, factor: “because” is not known; it explains nothing.",
    )
    assert len(got.cases) == 3


@pytest.mark.parametrize("text", ["365/7", "52.142857142857142857"])
def test_weeks_a_year_may_be_a_fraction(text):
    weeks = sheet("case,weeks_per_year", f"c,{text}").cases[0].weeks_per_year

    assert abs(weeks - YEAR_OF_365_DAYS) < Decimal("0.000001")


@pytest.mark.parametrize(
    "text",
    ["1e3", "NaN", "Infinity", "-inf", "1_000", "١٢", "１２", "12,71", "£12.71", "-1", "+1", ".5",
     "5.", "0x10", "twelve", "=1+1", "12.71 pounds", "1 000", "9" * 400],
)  # fmt: skip
@pytest.mark.parametrize("column", ["basic_pay", "paid_hours", "tips", "accommodation_nights"])
def test_a_number_is_a_plain_decimal_or_the_file_is_refused(column, text):
    told = refusal(f"case,{column}", f'c,"{text}"')

    assert len(told) == 1
    assert told[0].startswith(f"Row 2, {column}: “{text[:9]}")
    assert "plain number such as 12.71" in told[0]
    assert len(told[0]) < 200


@pytest.mark.parametrize(
    ("column", "text", "wanted"),
    [
        ("age", "30.5", "an age in whole years"),
        ("age", "-3", "an age in whole years"),
        ("age", "121", "an age in whole years"),
        ("age", "３０", "an age in whole years"),
        ("period_start", "04/05/2026", "a date such as 2026-05-01"),
        ("period_start", "2026-02-29", "in the calendar"),
        ("period_end", "2026-W19-1", "a date such as"),
        ("period_end", "20260510", "a date such as"),
        ("pay_basis", "fortnightly", "one of hourly, weekly, four_weekly, monthly, annual"),
        ("comparator_basis", "per hour", "one of hourly"),
        ("apprentice", "yes", "one of no, first_year, under_19, later"),
        ("factor_evidence", "maybe", "one of yes, no"),
        ("weeks_per_year", "54", "at most 53"),
        ("weeks_per_year", "365/0", "at most 53"),
    ],
)
def test_a_wrong_word_names_its_row_and_column(column, text, wanted):
    told = refusal(f"case,{column}", "fine,", f"c,{text}")

    assert told[0].startswith(f"Row 3, {column}: ")
    assert wanted in told[0]


def test_every_wrong_cell_is_told_up_to_twenty():
    told = refusal(HEAD, *["c,x,y,z,hourly,12.71,35"] * 10)

    assert len(told) == 21
    assert told[0].startswith("Row 2, period_start")
    assert told[-1] == "And 10 more."


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "The file is empty."),
        (b" \n\n", "The file is empty."),
        (HEAD.encode(), "headings but no rows"),
        (f"{HEAD}\n\n,,,\n".encode(), "headings but no rows"),
        (b"name,postcode\nA,OX1\n", "None of the headings is known"),
        (b"case;age\nc;30\n", "None of the headings is known"),
        (b"case,age,age\nc,30,31\n", "the column age is there twice"),
        (b"case,age\nc,30,31\n", "Row 2 has 3 cells under 2 headings"),
        (b"PK\x03\x04rest of a workbook", "not a CSV file"),
        (b"case,age\nc\x00,30\n", "not a CSV file"),
        ("case,age\nc,30\n".encode("utf-16"), "not a CSV file"),
        (b"case,age\nfine,30\ncaf\xe9,30\n", "Line 3 is not UTF-8"),
        (b'case,age\n"never closed,30\n', "is not CSV"),
        (b"case,age\n" + b"x" * 200_000 + b",30\n", "is not CSV"),
    ],
)
def test_a_file_that_is_no_list_of_checks_is_refused(content, told):
    with pytest.raises(BadFile) as caught:
        read(content)

    assert told in str(caught.value)


def test_a_byte_order_mark_and_windows_line_ends_are_fine():
    assert read(f"\ufeff{HEAD}\r\n{ROW}\r\n".encode()).cases == sheet(HEAD, ROW).cases


def test_the_columns_are_those_people_script_against():
    assert ", ".join(COLUMNS) == (
        "case, period_start, period_end, age, apprentice, pay_basis, basic_pay, "
        "contract_weekly_hours, weeks_per_year, paid_hours, worked_hours, overtime_hours, "
        "overtime_rate, premium_pay, allowances, tips, bonus, deductions_for_employer, "
        "accommodation_charge, accommodation_nights, comparator_basis, comparator_amount, "
        "comparator_weekly_hours, factor, factor_evidence"
    )


def test_an_answer_is_decimal_strings_and_nulls():
    outcome = compare(sheet(HEAD, ROW).cases[0], built_in_rates())

    written = json.loads(json.dumps(answer(outcome)))

    assert list(written) == [
        "case", "status", "hourly", "minimum_hourly", "minimum", "minimum_shortfall",
        "comparator_hourly", "gap_percent", "reasons", "explanation",
    ]  # fmt: skip
    assert written["status"] == "NOT_COMPARABLE"
    assert (written["hourly"], written["minimum"], written["minimum_shortfall"]) == (
        "12.71",
        "12.71",
        "0.00",
    )
    assert (written["comparator_hourly"], written["gap_percent"]) == (None, None)


def test_a_case_about_which_nothing_is_known_answers_with_nulls():
    written = answer(compare(Case(), built_in_rates()))

    assert {name for name, value in written.items() if value is None} == {
        "hourly", "minimum_hourly", "minimum", "minimum_shortfall", "comparator_hourly",
        "gap_percent",
    }  # fmt: skip
