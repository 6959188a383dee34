"""What is left of a name once spelling habits are taken away."""

import pytest

from crm.likeness.names import acronym, read, read_all


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("GRUNDON WASTE LIMITED", "Grundon Waste Ltd."),
        ("The Isis Bakery plc", "isis  bakery"),
        ("P. D. HOOK (GROUP) LTD", "P.D.Hook(Group) Limited"),
        ("Hollis & Sons Ltd", "Hollis and Sons"),
        ("M-I Fluids U.K. Limited", "MI Fluids UK"),
        ("Hunt’s Foods", "HUNTS FOODS"),
        ("Magna Exteriors Lmiited", "Magna Exteriors"),
        ("Reassure Life LLimited", "Reassure Life plc"),
        ("Café Zoë", "CAFE ZOE LTD"),
    ],
)
def test_habits_of_writing_do_not_matter(one, other):
    assert read(one).core == read(other).core


@pytest.mark.parametrize(
    ("one", "other"),
    [("Windrush Care", "Windrush Cars"), ("HC-One No. 1", "HC-One No. 2"), ("Limited", "Company")],
)
def test_what_tells_them_apart_stays(one, other):
    assert read(one).joined != read(other).joined


def test_a_trading_name_is_a_second_name():
    names = read_all(["Branos Oxford Ltd T/A Lilo", "Lilo"])

    assert [name.joined for name in names] == ["branosoxford", "lilo"]


def test_numbers_are_known_also_as_roman_ones():
    assert read("GXO Logistics UK II").numbers == read("GXO Logistics UK 2").numbers == {"2"}


def test_three_words_have_initials():
    assert acronym(read("James Fisher Nuclear Ltd")) == "jfn"
    assert acronym(read("Fisher Nuclear")) == ""
