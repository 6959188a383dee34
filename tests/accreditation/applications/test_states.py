"""An application waits, is taken by one assessment, and is done once it was decided."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from accreditation.applications import actions, queries
from accreditation.applications.models import Application, State
from accreditation.scheme import queries as schemes
from crm.core import clock
from crm.core.db import session
from crm.core.errors import RuleBroken


def sent(make, *, days=1, **more):
    row = Application(
        employer_id=make.employer().id,
        scheme_version_id=schemes.in_force(clock.today()).id,
        asked_at=clock.now() - timedelta(days=days + 1),
        **{
            "state": State.SUBMITTED,
            "submitted_at": clock.now() - timedelta(days=days),
            "signatory_name": "Ines Marlow",
            "signatory_role": "Owner",
            "declared_on": clock.today(),
        }
        | more,
    )
    session.add(row)
    session.commit()
    return row


def test_the_oldest_waits_first(app, make):
    young, old = sent(make, days=1), sent(make, days=9)
    sent(make, state=State.DRAFT, submitted_at=None)
    sent(make, state=State.WITHDRAWN)

    assert [row.ref for row in queries.waiting()] == [old.ref, young.ref]


def test_taken_then_decided(app, make):
    row = sent(make)
    actions.take(row)
    assert (row.state, queries.waiting()) == (State.TAKEN, [])
    actions.done(row)
    assert row.state is State.DECIDED


def test_a_dropped_assessment_gives_it_back(app, make):
    row = sent(make)
    actions.take(row)
    actions.give_back(row)

    assert [one.ref for one in queries.waiting()] == [row.ref]


@pytest.mark.parametrize(
    ("state", "act"),
    [
        (State.DRAFT, actions.take),
        (State.WITHDRAWN, actions.take),
        (State.TAKEN, actions.take),
        (State.DECIDED, actions.take),
        (State.SUBMITTED, actions.done),
        (State.DECIDED, actions.done),
        (State.SUBMITTED, actions.give_back),
    ],
)
def test_what_cannot_be_done_is_said(app, make, state, act):
    row = sent(make, state=state)

    with pytest.raises(RuleBroken):
        act(row)
    assert row.state is state


def test_nothing_waits_that_nobody_signed_in_the_database_either(app, make):
    row = sent(make)

    with pytest.raises(sa.exc.IntegrityError):
        session.execute(
            sa.text("UPDATE application SET signatory_name = '' WHERE id = :id"), {"id": row.id}
        )
    session.rollback()
