"""Stored levels follow the facts: at once for one employer, by the worker for many and by date."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from accreditation.levels import actions, jobs, queries
from accreditation.levels.facts import facts_of
from accreditation.levels.models import DUE, LevelChange, ProposedLevel
from accreditation.scheme import queries as schemes
from accreditation.scheme.rules import score
from crm.activity.models import Activity
from crm.activity.rules import Kind, Outcome, Topic
from crm.core import clock
from crm.core.db import session
from crm.employers.models import SizeBand, Standing
from tests.browse import Statements


def talk(employer, person, *, days=5, kind=Kind.MEETING, topic=None, hires=None, **more):
    facts = {"outcome": Outcome.SPOKE, "summary": "", "face_to_face": False} | more
    session.add(
        Activity(employer_id=employer.id, by_id=person.id, kind=kind, topic=topic,
                 hiring_authority=hires, happened_at=clock.now() - timedelta(days=days), **facts)
    )  # fmt: skip


def earn_bronze(employer, person):
    """Six talks with someone who hires, a visit, reviews and carving: 6 + 6 + 5 + 6 + 3 points."""
    for topic in (Topic.REVIEW, Topic.CARVING):
        for days in (5, 10, 20):
            talk(employer, person, days=days, topic=topic, hires=True, kind=Kind.VISIT)
    session.commit()


@pytest.fixture
def person(make):
    return make.person()


def stored(employer) -> ProposedLevel:
    session.expire_all()
    return queries.stored(employer.id)


def score_now() -> int:
    return jobs.score_due(clock.now())


def test_a_new_employer_waits_for_the_worker_and_is_then_scored(app, make):
    employer = make.employer(size_band=SizeBand.SMALL)
    assert stored(employer).scored_on is None

    assert score_now() == 1
    found = stored(employer)
    assert (found.scored_on, found.level, found.points) == (clock.today(), "", 0)
    assert score_now() == 0


def test_a_logged_contact_makes_the_score_due_and_the_worker_follows(app, make, person):
    employer = make.employer(size_band=SizeBand.SMALL)
    score_now()
    earn_bronze(employer, person)
    assert stored(employer).holds_until == DUE

    score_now()
    found = stored(employer)
    standing = session.get(Standing, employer.id)
    assert (found.level, found.points, found.possible) == ("bronze", 26, 97)
    assert (standing.level, standing.score_percent) == ("bronze", 26)


def test_the_stored_result_is_what_the_pure_function_gives(app, make, person):
    employer = make.employer()
    earn_bronze(employer, person)
    score_now()
    scheme = schemes.ready(schemes.in_force(clock.today()))

    again = score(facts_of([employer.id])[employer.id], scheme, clock.today())

    assert stored(employer).digest == again.plain()["hash"]


def test_a_rise_and_a_fall_are_told_on_the_timeline(officer, make, person):
    employer = make.employer(size_band=SizeBand.SMALL)
    earn_bronze(employer, person)
    score_now()
    for row in session.scalars(sa.select(Activity)):
        session.delete(row)
    session.commit()
    score_now()

    told = session.scalars(sa.select(LevelChange).order_by(LevelChange.id)).all()
    assert [(row.before, row.after, row.rose) for row in told] == [
        ("", "Bronze", True),
        ("Bronze", "", False),
    ]
    page = officer.get(f"/employers/{employer.ref}?kind=score").text
    assert "rose to Bronze" in page
    assert "ended, it was Bronze" in page


def test_a_score_that_time_alone_changes_is_worked_out_again_on_that_day(app, make, person):
    employer = make.employer(size_band=SizeBand.SMALL)
    earn_bronze(employer, person)
    score_now()
    last = stored(employer).holds_until

    with time_machine.travel(last + timedelta(hours=12), tick=False):
        assert score_now() == 0
    with time_machine.travel(last + timedelta(days=1, hours=12), tick=False):
        assert score_now() == 1
        assert stored(employer).scored_on == last + timedelta(days=1)


def test_many_employers_changed_at_once_are_left_to_the_worker(app, make):
    ids = [make.employer().id for _ in range(actions.AT_ONCE + 1)]

    with Statements() as sent:
        actions.keep(ids)
    session.commit()

    assert sent.count <= 3
    assert score_now() == len(ids)


def test_the_nightly_job_finds_employers_nobody_scored(app, make):
    employer = make.employer()
    session.execute(sa.delete(ProposedLevel))
    session.commit()
    assert score_now() == 0

    assert jobs.look_again(clock.now()) == 1
    assert score_now() == 1
    assert stored(employer).scored_on == clock.today()


def test_scoring_many_costs_few_statements(app, make, person):
    few = [make.employer().id for _ in range(2)]
    many = [make.employer().id for _ in range(200)]
    for employer_id in many[:20]:
        session.add(
            Activity(employer_id=employer_id, by_id=person.id, kind=Kind.CALL, summary="",
                     outcome=Outcome.SPOKE, happened_at=clock.now())
        )  # fmt: skip
    session.commit()

    with Statements() as small:
        actions.work_out(few)
    session.commit()
    with Statements() as large:
        actions.work_out(many)
    session.commit()

    assert large.count == small.count <= 12, large.sent


def test_an_employer_that_is_gone_is_left_out(app, make):
    employer = make.employer()

    assert actions.work_out([employer.id, 999_999]) == 1
    actions.mark_due([employer.id, 999_999])
    session.commit()
    assert 999_999 not in session.scalars(sa.select(ProposedLevel.employer_id)).all()
