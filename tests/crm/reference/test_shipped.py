"""The shipped files: whole, sourced, and the same as the official files where those are at hand."""

import csv
import json
from datetime import date

import pytest

from crm.core.calendar import working_days
from crm.reference import shipped as files
from tests.shared_data import shared

NAMES = (
    "authorities",
    "bank-holidays",
    "outward",
    "postcode-areas",
    "sectors",
    "sic-sections",
    "size-bands",
    "soc-groups",
)


@pytest.mark.parametrize("name", NAMES)
def test_every_file_names_its_source_status_and_age(name):
    file = files.shipped(name)

    assert file.source
    assert file.status in ("confirmed", "unconfirmed")
    assert file.as_of[:2] == "20"
    assert all(None not in row and None not in row.values() for row in file.rows)


def test_the_areas_are_124():
    assert len(files.postcode_areas()) == len(files.shipped("postcode-areas").rows) == 124


def test_the_county_has_five_districts_and_twelve_neighbours():
    rows = files.shipped("authorities").rows
    districts = [row["name"] for row in rows if not row["neighbour"] and row["kind"] == "district"]

    assert districts == [
        "Cherwell",
        "Oxford",
        "South Oxfordshire",
        "Vale of White Horse",
        "West Oxfordshire",
    ]
    assert sum(bool(row["neighbour"]) for row in rows) == 12
    assert len({row["code"] for row in rows}) == 18


def test_every_share_names_an_authority_that_is_listed():
    codes = {row["code"] for row in files.shipped("authorities").rows}
    gazetteer = files.gazetteer()

    for share in (*gazetteer.sectors.values(), *gazetteer.outwards.values()):
        assert share.authority in codes
        assert 0 < share.percent <= 100


@pytest.mark.parametrize("year", range(2024, 2029))
def test_eight_bank_holidays_a_year_and_the_known_working_days(year):
    on = {date.fromisoformat(row["on"]) for row in files.shipped("bank-holidays").rows}
    days = {2024: 254, 2025: 253, 2026: 253, 2027: 253, 2028: 252}[year]

    assert sum(day.year == year for day in on) == 8
    assert working_days(date(year, 1, 1), date(year, 12, 31), on) == days


def test_bank_holidays_equal_the_government_list():
    text = shared("reference/bank-holidays.json").read_text(encoding="utf-8")
    events = json.loads(text)["england-and-wales"]["events"]

    ours = {row["on"] for row in files.shipped("bank-holidays").rows}
    assert ours == {event["date"] for event in events if event["date"] >= "2024"}


def test_sections_equal_the_official_list():
    with shared("reference/sic2007.csv").open(encoding="utf-8") as file:
        official = {(row["code"][:2], row["section"]) for row in csv.DictReader(file)}

    sections = files.sic_sections()
    for division, letter in official:
        found = [s.letter for s in sections if s.first_division <= int(division) <= s.last_division]
        assert found == [letter]
