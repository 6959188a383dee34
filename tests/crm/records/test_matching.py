"""Which known employer a row describes."""

import pytest

from crm.records.mapping import Candidate
from crm.records.matching import Identity, Matcher, Result, ref_number

KNOWN = [
    Identity(1, "grundon", "OX10 6LX", "04245965", "gpg:5762"),
    Identity(2, "p d hook group", "OX18 2EG", "00000002", ""),
    Identity(3, "p d hook breeders", "OX18 2EG", "00000003", ""),
    Identity(4, "bakery", "OX1 1AA", "", ""),
    Identity(5, "bakery", "OX2 2BB", "", ""),
    Identity(6, "cafe", "", "", ""),
    Identity(7, "twins", "OX3 3CC", "", ""),
    Identity(8, "twins", "OX3 3CC", "", ""),
]


def decide(matcher=None, *, row=2, key="x", **fields):
    matcher = matcher or Matcher(KNOWN)
    return matcher.decide(Candidate(row=row, name=key, **fields), key)


@pytest.mark.parametrize(
    ("fields", "employer_id"),
    [
        ({"ref": "E-00004", "key": "renamed"}, 4),
        ({"ref": "e-4"}, 4),
        ({"external_id": "gpg:5762", "key": "new name"}, 1),
        ({"company_number": "04245965", "key": "new name"}, 1),
        ({"key": "grundon", "postcode": "OX10 6LX"}, 1),
        ({"key": "bakery", "postcode": "OX2 2BB"}, 5),
        ({"key": "cafe", "postcode": "OX9 9AA"}, 6),
        ({"key": "grundon"}, 1),
        ({"key": "nobody"}, None),
        ({"key": "nobody", "postcode": "OX18 2EG"}, None),
        ({"key": "grundon", "postcode": "OX10 6LX", "company_number": "09999999"}, None),
        ({"key": "grundon", "postcode": "SW1A 1AA"}, None),
    ],
)
def test_match(fields, employer_id):
    decision = decide(**fields)

    assert (decision.employer_id, decision.result) == (employer_id, None)


@pytest.mark.parametrize(
    ("fields", "field", "reason"),
    [
        ({"ref": "E-99999"}, "ref", "No employer has the reference E-99999"),
        ({"ref": "nonsense"}, "ref", "No employer has the reference"),
        ({"key": "twins", "postcode": "OX3 3CC"}, "name", "E-00007 and E-00008"),
        ({"key": "bakery"}, "name", "E-00004 and E-00005"),
        ({"external_id": "gpg:5762", "company_number": "00000002"}, "name", "E-00001 and E-00002"),
        ({"ref": "E-00004", "company_number": "00000002"}, "name", "E-00002 and E-00004"),
    ],
)
def test_a_row_that_points_at_nobody_or_at_two_fails(fields, field, reason):
    decision = decide(**fields)

    assert (decision.result, decision.field) == (Result.FAILED, field)
    assert reason in decision.reason


def test_a_namesake_elsewhere_is_another_employer_and_said():
    assert decide(key="bakery", postcode="OX4 4DD").note == (
        "Another employer has the same name: E-00004, E-00005."
    )


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"key": "a", "postcode": "OX1 1AA"}, {"key": "a", "postcode": "OX1 1AA"}),
        ({"key": "a"}, {"key": "a"}),
        ({"key": "a", "company_number": "01"}, {"key": "b", "company_number": "01"}),
        ({"key": "a", "external_id": "x"}, {"key": "b", "external_id": "x"}),
        ({"ref": "E-00001"}, {"key": "grundon", "postcode": "OX10 6LX"}),
        ({"key": "a", "company_number": "09"}, {"ref": "E-00004", "company_number": "09"}),
    ],
)
def test_a_row_that_repeats_another_is_skipped(first, second):
    matcher = Matcher(KNOWN)

    assert decide(matcher, row=2, **first).result is None
    again = decide(matcher, row=9, **second)
    assert again.result is Result.SKIPPED
    assert "Row 2" in again.reason


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"key": "a", "postcode": "OX1 1AA"}, {"key": "a", "postcode": "OX2 2BB"}),
        ({"key": "a", "company_number": "01"}, {"key": "a", "company_number": "02"}),
        ({"key": "a", "external_id": "x"}, {"key": "a", "external_id": "y"}),
        ({"key": "a", "postcode": "OX1 1AA"}, {"key": "b", "postcode": "OX1 1AA"}),
    ],
)
def test_rows_that_numbers_or_places_tell_apart_are_two_employers(first, second):
    matcher = Matcher([])

    assert decide(matcher, row=2, **first).result is None
    assert decide(matcher, row=3, **second).result is None


@pytest.mark.parametrize(
    ("text", "number"),
    [("E-00042", 42), ("e-7", 7), ("42", 42), ("E-", None), ("V-00001", None), ("٤٢", None),
     ("9" * 30, None), ("-1", None)],
)  # fmt: skip
def test_references(text, number):
    assert ref_number(text) == number
