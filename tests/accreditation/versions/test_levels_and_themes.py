"""Levels and themes are added to a draft and taken out of it."""

import pytest

from accreditation.scheme import queries as schemes
from accreditation.versions import actions, queries
from crm.core.db import session
from tests.accreditation.versions.pages import BASE, form_of

DRAFT = f"{BASE}/2/edit"


@pytest.fixture
def draft(app, manager):
    row = actions.copy(schemes.find("1"), "2", "A level above gold, a theme of its own")
    session.commit()
    return row


def add(manager, kind, given, like):
    """Send the form for a new row with what the form of another row says, and some of it else."""
    fresh = form_of(manager.get(f"{DRAFT}/{kind}/new"))
    sent = form_of(manager.get(f"{DRAFT}/{kind}/{like}")) | given
    kept = {name: fresh[name] for name in ("csrf_token", "seen")}
    answer = manager.post(f"{DRAFT}/{kind}/new", sent | kept)
    session.expire_all()
    return answer


def codes(kind):
    return [row["code"] for row in schemes.find("2").document[kind]]


@pytest.mark.parametrize(
    ("percent", "order"),
    [
        ("90", ["bronze", "silver", "gold", "platinum"]),
        ("60", ["bronze", "silver", "platinum", "gold"]),
        ("5", ["platinum", "bronze", "silver", "gold"]),
    ],
)
def test_a_level_takes_its_place_by_its_percent(manager, draft, percent, order):
    add(manager, "levels", {"title": ["Platinum, Guiding"], "percent": [percent]}, "gold")

    assert codes("levels") == order


def test_a_new_level_can_be_published_and_reached(manager, draft):
    add(manager, "levels", {"title": ["Platinum, Guiding"], "percent": ["90"]}, "gold")

    assert queries.soundness(schemes.find("2").document).faults == ()
    assert "Platinum, Guiding</b> (platinum): is new" in manager.get(DRAFT).text


def test_a_level_that_a_gate_names_stays(manager, draft):
    answer = manager.post(f"{DRAFT}/levels/gold/remove")

    assert "gold is named by gate G5. Change that first." in answer.text
    assert codes("levels") == ["bronze", "silver", "gold"]


def test_a_level_that_nothing_names_goes(manager, draft):
    add(manager, "levels", {"title": ["Platinum"], "percent": ["90"]}, "gold")
    manager.post(f"{DRAFT}/levels/platinum/remove")

    session.expire_all()
    assert codes("levels") == ["bronze", "silver", "gold"]


def test_two_levels_of_one_name_get_codes_of_their_own(manager, draft):
    for percent in ("80", "90"):
        add(manager, "levels", {"title": ["Gold, Leading"], "percent": [percent]}, "gold")

    assert codes("levels") == ["bronze", "silver", "gold", "gold_2", "gold_3"]


def test_a_theme_without_criteria_keeps_a_draft_from_being_published(manager, draft):
    add(manager, "themes", {"title": ["Supply chain"]}, "pay")

    assert codes("themes")[-1] == "supply_chain"
    assert "theme Supply chain: no criterion gives it points" in manager.get(DRAFT).text


def test_a_criterion_gives_a_new_theme_its_points(manager, draft):
    add(manager, "themes", {"title": ["Supply chain"]}, "pay")
    path = f"{DRAFT}/criteria/OO2"
    manager.post(path, form_of(manager.get(path)) | {"theme": ["supply_chain"]})

    session.expire_all()
    document = schemes.find("2").document
    assert {"code": "supply_chain", "title": "Supply chain", "points": 6} in document["themes"]
    assert queries.soundness(document).faults == ()


def test_a_theme_with_criteria_stays_and_an_empty_one_goes(manager, draft):
    add(manager, "themes", {"title": ["Supply chain"]}, "pay")

    assert "is named by criterion FP1" in manager.post(f"{DRAFT}/themes/pay/remove").text
    manager.post(f"{DRAFT}/themes/supply_chain/remove")
    session.expire_all()
    assert "supply_chain" not in codes("themes")


def test_a_theme_keeps_its_code_when_it_is_renamed(manager, draft):
    path = f"{DRAFT}/themes/pay"
    manager.post(path, form_of(manager.get(path)) | {"title": ["Equal pay"]})

    session.expire_all()
    document = schemes.find("2").document
    assert {"code": "pay", "title": "Equal pay", "points": 15} in document["themes"]
