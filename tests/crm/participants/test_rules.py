"""What may stand for a person, where they live, and what no note may say."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.participants.rules import tidy_home, tidy_ref, why_not_noted, why_not_opaque


@pytest.mark.parametrize(
    "ref",
    ["CTW-7F3K9", "ctw-7f3k9 ", "A1B2", "P-000123", "SE-2024-0012", "7FKQW2", "OX-99-41-X", "1234",
     "12345678901234567890", "CTW-451299"],
)  # fmt: skip
def test_a_code_is_fine(ref):
    assert why_not_opaque(tidy_ref(ref)) is None


@pytest.mark.parametrize(
    ("ref", "why"),
    [
        ("QQ123456C", "National Insurance number"),
        ("qq 12 34 56 c", "National Insurance number"),
        ("QQ-12-34-56-C", "National Insurance number"),
        ("QQ123456", "National Insurance number"),
        ("03/05/1998", "date of birth"),
        ("03-05-1998", "date of birth"),
        ("1998-05-03", "date of birth"),
        ("03.05.98", "date of birth"),
        ("03051998", "date of birth"),
        ("19980503", "date of birth"),
        ("030598", "date of birth"),
        ("CTW-030598", "date of birth"),
        ("JS-03051998", "date of birth"),
        ("AMY", "a name"),
        ("Amy Birch", "a name"),
        ("birch-a", "a name"),
        ("SMITH1", "a name"),
        ("J-SMITH-2", "a name"),
        ("O'Brien", "a name"),
        ("Siân", "a name"),
        ("Ming 2", "a name"),
        ("", "4 to 20"),
        ("A1", "4 to 20"),
        ("123456789012345678901", "4 to 20"),
        ("-A123", "4 to 20"),
        ("A--12", "4 to 20"),
        ("A_123", "4 to 20"),
        ("A123;DROP", "a name"),
        ("１２３４Ａ", "a name"),
        ("A1\n2B", "4 to 20"),
    ],
)
def test_what_could_tell_who_somebody_is_is_refused(ref, why):
    told = why_not_opaque(tidy_ref(ref))

    assert told is not None
    assert why in told
    assert "CTW-7F3K9" in told


@given(st.text(max_size=30))
def test_nothing_but_capitals_digits_and_hyphens_is_ever_kept(text):
    ref = tidy_ref(text)

    if why_not_opaque(ref) is None:
        assert 4 <= len(ref) <= 20
        assert set(ref) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-")
        assert any(char.isdigit() for char in ref)


@given(st.dates(date(1930, 1, 1), date(2012, 12, 31)))
def test_no_birthday_gets_through(day):
    for way in ("%d/%m/%Y", "%d-%m-%Y", "%Y-%m-%d", "%d%m%Y", "%Y%m%d", "%d-%m-%y", "%d%m%y"):
        assert why_not_opaque(day.strftime(way)) is not None


AREAS = {"OX", "RG", "SN", "W"}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("ox14", "OX14"), ("OX14 3", "OX14 3"), ("ox143", "OX14 3"), (" OX1 ", "OX1"),
     ("OX1 4", "OX1 4"), ("OX14", "OX14"), ("W1A 1", "W1A 1"), ("", "")],
)  # fmt: skip
def test_a_rough_home_is_kept(typed, kept):
    assert tidy_home(typed, AREAS) == kept


@pytest.mark.parametrize("typed", ["OX14 3HB", "ox143hb", "OX1 4AB", "W1A 1AA"])
def test_a_full_postcode_is_refused(typed):
    with pytest.raises(ValueError, match="last two letters"):
        tidy_home(typed, AREAS)


@pytest.mark.parametrize("typed", ["QQ14", "Abingdon", "OX", "14", "OX14 33", "OX14-3", "ＯＸ１４"])
def test_what_is_no_part_of_a_postcode_is_refused(typed):
    with pytest.raises(ValueError, match="first part"):
        tidy_home(typed, AREAS)


@pytest.mark.parametrize(
    ("note", "why"),
    [
        ("AB 12 34 56 C", "National Insurance"),
        ("born 03/05/1998", "date of birth"),
        ("write to x@example.org", "address or telephone"),
        ("ring 01865 123 456", "address or telephone"),
        ("is Autistic", "Autistic"),
        ("has Down’s syndrome", "Down's"),
        ("takes medication at noon", "medication"),
        ("gets PIP", "PIP"),
        ("on Universal Credit", "Universal Credit"),
    ],
)
def test_a_note_on_health_benefits_or_who_it_is_is_refused(note, why):
    told = why_not_noted(note)

    assert told is not None
    assert why in told


@pytest.mark.parametrize(
    "note",
    ["", "Would like a mentor and a fixed rota", "Free from 01/02/2027", "Bus 31 at 07:10",
     "Pipes and espalier trees", "£12.71 an hour"],
)  # fmt: skip
def test_a_plain_note_is_kept(note):
    assert why_not_noted(note) is None
