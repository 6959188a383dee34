"""Why two contacts may be one person, and what one made of both holds."""

import pytest

from crm.twins import rules

BARE = dict.fromkeys(rules.LABELS) | {"name": "", "email": "", "phone": "", "notes": ""}


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        ({"email": "Sam@a.example"}, {"email": "sam@A.example"}, "Same email address"),
        ({"name": "Sam Carter"}, {"name": "carter, sam"}, "Same name"),
        ({"phone": "020 7946 0018"}, {"phone": "+44 20 7946 0018"}, "Same telephone number"),
        ({"name": "Sam"}, {"name": "Ann"}, ""),
        ({"name": "Sam", "email": ""}, {"name": "Ann", "email": ""}, ""),
    ],
)
def test_what_speaks_for_one_person(one, other, why):
    assert rules.likely(BARE | one, BARE | other) == why


def test_what_only_one_knows_is_kept_unless_somebody_chooses():
    keep, fold = BARE | {"name": "Sam"}, BARE | {"name": "Samuel", "role": "Head"}

    sides = rules.suggested(keep, fold)

    assert sides == {"name": "keep", "role": "fold"}
    assert rules.result(keep, fold, sides) == {"name": "Sam", "role": "Head", "notes": ""}


@pytest.mark.parametrize(
    ("mine", "theirs", "notes"),
    [("A", "B", "A\n\nB"), ("A", "A", "A"), ("", "B", "B"), ("A", "", "A")],
)
def test_notes_of_both_are_kept_once(mine, theirs, notes):
    assert rules.result(BARE | {"notes": mine}, BARE | {"notes": theirs}, {})["notes"] == notes
