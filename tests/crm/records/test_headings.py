"""Headings as registers and colleagues write them."""

import pytest

from crm.records.headings import SYNONYMS, read_layout
from tests.shared_data import shared

PAY_GAP = ["EmployerName", "EmployerId", "Address", "PostCode", "CompanyNumber", "SicCodes",
           "EmployerSize", "CurrentName"]  # fmt: skip


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Employer name", "name"),
        ("EMPLOYER NAME *", "name"),
        ("EmployerName", "name"),
        ("employer_name", "name"),
        ("Organisation Name", "name"),
        ("Company name (required)", "name"),
        ("Post code", "postcode"),
        ("PostCode", "postcode"),
        ("Companies House number", "company_number"),
        ("Tel. no.", "phone"),
        ("E-mail address", "email"),
        ("No. of employees", "size"),
        ("Town/City", "town"),
        ("Address line 2", "address_2"),
        ("Job title", "contact_role"),
        ("ref", "ref"),
    ],
)
def test_a_heading_is_known_by_its_synonyms(heading, field):
    layout = read_layout([heading])

    assert layout.columns == {field: 0}
    assert layout.guessed == layout.unknown == ()


def test_a_slip_of_the_pen_is_read_and_said():
    layout = read_layout(["Emploer name", "Postocde"])

    assert layout.columns == {"name": 0, "postcode": 1}
    assert layout.guessed == (("Emploer name", "employer name"), ("Postocde", "postcode"))


@pytest.mark.parametrize("heading", ["Colour", "Hourly wage", "x" * 9_999, "名前", "namy"])
def test_an_unknown_heading_is_reported(heading):
    layout = read_layout(["Name", heading])

    assert layout.columns == {"name": 0}
    assert layout.unknown == (heading,)


@pytest.mark.parametrize("heading", ["", "Stage", "district_code", "Accreditation level"])
def test_blank_headings_and_what_we_work_out_ourselves_are_passed_over(heading):
    assert read_layout(["Name", heading]).unknown == ()


def test_the_first_heading_for_a_field_wins():
    layout = read_layout(["Name", "Employer name"])

    assert layout.columns == {"name": 0}
    assert layout.doubled == (("Employer name", "Name"),)


def test_the_pay_gap_layout_is_read_by_name():
    layout = read_layout([*PAY_GAP, "DiffMeanBonusPercent", "ResponsiblePerson", "Colour"])

    assert layout.pay_gap
    assert layout.columns["name"] == PAY_GAP.index("CurrentName")
    assert layout.columns["former_name"] == PAY_GAP.index("EmployerName")
    assert layout.unknown == ("Colour",)


def test_the_real_pay_gap_file_has_no_unknown_heading():
    with shared("employers-oxfordshire.csv").open(encoding="utf-8") as file:
        headings = file.readline().strip().replace('"', "").split(",")

    layout = read_layout(headings)

    assert len(headings) == 27
    assert layout.pay_gap
    assert layout.unknown == ()


def test_no_synonym_means_two_fields():
    words = [word for words in SYNONYMS.values() for word in words]

    assert len(words) == len(set(words))
