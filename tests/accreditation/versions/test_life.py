"""The life of a version: copied, edited, compared, published for good, retired."""

import copy
import html
import re
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError

from accreditation.levels import actions as levels
from accreditation.levels import jobs
from accreditation.levels.models import ProposedLevel
from accreditation.scheme import queries as schemes
from accreditation.scheme.document import digest
from accreditation.scheme.models import SchemeVersion, State
from accreditation.versions import actions, queries
from crm.core import clock, undo
from crm.core.db import session
from crm.core.errors import RuleBroken, Stale
from crm.core.journal import Operation
from crm.people.models import Person
from tests.accreditation.scheme.cases import document
from tests.browse import count_rows

BASE = "/accreditation/scheme"


@pytest.fixture
def draft(app, manager):
    row = actions.copy(schemes.find("1"), "2", "More weight on jobs that last")
    session.commit()
    return row


def publish(row, **given):
    told = {"effective_from": clock.today(), "honoured_until": None, "why": "Committee, 12 March"}
    actions.publish(row, seen=row.digest, by=somebody(), **{**told, **given})
    session.commit()


def somebody():
    return session.scalars(sa.select(Person).order_by(Person.id)).first()


def form_of(page):
    """What a browser would send back from the page's own form."""
    text = html.unescape(page.text)
    form = text.split('class="pw-form"')[1].split("</form>")[0]
    found = [
        (name, value)
        for name, value in re.findall(r'<input[^>]* name="([^"]+)"[^>]* value="([^"]*)"', form)
        if 'type="checkbox"' not in form.split(f'name="{name}"')[0].rsplit("<input", 1)[1]
    ]
    found += re.findall(r'type="checkbox" id="[^"]*" name="([^"]+)" value="([^"]*)" checked', form)
    for name, body in re.findall(r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'<option value="([^"]*)" selected', body)
        first = re.search(r'<option value="([^"]*)"', body)
        found.append((name, (chosen or first)[1]))
    found += re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>\n?(.*?)</textarea>', form, re.S)
    sent = {}
    for name, value in found:
        sent.setdefault(name, []).append(value)
    return sent


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


def test_what_employers_declare_of_one_thing_is_measured_in_one_way(app):
    mixed = document()
    named = next(row for row in mixed["criteria"] if row["code"] == "SW3")
    named["metric"] = "living_wage"
    assert queries.soundness(mixed).faults == ()

    named["measure"] = "count"
    (fault,) = queries.soundness(mixed).faults
    assert "criterion SW3: FP2 measures what employers declare of living_wage" in fault


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


def test_a_published_version_counts_from_its_day(manager, draft):
    later = clock.today() + timedelta(days=30)
    publish(draft, effective_from=later)

    assert schemes.in_force(clock.today()).version == "1"
    assert schemes.in_force(later).version == "2"


def test_publishing_has_everyone_scored_again(manager, draft, make):
    employer = make.employer()
    levels.work_out([employer.id])
    session.commit()
    publish(draft)

    session.expire_all()
    assert session.get(ProposedLevel, employer.id).holds_until == date(1970, 1, 1)


def test_the_night_job_marks_levels_of_another_version(manager, draft, make):
    employer = make.employer()
    levels.work_out([employer.id])
    tomorrow = clock.today() + timedelta(days=1)
    publish(draft, effective_from=tomorrow)

    jobs.look_again(clock.now())
    session.expire_all()
    assert session.get(ProposedLevel, employer.id).holds_until != date(1970, 1, 1)
    jobs.look_again(clock.now() + timedelta(days=1))
    session.expire_all()
    assert session.get(ProposedLevel, employer.id).holds_until == date(1970, 1, 1)


def test_a_published_version_cannot_change_by_any_way(manager, draft):
    publish(draft)
    document = {**draft.document, "title": "Another"}

    with pytest.raises(RuleBroken, match="make a new version"):
        actions.save(draft, document, "title")
    session.rollback()
    assert manager.get(f"{BASE}/2/edit").status_code == 404
    assert manager.post(f"{BASE}/2/discard").status_code == 404
    last = session.scalar(sa.select(sa.func.max(Operation.id)))
    with pytest.raises(RuleBroken, match="stays as it happened"):
        undo.undo(last)
    session.rollback()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE scheme_version SET digest = 'x' WHERE version = '2'",
        "UPDATE scheme_version SET document = '{}' WHERE version = '2'",
        "UPDATE scheme_version SET state = 'draft' WHERE version = '2'",
        "UPDATE scheme_version SET effective_from = '2031-01-01' WHERE version = '2'",
        "DELETE FROM scheme_version WHERE version = '2'",
    ],
)
def test_the_database_itself_keeps_a_published_version(manager, draft, statement):
    publish(draft)

    with pytest.raises(DatabaseError, match="never changes"):
        session.connection().exec_driver_sql(statement)
    session.rollback()


def test_the_database_lets_a_draft_change(manager, draft):
    session.connection().exec_driver_sql("DELETE FROM scheme_version WHERE version = '2'")
    session.commit()
    assert schemes.find("2") is None


def test_what_was_edited_after_it_was_read_is_not_published(manager, draft):
    seen = draft.digest
    actions.save(draft, {**draft.document, "title": "Another"}, "title")
    session.commit()

    with pytest.raises(Stale):
        actions.publish(draft, seen=seen, effective_from=clock.today(), honoured_until=None,
                        why="w", by=somebody())  # fmt: skip
    session.rollback()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"effective_from": date(2020, 1, 1)}, "past"),
        ({"honoured_until": date(2020, 1, 1)}, "at least until"),
    ],
)
def test_dates_of_a_publication_make_sense(manager, draft, given, said):
    with pytest.raises(RuleBroken, match=said):
        publish(draft, **given)
    session.rollback()


def test_publishing_on_the_page_settles_it_with_who_and_why(manager, draft):
    path = f"{BASE}/2/publish"
    sent = form_of(manager.get(path)) | {"effective_from": ["today"], "why": ["Committee"]}

    assert manager.post(path, sent).status_code == 302
    session.expire_all()
    row = schemes.find("2")
    assert (row.state, row.why, row.published_by_id is None) == (
        State.PUBLISHED,
        "Committee",
        False,
    )
    assert row.digest == digest(row.document)
    assert "In force" in manager.get(BASE).text
    assert manager.post(path, sent).status_code == 302


def test_the_first_proposal_can_be_published_as_it_came(manager):
    path = f"{BASE}/1/publish"
    manager.post(path, form_of(manager.get(path)) | {"effective_from": ["today"], "why": ["Us"]})

    assert schemes.find("1").state is State.PUBLISHED


def test_a_retired_version_counts_no_longer(manager, draft):
    publish(draft)
    manager.post(f"{BASE}/2/retire", {"why": ["The pilot ended"]})

    session.expire_all()
    assert schemes.find("2").state is State.RETIRED
    assert schemes.in_force(clock.today()).version == "1"
    assert "The pilot ended" in manager.get(BASE).text


def test_a_draft_is_thrown_away_and_comes_back(manager, draft):
    manager.post(f"{BASE}/2/discard")
    session.rollback()
    assert count_rows(SchemeVersion) == 1

    undo.undo(session.scalar(sa.select(sa.func.max(Operation.id))))
    session.commit()
    assert schemes.find("2").document["version"] == "2"


@pytest.mark.parametrize(
    "path",
    ["2/edit/levels/platinum", "2/edit/themes/none", "2/edit/steps/new", "9/edit", "9/publish",
     "2/edit/criteria/XX9", "1/edit", "9/changes", "9/copy"],
)  # fmt: skip
def test_what_is_not_there_is_not_found(manager, draft, path):
    assert manager.get(f"{BASE}/{path}").status_code == 404
