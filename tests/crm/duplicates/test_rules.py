"""What a merge keeps: the preview and the saved values are one answer."""

import pytest

from crm.duplicates.rules import LABELS, WITH, different, result, suggested

BLANK = dict.fromkeys((*LABELS, *WITH), "")


def facts(**values):
    return BLANK | values


def test_only_differences_are_shown():
    assert different(facts(name="A", phone="1"), facts(name="A", phone="2")) == ["phone"]


@pytest.mark.parametrize(
    ("keep", "fold", "side"),
    [("1", "2", "keep"), ("", "2", "fold"), ("1", "", "keep"), (None, "2", "fold")],
)
def test_what_is_known_is_suggested(keep, fold, side):
    assert suggested(facts(phone=keep), facts(phone=fold))["phone"] == {side}


def test_the_folded_name_is_kept_among_the_other_names():
    keep, fold = facts(name="Ridgeway"), facts(name="Ridgeway Care", other_names="Old Ridge")

    chosen = suggested(keep, fold)

    assert result(keep, fold, chosen)["other_names"] == "Ridgeway Care; Old Ridge"
    assert result(keep, fold, chosen | {"other_names": {"keep"}})["other_names"] == ""


def test_what_belongs_together_comes_from_one_side():
    keep = facts(name="A", name_key="a", sic_codes="1", sic_section="C")
    fold = facts(name="B", name_key="b", sic_codes="2", sic_section="Q")

    values = result(keep, fold, {"name": {"fold"}, "sic_codes": {"keep"}})

    assert (values["name"], values["name_key"]) == ("B", "b")
    assert (values["sic_codes"], values["sic_section"]) == ("1", "C")


def test_notes_of_both_are_joined_once():
    keep, fold = facts(notes="Gate code at reception"), facts(notes="Closed in August")

    joined = result(keep, fold, suggested(keep, fold))["notes"]

    assert joined == "Gate code at reception\n\nClosed in August"
