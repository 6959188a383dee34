"""Points, reasons and what speaks against a pair."""

import pytest

from crm.likeness import shipped
from crm.likeness.rules import Around, compare, side

WEIGHTS = {weight.code: weight.points for weight in shipped.weights()}
LIMIT = shipped.THRESHOLD / 100


def score(one, other, around=None):
    sides = side(1, *one[:1], **one[1]), side(2, *other[:1], **other[1])
    return compare(*sides, WEIGHTS, around or Around())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Grundon Waste Limited", "GRUNDON WASTE LTD"),
        ("Grundon Waste Limited", "Grundno Waste Limited"),
        ("Branos Oxford Ltd T/A Lilo", "Lilo"),
    ],
)
def test_a_name_alone_may_be_enough(one, other):
    assert score(([one], {}), ([other], {})).score >= LIMIT


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("HC-ONE NO.1 LIMITED", "HC-ONE NO.2 LIMITED"),
        ("P.D. HOOK (BREEDERS)", "P.D. HOOK (HATCHERIES)"),
        ("Windrush Foods", "Banbury Motors"),
        ("A & V Convenience", "A & R Convenience"),
    ],
)
def test_families_and_neighbours_are_not_duplicates(one, other):
    place = {"postcode": "OX18 2EG"}

    assert score(([one], place), ([other], place), Around(family=3)).score < LIMIT


def test_two_shops_of_one_brand_are_two():
    one, other = (["Ryecroft Ltd T/A Premier"], {}), (["S Marc Ltd t/a PREMIER"], {})

    assert score(one, other).score < LIMIT


def test_a_renamed_employer_is_found_by_its_number():
    one = (["Accomplish Care Ltd"], {"company_number": "01234567"})
    other = (["Keys Group"], {"company_number": "01234567"})

    found = score(one, other)
    assert found.score >= LIMIT
    assert found.reasons[0] == "same company number"


def test_a_renamed_employer_is_found_by_its_former_name():
    other = (["Keys Group", "", "Accomplish Care Limited"], {"postcode": "OX1 1AA"})

    assert score((["Accomplish Care"], {"postcode": "OX1 1AA"}), other).score >= LIMIT


def test_other_numbers_keep_companies_of_one_place_apart():
    place = {"postcode": "OX1 1AA", "address": "1 High Street"}
    one = (["Saga Services"], place | {"company_number": "1"})
    other = (["Saga Group"], place | {"company_number": "2"})

    assert score(one, other, Around(family=2, alone=True)).score < LIMIT


def test_the_strongest_reason_is_told_first():
    details = {"postcode": "OX1 1AA", "email": "a@isis.example", "phone": "01865 792422"}
    one = (["Isis Bakery"], details)
    other = (["Isis Bakery"], details | {"website": "https://www.isis.example/x"})

    assert score(one, other).reasons == [
        "same name", "same postcode", "same web or mail domain", "same phone number",
    ]  # fmt: skip


def test_a_free_mail_address_says_nothing():
    one = (["Isis"], {"email": "a@gmail.com"})

    assert "same web or mail domain" not in score(one, one).reasons


def test_the_score_stays_between_nothing_and_one():
    both = {"company_number": "1", "postcode": "OX1 1AA", "address": "1 High Street"}

    assert score((["Isis"], both), (["Isis"], both)).score == 1
    assert score((["Isis"], {"postcode": "A1 1AA"}), (["Zeta"], {"postcode": "B2 2BB"})).score == 0
