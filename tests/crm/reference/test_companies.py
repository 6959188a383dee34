"""Company numbers and legal forms."""

import pytest

from crm.reference.companies import legal_form, read_company_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("01234567", "01234567"),
        ("1234567", "01234567"),
        ("445790", "00445790"),
        ("sc 16876", "SC016876"),
        ("SC016876", "SC016876"),
        ("IP28985R", "IP28985R"),
        ("RE75X7BM", "RE75X7BM"),
        ("R0000123", "R0000123"),
    ],
)
def test_company_numbers(text, number):
    assert read_company_number(text) == (number, "")


@pytest.mark.parametrize("text", ["0", "123456789", "ABC", "n/a", "٠١٢٣٤٥٦٧", "X" * 900])
def test_what_is_no_company_number_is_said(text):
    number, problem = read_company_number(text)

    assert number is None
    assert "is not a company number" in problem


def test_no_company_number_is_no_problem():
    assert read_company_number("  ") == (None, "")


@pytest.mark.parametrize(
    ("said", "number", "name", "public", "form"),
    [
        ("", "01234567", "GRUNDON WASTE MANAGEMENT LIMITED", False, "company"),
        ("", "SC016876", "RED BAND", False, "company"),
        ("", "OC353677", "SOME LLP", False, "limited liability partnership"),
        ("", "RC000641", "A university", False, "other"),
        ("", "", "Oxfordshire County Council", True, "public body"),
        ("", "01234567", "A company that is also marked", True, "company"),
        ("", "", "Bakery Ltd.", False, "company"),
        ("", "", "Solicitors LLP", False, "limited liability partnership"),
        ("", "", "Limited edition prints", False, ""),
        ("Sole trader", "", "Bakery Ltd", False, "sole trader"),
        ("public body", "", "X", False, "public body"),
        ("not known", "", "X", False, ""),
    ],
)
def test_legal_forms(said, number, name, public, form):
    assert legal_form(said, number, name, public_body=public) == form
