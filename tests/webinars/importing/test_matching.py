"""Who in a file is who: by address for sure, by name only as a suggestion."""

import pytest

from webinars.importing import names
from webinars.importing.matching import Booked, Kind, Known, Register, Seen, code, match

ANN = Booked(1, "Ann Lee", "ann@inn.example", "The Inn")
SAM = Booked(2, "Sam Pike", "sam@isis.example", "Isis Garden Centre")
LEE = Booked(3, "Lee Marsh", "lee@wolds.example", "Wolds Catering")
JOS = Booked(4, "José Núñez", "jose@bar.example", "Bar")
KNOWN = {"kit@shop.example": Known(9, 8, "The Shop", "Kit")}


def one(name, email="", *, booked=(ANN, SAM, LEE, JOS), aliases=None, choices=None, role="",
        there=True):  # fmt: skip
    register = Register(booked, KNOWN, aliases or {})
    return match([Seen(0, name, email, there, role)], register, choices or {})[0]


@pytest.mark.parametrize(
    ("name", "email", "who", "why"),
    [
        ("Somebody", "ANN@inn.example", 1, "Same address"),
        ("Ann Lee", "ann@inn.example", 1, "Same address"),
    ],
)
def test_an_address_is_sure(name, email, who, why):
    found = one(name, email)

    assert (found.kind, found.booked.id, found.why.strip(". ")) == (Kind.SURE, who, why)


@pytest.mark.parametrize(
    ("name", "email", "who", "why"),
    [
        ("Ann Lee", "", 1, "Same name, no address in the file"),
        ("Lee, Ann", "", 1, "Same name, no address in the file"),
        ("ann  LEE", "ann@gmail.com", 1, "Same name, with another address"),
        ("Jose Nunez", "", 4, "Same name, no address in the file"),
        ("[Isis] Sam Pike", "", 2, "Same name, no address in the file"),
        ("iPhone (Sam Pike)", "", 2, "Same name, no address in the file"),
        ("Sam P", "", 2, "First name and initial, only Sam who signed up"),
        ("Front desk", "office@wolds.example", 3, "Same domain, the only one who signed up"),
    ],
)
def test_a_name_is_only_a_suggestion(name, email, who, why):
    found = one(name, email)

    assert found.kind is Kind.UNSURE
    assert found.likely.id == who
    assert found.why.startswith(why)


@pytest.mark.parametrize("email", ["", "new@elsewhere.example", "x@gmail.com"])
def test_nobody_like_it_walked_in(email):
    found = one("Peter Lamb", email)

    assert (found.kind, found.booked, found.why) == (
        Kind.SURE, None, "Not signed up, walked in",
    )  # fmt: skip


def test_somebody_on_record_walked_in_with_their_employer():
    found = one("Kit", "kit@shop.example")

    assert (found.kind, found.known.employer_id) == (Kind.SURE, 8)


def test_two_of_one_name_are_for_a_person():
    twin = Booked(5, "Ann Lee", "ann@other.example", "Other")
    found = one("Ann Lee", booked=(ANN, twin))

    assert (found.kind, found.likely) == (Kind.UNSURE, None)
    assert found.why == "2 people with this name signed up"


def test_two_with_that_first_name_and_initial_are_nobody_for_sure():
    twin = Booked(5, "Sam Price", "price@isis2.example", "Other")

    assert one("Sam P", booked=(SAM, twin)).likely is None


def test_a_caller_is_always_for_a_person():
    found = one("+44 7700 900141")

    assert (found.kind, found.likely) == (Kind.UNSURE, None)


def test_who_ran_it_and_did_not_book_is_not_counted():
    assert one("Host", "host@council.example", role="Organizer").kind is Kind.RAN_IT
    assert one("Ann Lee", "ann@inn.example", role="Panelist").kind is Kind.SURE


def test_without_any_time_somebody_did_not_come():
    assert one("Ann Lee", "ann@inn.example", there=False).kind is Kind.ABSENT


def test_a_confirmed_address_is_sure_from_then_on():
    found = one("A. Lee", "ann@gmail.com", aliases={"ann@gmail.com": "ann@inn.example"})

    assert (found.kind, found.booked.id) == (Kind.SURE, 1)
    assert "confirmed before" in found.why


@pytest.mark.parametrize(
    ("said", "kind", "booked"),
    [("K:2", Kind.SURE, 2), ("else", Kind.SURE, None), ("none", Kind.SURE, None),
     ("K:99", Kind.UNSURE, None), ("K:x", Kind.UNSURE, None), ("P:7", Kind.UNSURE, None)],
)  # fmt: skip
def test_what_a_person_said_counts_while_it_fits(said, kind, booked):
    found = one("Sam P", choices={"0": said})

    assert found.kind is kind
    assert (found.booked.id if found.booked else None) == booked


def test_what_a_person_said_never_overrules_an_address():
    assert one("Ann Lee", "ann@inn.example", choices={"0": "K:2"}).booked.id == 1


def test_same_name_with_and_without_address_is_suggested_never_merged():
    people = [Seen(0, "Pat Ford", "pat@ford.example", True), Seen(1, "Pat Ford", "", True)]

    found = match(people, Register((), {}, {}), {})

    assert [m.kind for m in found] == [Kind.SURE, Kind.UNSURE]
    assert found[1].beside == 0
    assert code("same", found[1]) == "P:0"

    joined = match(people, Register((), {}, {}), {"1": "P:0"})
    assert (joined[1].kind, joined[1].same_as) == (Kind.SURE, 0)


def test_a_second_device_of_somebody_here_is_suggested():
    people = [Seen(0, "Ann Lee", "ann@inn.example", True), Seen(1, "Ann Lee", "", True)]

    found = match(people, Register((ANN,), {}, {}), {})

    assert found[1].kind is Kind.UNSURE
    assert "perhaps a second device" in found[1].why


def test_who_had_no_seat_is_said():
    waiting = Booked(6, "Wes", "wes@x.example", "X", standing="Was on the waiting list.")

    assert "waiting list" in one("Wes", "wes@x.example", booked=(waiting,)).why


def test_formulas_are_names_like_any_other():
    found = one('=HYPERLINK("http://evil.example","Click")')

    assert (found.kind, found.seen.name[0]) == (Kind.SURE, "=")


def test_keys_of_names():
    assert names.keys("Doe, Jane") == names.keys("Jane Doe")
    assert names.words("O'Neil-Smith, Zoë") == ("zoe", "oneil", "smith")
    assert names.domain("a@GMAIL.com") == ""
