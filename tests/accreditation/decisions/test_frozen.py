"""What was decided stays byte for byte, whatever the scheme and the records do afterwards."""

import json

import pytest
import sqlalchemy as sa

from accreditation.assessments.models import Assessment
from accreditation.assessments.rules import State
from accreditation.decisions import checking
from accreditation.decisions.models import Decision
from accreditation.levels import actions as levels
from accreditation.levels.models import ProposedLevel
from accreditation.reasons.rules import Outcome
from accreditation.scheme import queries as schemes
from accreditation.versions import actions as versions
from crm.core import clock, journal
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.core.journal import Operation
from tests.accreditation.decisions.world import condition, decide, decider, waiting, wish
from tests.browse import Browser
from tests.crm.duplicates.screen import merge


def rows():
    """Every decision as the database holds it, to the byte."""
    return [tuple(row) for row in session.connection().exec_driver_sql(
        "SELECT * FROM decision ORDER BY id")]  # fmt: skip


def three(make):
    boss = decider(make)
    decide(waiting(make), boss)
    decide(waiting(make), boss, wish(Outcome.CONDITIONAL, conditions=(condition(),)))
    decide(waiting(make, "bronze"), boss, wish(Outcome.REFUSED))
    return boss


def publish_second(by):
    first = schemes.find("1")
    draft = versions.copy(first, "2", "Harder gold")
    document = json.loads(json.dumps(draft.document))
    for level in document["levels"]:
        level["percent"] = min(100, level["percent"] + 3)
    versions.save(draft, document, "raised the levels")
    versions.publish(
        draft, seen=draft.digest, effective_from=clock.today(), honoured_until=None,
        why="Agreed", by=by,
    )  # fmt: skip
    session.commit()


def test_version_2_changes_no_decision_of_version_1(manager, make):
    boss = three(make)
    before = rows()

    publish_second(boss)
    levels.work_out([row.employer_id for row in session.scalars(sa.select(Decision))])
    session.commit()

    assert rows() == before
    page = manager.get("/accreditation/decisions/D-00001").text
    assert "<td>1</td><td>2</td>" in page, "as decided under version 1, today under version 2"
    assert checking.verify().faults == []


def test_the_records_of_today_stand_beside_what_was_decided(manager, make):
    row = decide(waiting(make), decider(make))
    levels.work_out([row.employer_id])
    session.commit()

    page = manager.get(f"/accreditation/decisions/{row.ref}").text

    assert "<b>Silver, Practising</b></td><td>No level yet, proposed" in page


def test_verify_prints_that_all_is_whole(app, make):
    three(make)

    done = app.test_cli_runner().invoke(args=["accreditation", "decisions", "verify", "--json"])

    assert done.exit_code == 0
    assert json.loads(done.output) == {"ok": True, "decisions": 3, "faults": []}


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ("level = 'gold'", "is not what was sealed"),
        ("result = replace(CAST(result AS TEXT), 'total', 'totals')", "do not give its result"),
        ("letter = '[]'", "is not what was sealed"),
        ("previous = 'x'", "does not follow the decision before it"),
    ],
)
def test_verify_finds_what_was_changed_past_the_triggers(app, make, engine, change, says):
    three(make)
    connection = session.connection()
    gone = "DROP TRIGGER decision_kept" + (" ON decision" if engine == "postgres" else "")
    connection.exec_driver_sql(gone)
    to_json = "" if engine == "sqlite" else "::json"
    if change.startswith(("result", "letter")):
        name, _, value = change.partition(" = ")
        change = f"{name} = ({value}){to_json}"
    connection.exec_driver_sql(f"UPDATE decision SET {change} WHERE id = 2")
    session.commit()

    done = app.test_cli_runner().invoke(args=["accreditation", "decisions", "verify"])

    assert done.exit_code == 1
    assert "D-00002" in done.output
    assert says in done.output


def test_a_merge_moves_a_decision_and_back_and_it_stays_what_was_sealed(manager, make):
    fold = make.employer(name="Birch Works", made_up=True)
    keep = make.employer(name="Birch Works Ltd", made_up=True)
    row = decide(waiting(make, employer=fold), decider(make))
    gone, survivor, number = fold.id, keep.id, row.id

    merge(manager, keep, fold)
    assert session.scalar(sa.select(Decision.employer_id)) == survivor
    assert session.get(ProposedLevel, survivor).decided["ref"] == "D-00001"
    assert checking.verify().faults == []

    operation = session.scalar(sa.select(sa.func.max(Operation.id)))
    manager.post(f"/history/{operation}/undo")
    assert session.get(Decision, number).employer_id == gone
    assert checking.verify().faults == []


def test_a_broken_seal_is_not_decided(make):
    case = waiting(make, digest="d" * 64)

    with pytest.raises(RuleBroken, match="seal of S-00001 is broken"):
        decide(case, decider(make))
    assert session.scalar(sa.select(Decision.id)) is None


def test_no_undo_makes_an_old_seal_fit_new_judgements(app, make, manager):
    first = decider(make)
    case = waiting(make, assessor_id=first.id)
    old = case.digest
    page = manager.post(f"/accreditation/reviews/{case.ref}/back", {"words": "Look"}, follow=True)
    assert "It is back with its assessor." in page.text
    assert "/undo" not in page.text.split("It is back with its assessor.")[1][:300]
    sent = journal.Operation.title.like("Sent the assessment%")
    operation = session.scalar(sa.select(journal.Operation.id).where(sent))
    Browser(app, first).post(f"/history/{operation}/undo")
    row = session.get(Assessment, case.id, populate_existing=True)
    assert row.state is State.OPEN

    row.judgements = {"X": {"state": "assessed zero", "step": 0, "words": "lowered"}}
    row.state, row.digest = State.READY, old
    with journal.acting(first), pytest.raises(RuleBroken, match="judged anew"):
        session.flush()
    session.rollback()
