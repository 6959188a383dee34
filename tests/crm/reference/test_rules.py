"""District, industry and size, by tables of cases."""

from datetime import date
from decimal import Decimal

import pytest

from crm.reference import rules
from crm.reference.rules import Certainty
from crm.reference.shipped import gazetteer, sic_sections, size_bands

GAZETTEER = gazetteer()
SECTIONS = sic_sections()
BANDS = size_bands()
CHERWELL, OXFORD, SOUTH, VALE = "E07000177", "E07000178", "E07000179", "E07000180"
WEST_NORTHANTS, COTSWOLD = "E06000062", "E07000079"


@pytest.mark.parametrize(
    ("postcode", "authority", "share", "basis"),
    [
        ("OX17 1AA", CHERWELL, 65, "sector"),
        ("OX17 2AA", WEST_NORTHANTS, 97, "sector"),
        ("OX11 0AA", VALE, 77, "sector"),
        ("OX11 8AA", SOUTH, 100, "sector"),
        ("OX1 5AA", VALE, 99, "sector"),
        ("RG9 3AA", SOUTH, 43, "sector"),
        ("GL7 1XA", COTSWOLD, "95.5", "outward"),
        ("OX1 6AA", OXFORD, "83.4", "outward"),
    ],
)
def test_without_the_full_postcode_a_district_is_probable(postcode, authority, share, basis):
    place = rules.locate(postcode, GAZETTEER, {})

    assert place == rules.Place(authority, Certainty.PROBABLE, Decimal(share), basis)


def test_the_full_postcode_wins_and_is_sure():
    place = rules.locate("OX17 1AA", GAZETTEER, {"OX17 1AA": WEST_NORTHANTS})

    assert place == rules.Place(WEST_NORTHANTS, Certainty.SURE, Decimal(100), "postcode")


def test_a_place_far_away_has_no_authority_here():
    assert rules.locate("M1 1AA", GAZETTEER, {}) is None


def test_of_equal_shares_the_first_counts():
    shares = [("A", "one", Decimal(50)), ("A", "two", Decimal(50)), ("B", "x", Decimal(1))]

    assert rules.majorities(shares) == {
        "A": rules.Share("one", Decimal(50)),
        "B": rules.Share("x", Decimal(1)),
    }


SIC = [
    ("", False, (), False, ()),
    ("85200,\n85310", False, ("85200", "85310"), False, ()),
    ("85200, 85310;47110 01110", False, ("85200", "85310", "47110", "01110"), False, ()),
    ("1130", True, ("01130",), False, ()),
    ("1130", False, ("1130",), False, ()),
    ("6100,\n9100", True, ("06100", "09100"), False, ()),
    ("47.11", True, ("4711",), False, ()),
    ("85", True, ("85",), False, ()),
    ("1,\n84110", True, ("84110",), True, ()),
    ("1", True, (), True, ()),
    ("84110,84110", False, ("84110",), False, ()),
    ("farming", False, (), False, ("farming",)),
    ("123456, 85200", False, ("85200",), False, ("123456",)),
    ("٨٥٢٠٠", False, (), False, ("٨٥٢٠٠",)),
]


@pytest.mark.parametrize(("text", "zeros_lost", "codes", "public", "unreadable"), SIC)
def test_sic_cells(text, zeros_lost, codes, public, unreadable):
    reading = rules.read_sic(text, zeros_lost=zeros_lost)

    assert reading == rules.SicReading(codes, public, unreadable)


@pytest.mark.parametrize(
    ("code", "letter"),
    [
        ("01130", "A"),
        ("06100", "B"),
        ("10", "C"),
        ("35110", "D"),
        ("47110", "G"),
        ("8411", "O"),
        ("99000", "U"),
        ("04711", None),
        ("00", None),
    ],
)
def test_sections(code, letter):
    assert rules.section_of(code, SECTIONS) == letter


SIZES = [
    ("Less than 250", None, 0, 249),
    ("250 to 499", "LARGE", 250, 499),
    ("1000 to 4999", "LARGE", 1000, 4999),
    ("5000 to 19,999", "LARGE", 5000, 19999),
    ("20,000 or more", "LARGE", 20000, None),
    ("Not Provided", None, None, None),
    ("", None, None, None),
    ("0", "MICRO", 0, 0),
    ("9", "MICRO", 9, 9),
    ("10", "SMALL", 10, 10),
    ("49", "SMALL", 49, 49),
    ("50", "MEDIUM", 50, 50),
    ("249", "MEDIUM", 249, 249),
    ("250", "LARGE", 250, 250),
    ("1,200 employees", "LARGE", 1200, 1200),
    ("10-49", "SMALL", 10, 49),
    ("10 – 49", "SMALL", 10, 49),
    ("10 to 99", None, 10, 99),
    ("50+", None, 50, None),
    ("250+", "LARGE", 250, None),
    ("fewer than 10 staff", "MICRO", 0, 9),
    ("over 49", None, 50, None),
    ("Medium", "MEDIUM", 50, 249),
    ("LARGE", "LARGE", 250, None),
]


@pytest.mark.parametrize(("text", "band", "least", "most"), SIZES)
def test_sizes(text, band, least, most):
    assert rules.read_size(text, BANDS) == rules.SizeReading(band, least, most)


@pytest.mark.parametrize("text", ["many", "1_000", "1e3", "-5", "٥٠", "12.5", "9" * 5_000])
def test_unreadable_sizes(text):
    assert rules.read_size(text, BANDS) == rules.SizeReading(readable=False)


@pytest.mark.parametrize(
    ("last", "today", "answer"),
    [
        (None, date(2026, 1, 1), True),
        (date(2028, 12, 26), date(2028, 9, 27), False),
        (date(2028, 12, 26), date(2028, 9, 28), True),
        (date(2028, 12, 26), date(2029, 1, 1), True),
    ],
)
def test_newer_bank_holidays_are_asked_for_90_days_before(last, today, answer):
    assert rules.holidays_run_out(last, today) is answer
