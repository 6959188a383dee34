"""Grade lines as people type or paste them, raises, and tables that overlap or leave a gap."""

from datetime import date
from decimal import Decimal

import pytest

from crm.grades.rules import (
    BadLines,
    Line,
    Span,
    as_text,
    faults,
    in_force,
    raised,
    read_rows,
    read_text,
)
from crm.pay.rules import Basis

HOURS = Decimal(37)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Grade 4,7,24796", [Line("Grade 4", "7", Decimal(24796), Basis.ANNUAL, HOURS)]),
        (
            "Grade 4\t7\t£24,796.00",
            [Line("Grade 4", "7", Decimal("24796.00"), Basis.ANNUAL, HOURS)],
        ),
        ('Grade 4,7,"24,796"', [Line("Grade 4", "7", Decimal(24796), Basis.ANNUAL, HOURS)]),
        ("Aide;;12.85;hour", [Line("Aide", "", Decimal("12.85"), Basis.HOURLY, HOURS)]),
        ("Cook,,2100,per month,30", [Line("Cook", "", Decimal(2100), Basis.MONTHLY, Decimal(30))]),
        (
            "Salary,Band,SCP\n25000,B,9\n\n26000,C,10\n",
            [
                Line("B", "9", Decimal(25000), Basis.ANNUAL, HOURS),
                Line("C", "10", Decimal(26000), Basis.ANNUAL, HOURS),
            ],
        ),
    ],
)
def test_lines_are_read(text, lines):
    assert read_text(text, Basis.ANNUAL, HOURS) == lines


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "Enter a line for each grade."),
        ("Grade,Salary\n", "Enter a line for each grade."),
        (",7,24796", "Line 1: the grade is missing."),
        ("A,7,lots", "Line 1: “lots” is not an amount like 24796 or 12.85."),
        ("A,7,0", "is not an amount"),
        ("A,7,-5", "is not an amount"),
        ("A,7,２４", "is not an amount"),
        ("A,7,24,796,year,37", "Line 1: it has too many cells."),
        ("A,7,24796,fortnight", "“fortnight” is not hour, week, four weeks, month or year."),
        ("A,7,24796,year,0", "“0” is not a number of hours a week."),
        ("A,7,1\nB,7,1\na,7,2", "A, point 7 is there twice."),
        ("\n".join(f"A,{n},x" for n in range(20)), "And 12 more."),
        ("\n".join(f"A,{n},1" for n in range(301)), "There are 301 lines"),
        ('A,"7,1', "The lines cannot be read"),
    ],
)
def test_what_cannot_be_read_is_named(text, told):
    with pytest.raises(BadLines, match=told.replace("(", r"\(")):
        read_text(text, Basis.ANNUAL, HOURS)


def test_what_is_written_out_reads_back_the_same():
    lines = read_text("A,1,25000\nB,2,12.85,hour,30", Basis.ANNUAL, HOURS)

    assert read_text(as_text(lines), Basis.WEEKLY, None) == lines
    assert read_rows([["grade", "amount"], ["A", "£1,250.50"]], Basis.MONTHLY, None) == [
        Line("A", "", Decimal("1250.50"), Basis.MONTHLY)
    ]


def test_a_line_is_known_by_the_hour_once_its_hours_are():
    # Source: the domain reference, 4.9: an annual salary over 52 weeks.
    assert Line("A", "", Decimal(26000), Basis.ANNUAL, Decimal("37.5")).hourly == Decimal("13.33")
    assert Line("A", "", Decimal(26000), Basis.ANNUAL).hourly is None
    assert Line("A", "", Decimal("12.85"), Basis.HOURLY).hourly == Decimal("12.85")


@pytest.mark.parametrize(
    ("amount", "per_cent", "after"),
    [
        ("24796", "3.2", "25589.47"),
        ("12.85", "3.2", "13.26"),
        ("100", "0", "100.00"),
        ("10.01", "50", "15.02"),
        ("100", "-10", "90.00"),
    ],
)
def test_a_raise_is_exact_and_rounded_half_up_at_the_end(amount, per_cent, after):
    line = Line("A", "1", Decimal(amount), Basis.ANNUAL)

    assert raised([line], Decimal(per_cent))[0].amount == Decimal(after)


def span(begins, ends=None, name="Spine"):
    return Span(name, date(begins, 4, 1), date(ends, 4, 1) if ends else None)


def test_the_newest_table_that_has_begun_counts():
    both = [span(2025), span(2026), span(2026, 2027, "Other")]

    assert in_force(both, date(2026, 3, 31)) == [span(2025)]
    assert set(in_force(both, date(2026, 4, 1))) == {both[1], both[2]}
    assert in_force(both, date(2027, 4, 1)) == [span(2026)]
    assert in_force(both, date(2024, 4, 1)) == []


def test_overlaps_and_gaps_are_told():
    assert faults([span(2025), span(2026)]) == []
    assert faults([span(2025, 2026), span(2026)]) == []
    assert faults([span(2025, 2027), span(2026), span(2026, name="Other")]) == [
        (
            "“Spine” has two tables from 1 April 2026 until 1 April 2027; the later one counts. "
            "End the earlier one."
        )
    ]
    assert faults([span(2026, name="spine"), span(2024, 2025)]) == [
        "“spine” has no table from 1 April 2025 until 1 April 2026."
    ]
