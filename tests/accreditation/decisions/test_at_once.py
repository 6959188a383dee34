"""Two managers decide one case at once: one wins, the other is told; without the lock both act."""

import threading

import pytest
import sqlalchemy as sa

from accreditation.assessments import queries as cases
from accreditation.assessments.models import Assessment
from accreditation.assessments.rules import State
from accreditation.awards import queries as awards
from accreditation.awards.rules import Move
from accreditation.awards.rules import State as Held
from accreditation.badges.models import Badge
from accreditation.decisions import actions, conditions, queries
from accreditation.decisions.models import Decision, Milestone
from accreditation.reasons.rules import Outcome
from accreditation.scheme.document import digest
from crm.core import clock, journal
from crm.core.db import db, engine_name, reading, session, set_may_write, table_of
from crm.core.errors import RuleBroken
from crm.core.outbox import Mail
from crm.people.models import Person
from tests.accreditation.awards.world import kinds
from tests.accreditation.decisions.world import condition, decide, decider, waiting, wish
from tests.browse import let_go


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


def together(app, acts):
    """Do each act in a thread of its own from the same moment; return what went wrong."""
    start, wrong = threading.Barrier(len(acts)), []

    def run(act):
        with app.app_context():
            start.wait()
            try:
                act()
                session.commit()
            except RuleBroken as error:
                session.rollback()
                wrong.append(error.message)
            finally:
                session.remove()

    let_go()
    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    return wrong


def two_open(make):
    """A decision whose last two conditions are open: its id, its employer's, theirs, two people."""
    two = (condition(20, "Show us your plan"), condition(40, "Name a mentor"))
    row = decide(waiting(make), decider(make), wish(Outcome.CONDITIONAL, conditions=two))
    people = [decider(make).id, decider(make).id]
    milestones = session.scalars(sa.select(Milestone.id).order_by(Milestone.id)).all()
    return row.id, row.employer_id, milestones, people


def test_two_meet_the_last_two_conditions_and_the_award_is_confirmed(app, make):
    number, employer_id, milestones, people = two_open(make)
    read = threading.Barrier(2)

    def meet(milestone_id, person_id):
        def act():
            set_may_write(True)
            by = session.get_one(Person, person_id)
            decision = queries.decision_or_404(f"D-{number:05d}")
            milestone = session.get_one(Milestone, milestone_id)
            queries.milestones(number)  # both have seen that both are open
            if engine_name() == "postgresql":
                read.wait()
            with journal.acting(by):
                conditions.meet(decision, milestone, proof="Seen.", by=by)

        return act

    wrong = together(app, [meet(*pair) for pair in zip(milestones, people, strict=True)])

    assert wrong == []
    award = awards.current(employer_id)
    assert award.state is Held.CONFIRMED
    assert kinds(award).count(Move.CONFIRM) == 1
    assert len(session.scalars(sa.select(Badge)).all()) == 1
    assert all(session.scalars(sa.select(Milestone.met_on)).all())


def test_without_holding_them_each_believes_that_the_other_is_still_open(app, make):
    """The twin: both look before either writes; all is met, and nobody confirms the award."""
    number, employer_id, milestones, people = two_open(make)
    let_go()
    table = table_of(Milestone)
    look = sa.select(table.c.id).where(table.c.decision_id == number, table.c.met_on.is_(None))
    both = [db.engine.connect() for _ in people]
    with reading():
        seen = [set(one.scalars(look)) for one in both]
        for one in both:
            one.rollback()
    for one, mine, person, still in zip(both, milestones, people, seen, strict=True):
        one.execute(
            sa.update(table)
            .where(table.c.id == mine)
            .values(met_on=clock.today(), met_by_id=person, proof="Seen.")
        )
        assert still - {mine}, "so this one is not the last, and the award is left alone"
        one.commit()
        one.close()

    assert all(session.scalars(sa.select(Milestone.met_on)).all())
    assert awards.current(employer_id) is None
    assert awards.waiting(employer_id).state is Held.PROVISIONAL, "without the lock it stays so"
