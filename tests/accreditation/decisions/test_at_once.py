"""Two managers decide one case at once: one wins, the other is told; without the lock both act."""

import threading

import pytest
import sqlalchemy as sa

from accreditation.assessments import queries as cases
from accreditation.assessments.models import Assessment
from accreditation.assessments.rules import State
from accreditation.decisions import actions, queries
from accreditation.decisions.models import Decision
from accreditation.scheme.document import digest
from crm.core import clock, journal
from crm.core.db import db, session
from crm.core.errors import RuleBroken
from crm.core.outbox import Mail
from crm.people.models import Person
from tests.accreditation.decisions.world import decide, decider, waiting, wish


def test_one_wins_and_the_other_is_told(app, make):
    case = waiting(make)
    make.contact(_employer(case), email="a@brook.example")
    ref = case.ref
    people = [decider(make).id, decider(make).id]
    session.rollback()
    start, told = threading.Barrier(2), []

    def run(number):
        with app.app_context():
            by = session.get_one(Person, number)
            session.expunge_all()
            session.rollback()
            with journal.acting(by):
                start.wait()
                try:
                    held = cases.assessment_or_404(ref, lock=True)
                    case = queries.case_of(held, clock.today())
                    seen = digest(actions.written(case, wish(), by=by))
                    actions.decide(case, wish(), by=by, seen=seen)
                    session.commit()
                    told.append("done")
                except RuleBroken as error:
                    session.rollback()
                    told.append(error.message)
                finally:
                    session.remove()

    threads = [threading.Thread(target=run, args=(number,)) for number in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)

    assert sorted(told) == [f"{ref} does not wait for a decision.", "done"]
    assert len(session.scalars(sa.select(Decision)).all()) == 1
    assert len(session.scalars(sa.select(Mail).where(Mail.kind == "decision")).all()) == 1


def _employer(case):
    from crm.employers.models import Employer

    return session.get_one(Employer, case.employer_id)


def test_without_the_lock_both_believe_that_it_waits(app, make):
    """The twin: two looks before either acts. Only the database keeps it from two decisions."""
    case = waiting(make)
    boss = decider(make)
    session.rollback()
    looks = []
    for _ in range(2):
        with db.engine.connect() as connection:
            looks.append(connection.scalar(sa.select(Assessment.state)))
    assert looks == [State.READY, State.READY]

    row = decide(case, boss)
    values = {
        column.name: getattr(row, column.key)
        for column in sa.inspect(Decision).columns
        if column.name not in ("id", "previous")
    }
    with pytest.raises(sa.exc.IntegrityError):
        session.connection().execute(
            sa.insert(Decision.__table__), values | {"previous": row.digest}
        )
    session.rollback()
