"""Occupations of SOC 2020: found by words and by code, loaded from a file, chosen in forms."""

import csv
import io

import pytest

from crm.core.db import session
from crm.reference import actions, queries
from crm.reference.models import SocCode
from crm.reference.occupations import Occupation, chosen, search
from crm.reference.shipped import soc_groups
from tests.browse import count_rows
from tests.shared_data import shared

SOME = [
    Occupation("5113", "Gardeners and landscape gardeners"),
    Occupation("6135", "Care workers and home carers"),
    Occupation("6232", "Caretakers"),
    Occupation("9222", "Street cleaners"),
    Occupation("9223", "Cleaners and domestics"),
    Occupation("9229", "Elementary cleaning occupations n.e.c."),
    Occupation("9263", "Kitchen and catering assistants"),
]
KNOWN = {one.code: one for one in (*soc_groups(), *SOME)}


def test_the_shipped_groups_are_nine_and_twenty_six_and_nest():
    codes = [one.code for one in soc_groups()]

    assert [len(code) for code in codes].count(1) == 9
    assert [len(code) for code in codes].count(2) == 26
    assert all(code[0] in codes for code in codes)


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("kitchen porter", "9263"),
        ("Cleaner", "9222"),
        ("cleaning", "9229"),
        ("care worker", "6135"),
        ("caretaker", "6232"),
        ("9223", "9223"),
        ("922", "9222"),
        ("GARDEN", "5113"),
        ("elementary", "9229"),
    ],
)
def test_words_and_codes_find_the_likeliest_first(typed, first):
    assert search(typed, KNOWN.values())[0].code == first


@pytest.mark.parametrize("typed", ["", "  ", "xyzzy", "0000", "and of the", "٩٢٢٣", "%", "!!"])
def test_what_names_nothing_finds_nothing(typed):
    assert search(typed, KNOWN.values()) == []


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("9223", "9223"),
        ("9223 Cleaners and domestics", "9223"),
        ("9223, cleaners and DOMESTICS", "9223"),
        ("caretakers", "6232"),
        ("Process, plant and machine operatives", "81"),
        ("9223 Street cleaners", None),
        ("cleaners", None),
        ("", None),
    ],
)
def test_only_a_whole_name_or_code_is_taken_as_said(typed, code):
    found = chosen(typed, KNOWN)
    assert (found.code if found else None) == code


def test_a_loaded_file_adds_unit_groups_and_its_source_is_told(app, officer):
    assert "Only major and sub-major groups are known" in officer.get("/reference/occupations").text
    assert queries.occupation("9223").title == "Elementary administration and service occupations"
    assert queries.occupation("x") is None

    actions.load("soc", "code,title\n9223,Cleaners and domestics\n", name="soc.csv")
    session.commit()

    assert queries.occupation("9223").title == "Cleaners and domestics"
    page = officer.get("/reference/occupations?q=cleaner").text
    assert "Cleaners and domestics" in page
    assert "Unit groups come from soc.csv, loaded " in page
    lines = officer.client.get("/reference/occupations?q=cleaner&part=options").text
    assert lines.strip().startswith("<li")
    assert "<html" not in lines
    assert "No occupation reads like" in officer.get("/reference/occupations?q=zzz").text


def test_the_official_file_of_412_unit_groups_loads(app):
    text = shared("reference/soc2020-unit-groups.csv").read_text(encoding="utf-8")

    assert actions.load("soc", text, name="soc2020-unit-groups.csv") == 412
    session.commit()

    assert count_rows(SocCode) == 412
    known = queries.occupations()
    rows = list(csv.DictReader(io.StringIO(text)))
    assert all(known[row["code"]].title == row["title"] for row in rows)
    assert all(row["code"][:2] in known for row in rows)
    assert search("kitchen porter", known.values())[1].code == "9263"
