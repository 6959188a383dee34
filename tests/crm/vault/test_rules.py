"""What is covered on arrival, and how months are counted."""

from datetime import date
from pathlib import Path

import pytest

from crm.vault import arriving, rules
from tests import papers

COVERED = [
    ("Employee Ms A Example", "Ms A Example"),
    ("Name: Sam Sample Clock no. 1003", "Sam Sample"),
    ("EMPLOYEE Lee Under REF 1009", "Lee Under"),
    ("NI Number QQ 11 22 33 C", "QQ 11 22 33 C"),
    ("ni qq112233c", "qq112233c"),
    ("Tax Code 1257L", "1257L"),
    ("Sort code 11-22-33 Account 12345678", "11-22-33"),
    ("Sort code 11-22-33 Account 12345678", "12345678"),
    ("Joan Sample", "Joan Sample"),
    ("Paid to Mrs Sample-Jones", "Mrs Sample-Jones"),
    ("Witney OX28 4XR", "Witney OX28 4XR"),
    ("somebody@example.org", "somebody@example.org"),
]
LEFT = [
    "Basic Pay 64 12.7100 813.44",
    "Period 01/04/2026 - 30/04/2026",
    "Pension (employee) 14.67",
    "Total Gross Pay 813.44",
    "Payroll No 1001",
    "Windrush Foods",
    "Net pay into bank: 408.86",
    "Standard hours: 37.5 hrs at 12.71",
]


def line(text: str) -> rules.Line:
    """A line of words, each 1 % of the page wide for a letter, one apart."""
    words, at = [], 0
    for word in text.split(" "):
        words.append(rules.Word(word, rules.Box(1, at / 100, 0.1, (at + len(word)) / 100, 0.12)))
        at += len(word) + 1
    return rules.Line(words)


def shown(found: rules.Line, hidings: list[rules.Hiding]) -> list[str]:
    return [
        " ".join(
            w.text for w in found.words if h.box.left <= w.box.left and w.box.right <= h.box.right
        )
        for h in hidings
    ]


@pytest.mark.parametrize(("text", "covered"), COVERED)
def test_what_names_a_person_is_covered(text: str, covered: str) -> None:
    found = line(text)

    assert covered in shown(found, rules.hidden([found]))


@pytest.mark.parametrize("text", LEFT)
def test_figures_and_the_employers_own_name_stay(text: str) -> None:
    assert rules.hidden([line(text)], keep=["Windrush Foods"]) == []


def test_the_street_above_a_postcode_is_covered_too() -> None:
    above, town = line("12 Mill Lane"), line("Witney OX28 4XR")

    assert [one.what for one in rules.hidden([above, town])] == ["address", "address"]


def test_every_name_and_number_of_the_real_slips_is_covered(shared: Path) -> None:
    for at in range(1, 11):
        name = f"payslip-{at:02d}.pdf"
        arrived = arriving.examine((shared / "data/payslips" / name).read_bytes())
        found = rules.lines(arrived.words)
        hidden = rules.hidden(found)
        text = " ".join(one.text for one in found)
        assert any(one.what == "name" for one in hidden), name
        numbered = any(one.what == "National Insurance number" for one in hidden)
        assert numbered == ("QQ" in text), name


def test_words_side_by_side_are_one_line() -> None:
    arrived = arriving.examine(papers.pdf())

    assert [one.text for one in rules.lines(arrived.words)] == list(papers.SLIP)


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 11, 22), 24, date(2028, 11, 22)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
        (date(2027, 2, 28), -6, date(2026, 8, 28)),
    ],
)
def test_months_end_on_a_day_that_exists(day: date, months: int, later: date) -> None:
    assert rules.later(day, months) == later
