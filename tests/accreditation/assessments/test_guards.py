"""The database itself refuses to change what is sealed, on both engines."""

import pytest
import sqlalchemy as sa

from accreditation.assessments import guards
from accreditation.assessments.models import Assessment, RefusedAct, Sealed
from accreditation.assessments.rules import State
from crm.core import clock, journal
from crm.core.db import session, table_of
from crm.core.errors import RuleBroken
from tests.accreditation.assessments.world import assessment, sealed

TABLE = table_of(Assessment)
OTHER = {
    "judgements": {"OR-1": {"state": "verified"}},
    "facts": {},
    "result": {"level": "gold"},
    "proposed": "gold",
    "digest": "e" * 64,
    "assessor_words": "Changed",
    "borderline": True,
    "kept_percent": 3,
    "confidence": "low",
    "opened_at": clock.now(),
    "second_words": "Mine",
}


def below(**values):
    """Change every assessment by a statement that no model sees."""
    session.connection().execute(sa.update(TABLE).values(**values))


@pytest.mark.parametrize("name", OTHER)
def test_nothing_of_a_sealed_assessment_changes_below_the_models(make, name):
    sealed(make, second_id=make.person().id)

    with pytest.raises(sa.exc.DBAPIError, match=guards.SAYS):
        below(**{name: OTHER[name]})


def test_a_decided_assessment_stays_decided(make):
    sealed(make)
    below(state="decided")
    session.commit()

    for state in ("open", "ready", "dropped"):
        with pytest.raises(sa.exc.DBAPIError, match=guards.SAYS):
            below(state=state)
        session.rollback()
    with pytest.raises(sa.exc.DBAPIError, match=guards.SAYS):
        session.connection().execute(sa.delete(TABLE))


def test_sent_back_it_may_change_and_merged_it_moves(make):
    row = sealed(make)
    other = make.employer()
    below(employer_id=other.id)
    below(state="open", digest="", judgements={})
    session.commit()

    session.refresh(row)
    assert (row.state, row.digest, row.employer_id) == (State.OPEN, "", other.id)


def test_the_model_says_so_in_words(make):
    row = sealed(make)
    row.proposed = "gold"

    with pytest.raises(Sealed, match="Have it sent back"):
        session.flush()


@pytest.mark.parametrize("act", [sa.update, sa.delete])
def test_the_log_of_refused_acts_only_grows(app, act):
    session.add(RefusedAct(at=clock.now(), act="decide", why="Too close"))
    session.commit()
    statement = act(table_of(RefusedAct))

    with pytest.raises(sa.exc.DBAPIError, match=guards.LOG_SAYS):
        session.connection().execute(statement.values(why="") if act is sa.update else statement)


@pytest.mark.parametrize(
    "values",
    [{"digest": ""}, {"borderline": True, "second_id": None}],
    ids=["unsealed", "borderline without a second"],
)
def test_what_is_not_whole_cannot_wait_for_a_decision(make, values):
    with pytest.raises(sa.exc.IntegrityError):
        sealed(make, **values)


def test_nobody_seconds_their_own_assessment(make):
    person = make.person()

    with pytest.raises(sa.exc.IntegrityError):
        assessment(make, assessor_id=person.id, second_id=person.id)


def test_nobody_judges_in_another_name(make):
    row = assessment(make, assessor_id=make.person().id)

    with journal.acting(make.person()):
        row.judgements = {"OR-1": {"state": "verified", "step": 1, "words": "Seen"}}
        with pytest.raises(RuleBroken, match="Only who judges"):
            session.flush()
