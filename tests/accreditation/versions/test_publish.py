"""Published, a version counts from its day and never changes; retired, it counts no longer."""

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
from tests.accreditation.scheme.cases import document
from tests.accreditation.versions.pages import BASE, form_of, publish, somebody
from tests.browse import count_rows


def test_what_employers_declare_of_one_thing_is_measured_in_one_way(app):
    mixed = document()
    named = next(row for row in mixed["criteria"] if row["code"] == "SW3")
    named["metric"] = "living_wage"
    assert queries.soundness(mixed).faults == ()

    named["measure"] = "count"
    (fault,) = queries.soundness(mixed).faults
    assert "criterion SW3: FP2 measures what employers declare of living_wage" in fault


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
