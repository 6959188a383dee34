"""Postcodes as people type them."""

import pytest

from crm.reference.postcodes import outward, read_postcode, sector
from crm.reference.shipped import postcode_areas

AREAS = postcode_areas()

READ = [
    ("OX14 3HB", "OX14 3HB"),
    ("ox143hb", "OX14 3HB"),
    ("  OX14   3HB ", "OX14 3HB"),
    ("OX14\u00a03HB", "OX14 3HB"),
    ("HP 21 8AL", "HP21 8AL"),
    ("SW1A 2 HB", "SW1A 2HB"),
    ("SW1 H0TL", "SW1H 0TL"),
    ("W1A 1AA", "W1A 1AA"),
    ("W1V 9DG", "W1V 9DG"),
    ("EC1V 4QJ", "EC1V 4QJ"),
    ("L1 8JQ", "L1 8JQ"),
    ("M60 1NW", "M60 1NW"),
    ("SS0 9HR", "SS0 9HR"),
    ("JE2 3QA", "JE2 3QA"),
]


@pytest.mark.parametrize(("typed", "postcode"), READ)
def test_case_and_spacing_are_put_right_silently(typed, postcode):
    reading = read_postcode(typed, AREAS)

    assert (reading.postcode, reading.problem, reading.repaired) == (postcode, "", False)


@pytest.mark.parametrize(
    ("typed", "postcode"),
    [
        ("UK EC1V 4QJ", "EC1V 4QJ"),
        ("GB-OX1 1AA", "OX1 1AA"),
        ("M5 4WT,", "M5 4WT"),
        ("WS2 9PS.", "WS2 9PS"),
    ],
)
def test_more_than_spacing_is_repaired_and_said(typed, postcode):
    reading = read_postcode(typed, AREAS)

    assert (reading.postcode, reading.problem, reading.repaired) == (postcode, "", True)


@pytest.mark.parametrize(
    ("typed", "suggestion"),
    [
        ("KT16 OPZ", "KT16 0PZ"),
        ("CM2 OLS", "CM2 0LS"),
        ("OX1O 6LX", "OX10 6LX"),
        ("0X14 3HB", "OX14 3HB"),
        ("P033 3FE", "PO33 3FE"),
        ("S023 9NA", "SO23 9NA"),
        ("S03 9NA", "SO3 9NA"),
        ("SSO 9HR", "SS0 9HR"),
        ("OX14 IHB", "OX14 1HB"),
        ("OX14 3H0", "OX14 3HO"),
    ],
)
def test_a_letter_and_a_number_mixed_up_is_refused_with_the_repair(typed, suggestion):
    reading = read_postcode(typed, AREAS)

    assert reading.postcode is None
    assert reading.suggestion == suggestion
    assert typed in reading.problem
    assert suggestion in reading.problem


@pytest.mark.parametrize(
    "typed",
    [
        "OX143H",
        "DT1 2J",
        "OX14",
        "10017",
        "8001",
        "OX14 3HBX",
        "OX00 3HB",
        "ОХ14 3НВ",
        "OX٣ 1AA",
        "=1+1",
        "O0O0O0O 0O0",
        "X" * 10_000,
        " " * 10_000 + "X",
    ],
)
def test_what_is_no_postcode_is_refused(typed):
    reading = read_postcode(typed, AREAS)

    assert reading.postcode is None
    assert "is not a full UK postcode" in reading.problem
    assert len(reading.problem) < 100


@pytest.mark.parametrize(
    ("typed", "area"), [("QX1 1AA", "QX"), ("ZZ99 9ZZ", "ZZ"), ("X1 1AA", "X")]
)
def test_an_area_that_does_not_exist_is_refused_by_name(typed, area):
    reading = read_postcode(typed, AREAS)

    assert reading.postcode is None
    assert reading.problem.endswith(f"no postcode area is called {area}.")


@pytest.mark.parametrize("typed", ["", "   ", "\n"])
def test_blank_is_no_postcode_and_no_problem(typed):
    reading = read_postcode(typed, AREAS)

    assert reading.postcode is None
    assert not reading.problem


def test_parts():
    assert (outward("OX14 3HB"), sector("OX14 3HB")) == ("OX14", "OX14 3")
