"""The rules on real employers: their postcodes, districts, sizes and industries."""

import csv

import pytest

from crm.reference import rules
from crm.reference.companies import read_company_number
from crm.reference.postcodes import read_postcode
from crm.reference.rules import Certainty
from crm.reference.shipped import gazetteer, sic_sections, size_bands
from tests.shared_data import shared

GAZETTEER = gazetteer()


def table(name):
    with shared(name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def register():
    return table("employers-gpg-2022-23.csv")


@pytest.fixture(scope="module")
def exact():
    return {
        row["postcode"]: row["district_code"]
        for row in table("reference/oxfordshire-postcodes.csv")
    }


@pytest.fixture(scope="module")
def districts():
    return table("employers-oxfordshire-districts.csv")


def test_every_employer_in_the_county_gets_its_district(districts, exact):
    inside = [row for row in districts if row["why"].startswith("in Oxfordshire")]
    wrong = [
        row["PostCode"]
        for row in inside
        if rules.locate(_read(row), GAZETTEER, exact).authority != row["district_code"]
    ]

    assert len(inside) == 169
    assert wrong == []


def test_nearly_all_are_sure_with_the_full_table_and_none_without(districts, exact):
    inside = [row for row in districts if row["why"] == "in Oxfordshire (postcode)"]

    assert len(inside) == 167
    assert all(
        rules.locate(_read(row), GAZETTEER, exact).certainty is Certainty.SURE for row in inside
    )
    assert all(
        rules.locate(_read(row), GAZETTEER, {}).certainty is Certainty.PROBABLE for row in inside
    )


def test_the_sector_alone_is_right_for_at_least_nine_in_ten(districts):
    inside = [row for row in districts if row["why"].startswith("in Oxfordshire")]
    right = sum(
        rules.locate(_read(row), GAZETTEER, {}).authority == row["district_code"] for row in inside
    )

    assert right >= 0.9 * len(inside)


def test_neighbours_are_named_by_their_outward_code(districts, exact):
    outside = [row for row in districts if row["why"] == "outward code overlaps Oxfordshire"]
    wrong = {
        row["PostCode"]
        for row in outside
        if rules.locate(_read(row), GAZETTEER, exact).authority != row["district_code"]
    }

    assert len(outside) == 20
    assert wrong == {"GL7 6BQ"}


def test_of_the_whole_register_four_postcodes_cannot_be_read(register):
    readings = {row["PostCode"]: _reading(row) for row in register}
    refused = {text for text, reading in readings.items() if reading.problem}

    assert {text for text in refused if not readings[text].suggestion} == {
        "10017",
        "19801",
        "8001",
        "DT1 2J",
    }
    assert {readings[text].suggestion for text in refused} - {None} == {
        "KT16 0PZ",
        "CM2 0LS",
        "PO33 3FE",
        "SO23 9NA",
        "SS0 9HR",
    }
    assert {text for text, reading in readings.items() if reading.repaired} == {
        "UK EC1V 4QJ",
        "M5 4WT,",
        "WS2 9PS.",
    }


def test_every_company_number_but_the_zeros_reads_as_it_stands(register):
    numbers = [row["CompanyNumber"] for row in register if row["CompanyNumber"]]
    numbers.remove("00000000")

    assert [read_company_number(number) for number in numbers] == [
        (number, "") for number in numbers
    ]


def test_every_size_reads_and_less_than_250_names_no_band(register):
    readings = {
        row["EmployerSize"]: rules.read_size(row["EmployerSize"], size_bands()) for row in register
    }

    assert all(reading.readable for reading in readings.values())
    assert {text for text, reading in readings.items() if reading.band is None} == {
        "Less than 250",
        "Not Provided",
    }


def test_every_sic_code_has_a_section_once_its_zero_is_back(register):
    readings = [rules.read_sic(row["SicCodes"], zeros_lost=True) for row in register]

    assert not any(reading.unreadable for reading in readings)
    assert sum(reading.public_body for reading in readings) == 1_021
    sections = sic_sections()
    assert all(rules.section_of(code, sections) for reading in readings for code in reading.codes)


def _reading(row):
    return read_postcode(row["PostCode"], GAZETTEER.areas)


def _read(row):
    return _reading(row).postcode
