"""A draft is a copy that is changed part by part, each change said in words and undone."""

import copy
import re

import pytest
import sqlalchemy as sa

from accreditation.scheme import queries as schemes
from accreditation.versions import actions, queries
from crm.core import clock, undo
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.core.journal import Operation
from tests.accreditation.versions.pages import BASE, form_of, publish


def test_a_copy_says_the_same_and_counts_for_nobody(draft, make):
    before = schemes.in_force(clock.today()).version

    assert draft.editable
    assert {k: v for k, v in draft.document.items() if k != "version"} == {
        k: v for k, v in schemes.find("1").document.items() if k != "version"
    }
    assert (before, schemes.in_force(clock.today()).version) == ("1", "1")
    assert queries.changes(draft, schemes.find("1")) == []


@pytest.mark.parametrize(
    ("name", "said"),
    [("1", "already"), ("2/../3", "letters"), ("a b", "letters"), ("<b>", "letters")],
)
def test_a_name_is_plain_and_never_used_twice(app, name, said):
    with pytest.raises(RuleBroken, match=f"(?i){said}"):
        actions.copy(schemes.find("1"), name, "why")


PARTS = [("levels", "silver"), ("criteria", "OO1"), ("gates", "G1"), ("caps", "C1"),
         ("metrics", "supervisor"), ("themes", "pay")]  # fmt: skip


@pytest.mark.parametrize(("kind", "code"), PARTS)
def test_saving_a_part_as_it_is_changes_nothing(manager, draft, kind, code):
    before = copy.deepcopy(draft.document)
    path = f"{BASE}/2/edit/{kind}/{code}"

    answer = manager.post(path, form_of(manager.get(path)))

    session.expire_all()
    assert answer.status_code == 302, answer.text
    assert schemes.find("2").document == before


@pytest.mark.parametrize("place", range(16))
def test_every_criterion_goes_through_its_form_unchanged(manager, draft, place):
    row = draft.document["criteria"][place]
    path = f"{BASE}/2/edit/criteria/{row['code']}"

    manager.post(path, form_of(manager.get(path)))

    session.expire_all()
    assert schemes.find("2").document["criteria"][place] == row


def test_an_edit_is_said_in_words_and_undone(manager, draft):
    path = f"{BASE}/2/edit/levels/silver"
    sent = form_of(manager.get(path)) | {"percent": ["50"], "floor_pay": ["10"]}
    manager.post(path, sent)

    page = manager.get(f"{BASE}/2/edit").text
    assert "percent of the points: 45 becomes 50" in page
    assert "in pay: nothing becomes 10" in page

    session.rollback()
    undo.undo(session.scalar(sa.select(sa.func.max(Operation.id))))
    session.commit()
    assert queries.changes(schemes.find("2"), schemes.find("1")) == []


def test_the_history_names_a_document_and_does_not_pour_it_out(manager, draft):
    actions.save(draft, {**draft.document, "title": "Another"}, "title")
    session.commit()
    operation = session.scalar(sa.select(sa.func.max(Operation.id)))

    page = manager.get(f"/history/{operation}").text

    assert "Document: kept whole, too long to show here" in page
    assert "hiring_talk" not in page


def test_points_of_a_theme_follow_its_criteria(manager, draft):
    path = f"{BASE}/2/edit/criteria/OO1"
    page = manager.get(path)
    top = max(int(v[0]) for k, v in form_of(page).items() if re.match(r"points_\d", k) and v[0])
    sent = form_of(page)
    last = max(k for k, v in sent.items() if re.match(r"points_\d", k) and v[0])
    manager.post(path, sent | {last: [str(top + 5)]})

    session.expire_all()
    document = schemes.find("2").document
    was = {t["code"]: t["points"] for t in schemes.find("1").document["themes"]}
    now = {t["code"]: t["points"] for t in document["themes"]}
    assert now == was | {"outcomes": was["outcomes"] + 5}
    assert queries.soundness(document).faults == ()


def test_a_draft_with_faults_is_kept_but_not_published(manager, draft):
    path = f"{BASE}/2/edit/levels/silver"
    manager.post(path, form_of(manager.get(path)) | {"percent": ["90"]})

    assert "to mend before it can be published" in manager.get(f"{BASE}/2/edit").text
    assert "First day it counts" not in manager.get(f"{BASE}/2/publish").text
    row = schemes.find("2")
    with pytest.raises(RuleBroken, match="faults"):
        publish(row)


def test_what_others_name_is_not_taken_out(manager, draft):
    answer = manager.post(f"{BASE}/2/edit/criteria/OO1/remove")

    assert "Change that first" in answer.text
    assert "OO1" in [c["code"] for c in schemes.find("2").document["criteria"]]


def test_rows_are_added_with_the_next_code_and_taken_out(manager, draft):
    gate = form_of(manager.get(f"{BASE}/2/edit/gates/G5"))
    fresh = form_of(manager.get(f"{BASE}/2/edit/gates/new"))
    sent = gate | {name: fresh[name] for name in ("csrf_token", "seen")}
    manager.post(f"{BASE}/2/edit/gates/new", sent)
    session.expire_all()
    assert [g["code"] for g in schemes.find("2").document["gates"]][-1] == "G6"

    manager.post(f"{BASE}/2/edit/gates/G6/remove")
    session.expire_all()
    assert [g["code"] for g in schemes.find("2").document["gates"]][-1] == "G5"


def test_the_quicker_of_two_editors_wins_and_the_other_hears_it(manager, draft):
    path = f"{BASE}/2/edit/levels/silver"
    first, second = form_of(manager.get(path)), form_of(manager.get(path))
    manager.post(path, first | {"percent": ["46"]})

    answer = manager.post(path, second | {"percent": ["47"]})

    assert "Someone else changed this page" in answer.text
    session.expire_all()
    assert schemes.find("2").document["levels"][1]["percent"] == 46


def test_the_database_lets_a_draft_change(manager, draft):
    session.connection().exec_driver_sql("DELETE FROM scheme_version WHERE version = '2'")
    session.commit()
    assert schemes.find("2") is None
