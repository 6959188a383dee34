"""Rows become employers; what is wrong is said with its row, field and reason."""

import pytest

from crm.records.frames import read_table
from crm.records.limits import Unreadable
from crm.records.mapping import Known, parse
from crm.reference import shipped
from tests.shared_data import shared

KNOWN = Known(shipped.postcode_areas(), shipped.sic_sections(), shipped.size_bands())
PAY_GAP = "EmployerName,EmployerId,Address,PostCode,CompanyNumber,SicCodes,EmployerSize,CurrentName"


def read(headings, *lines):
    table = read_table("\n".join([headings, *lines]).encode())
    issues, rows = parse(table, KNOWN)
    return issues, list(rows)


def one(headings, line):
    _, (row,) = read(headings, line)
    return row


def test_a_pay_gap_row():
    row = one(
        PAY_GAP,
        '"OLD NAME PLC","1330","1 High St, Witney, OX28 4LE","OX284LE","1234567",'
        '"1130,\n6100","1000 to 4999","NEW NAME LIMITED"',
    )

    found = row.candidate
    assert (found.name, found.former_name) == ("NEW NAME LIMITED", "OLD NAME PLC")
    assert found.external_id == "gpg:1330"
    assert (found.company_number, found.legal_form) == ("01234567", "company")
    assert (found.size_band, found.size_text) == ("LARGE", "1000 to 4999")
    assert (found.sic_codes, found.sic_section) == ("01130 06100", "A")
    assert (found.address, found.postcode) == ("1 High St, Witney", "OX28 4LE")
    assert not row.warnings


def test_a_public_body_below_250_is_of_no_known_band():
    found = one(PAY_GAP, 'A Council,7,,,,"1,\n84110",Less than 250,A Council').candidate

    assert (found.legal_form, found.sic_codes, found.sic_section) == ("public body", "84110", "O")
    assert (found.size_band, found.size_text) == ("", "Less than 250")
    assert found.former_name == ""


def test_any_other_table():
    found = one(
        "Organisation,Trading as,Address 1,Address 2,Town,Postcode,Tel,Email,Web,Contact,Job title",
        "Bakery Ltd,The Loaf,2 Mill Lane,Eynsham,Witney,ox294ab,1865792422,"
        "Hi@Example.org,example.org,Jo Park,Owner",
    ).candidate

    assert (found.name, found.trading_name) == ("Bakery Ltd", "The Loaf")
    assert (found.address, found.town) == ("2 Mill Lane, Eynsham", "Witney")
    assert found.postcode == "OX29 4AB"
    assert (found.phone, found.email) == ("01865792422", "Hi@example.org")
    assert found.website == "https://example.org"
    assert (found.contact_name, found.contact_role) == ("Jo Park", "Owner")


@pytest.mark.parametrize(
    ("name", "trading"),
    [
        ("Anthony Fagg T/A Mcdonalds", "Mcdonalds"),
        ("EZEC - TRADING AS EMED GROUP LIMITED", "EMED GROUP LIMITED"),
        ("Grit/Asphalt Ltd", ""),
    ],
)
def test_trading_as_is_taken_from_the_name(name, trading):
    found = one("Name", name).candidate

    assert (found.name, found.trading_name) == (name, trading)


@pytest.mark.parametrize(
    "name",
    ["O'Brien", "Siân Ffrench-Constant", "Null Systems", "NA", "Marks & Spencer", "=1+1",
     "<b onmouseover=alert(2)>Bold</b>", "{{request.application}}", "A  B", "-",
     "Bobby'; UPDATE users SET role='admin'--", "x" * 200],
)  # fmt: skip
def test_a_name_is_kept_as_typed(name):
    assert one("Keep,Name", f'x,"{name}"').candidate.name == name


ERRORS = [
    ("", "missing"),
    ("   ", "missing"),
    ("\u200b\u200b", "missing"),
    ("Subject\nCc: x@example.org", "one line"),
    ("bell\x07", "cannot be shown"),
    ("\u202eright to left", "cannot be shown"),
    ("x" * 201, "201 characters"),
    ("x" * 10_000, "10,000 characters"),
    ("x" * 10_001, "10,001 characters"),
]


@pytest.mark.parametrize(("name", "reason"), ERRORS)
def test_a_name_that_cannot_be_kept_stops_its_row_only(name, reason):
    _, (bad, good) = read("Employer name,Town", f'"{name}",Thame', "Good Ltd,Thame")

    assert bad.candidate is None
    (error,) = bad.errors
    assert (error.row, error.field, error.column) == (2 + 0, "name", "Employer name")
    assert reason in error.reason
    assert good.candidate.name == "Good Ltd"


WARNINGS = [
    ("Postcode", "KT16 OPZ", "postcode", "KT16 0PZ", "read as KT16 0PZ"),
    ("Postcode", "UK EC1V 4QJ", "postcode", "EC1V 4QJ", "read as EC1V 4QJ"),
    ("Postcode", "QX1 1AA", "postcode", "", "no postcode area is called QX"),
    ("Postcode", "OX143H", "postcode", "", "not a full UK postcode"),
    ("Email", "x@example.org;y@example.net", "email", "", "not one email address"),
    ("Phone", "phone me", "phone", "", "not a phone number"),
    ("Phone", "1865792422", "phone", "01865792422", "read as 01865792422"),
    ("Website", "javascript:void(0)", "website", "", "not a web address"),
    ("Company number", "n/a", "company_number", "", "not a company number"),
    ("SIC", "farming", "sic_codes", "", "not a SIC 2007 code"),
    ("SIC", "04711", "sic_codes", "", "not a SIC 2007 code"),
    ("Size", "lots", "size_text", "", "not a number of employees"),
]


@pytest.mark.parametrize(("heading", "cell", "attribute", "value", "reason"), WARNINGS)
def test_a_cell_that_cannot_be_used_is_left_out_and_said(heading, cell, attribute, value, reason):
    row = one(f"Name,{heading}", f'A,"{cell}"')

    assert getattr(row.candidate, attribute) == value
    (warning,) = row.warnings
    assert (warning.row, warning.column) == (2, heading)
    assert reason in warning.reason


def test_faults_of_the_reader_reach_the_row():
    _, (short, long, wide) = read("Name,Note,Town", "A", "B,,C,D", f"C,{'x' * 10_001},Thame")

    assert "1 cells where the headings have 3" in short.errors[0].reason
    assert "more cells" in long.errors[0].reason
    assert wide.candidate.name == "C"


def test_headings_are_reported_on_their_row():
    issues, _ = read("\nName,Colour,Employer name,Emploer name", "A,red,B,C")

    assert [(issue.row, issue.field) for issue in issues] == [
        (2, "Colour"),
        (2, "Emploer name"),
        (2, "Employer name"),
        (2, "Emploer name"),
    ]


def test_a_table_without_a_name_is_refused():
    with pytest.raises(Unreadable, match="Call it “Employer name”"):
        read("Town,Postcode", "Thame,OX9 3AB")


def test_the_whole_register_parses_without_an_error():
    table = read_table(shared("employers-gpg-2022-23.csv").read_bytes())
    issues, rows = parse(table, KNOWN)
    found = list(rows)

    assert issues == []
    assert len(found) == 10_575
    assert not any(row.errors for row in found)
    assert sum(bool(row.candidate.former_name) for row in found) == 30
    assert sum(len(row.warnings) for row in found) == 13


def test_the_register_of_sponsors_parses():
    table = read_table(shared("sponsor-register-names.csv").read_bytes())
    _, rows = parse(table, KNOWN)

    assert sum(row.candidate is not None for row in rows) == 60_000
