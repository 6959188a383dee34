"""A failing gate opens a review with a visible mark; the level itself never changes by it."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from accreditation.assessments.models import Assessment
from accreditation.assessments.rules import State as Going
from accreditation.awards import gates
from accreditation.awards.models import Award
from accreditation.awards.rules import Move, State
from accreditation.badges.models import Badge
from accreditation.levels.models import ProposedLevel
from accreditation.waivers.models import Waiver
from crm.core import clock, jobs
from crm.core.db import session, upsert
from crm.core.errors import RuleBroken
from crm.core.permissions import Role
from crm.employers.models import Employer, Standing
from tests.accreditation.awards.world import granted, kinds


def score(award, **gates_shown):
    """Store a score of which some gates pass and others do not: by code, the rank or -rank."""
    rows = [
        {"code": code, "passed": rank > 0, "words": f"{code} is broken", "rank": abs(rank)}
        for code, rank in gates_shown.items()
    ]
    upsert(ProposedLevel, [{"employer_id": award.employer_id, "summary": {"gates": rows},
                            "scored_on": clock.today()}], "employer_id")  # fmt: skip
    session.commit()


def look():
    handled = jobs.run(jobs.find("award-gates"), clock.now()).handled
    session.expire_all()
    return handled


def reviews():
    return session.scalars(sa.select(Assessment).order_by(Assessment.id)).all()


@pytest.mark.parametrize(
    ("rank", "found"),
    [(1, {"G1"}), (2, {"G1", "G4"}), (3, {"G1", "G4", "G5"})],
)
def test_only_gates_up_to_the_level_count(rank, found):
    rows = [
        {"code": code, "passed": False, "words": "", "rank": at}
        for code, at in (("G1", 1), ("G4", 2), ("G5", 3))
    ]
    assert set(gates.failing(rank, {"gates": rows})) == found
    assert set(gates.failing(rank, {"gates": rows}, ["G1"])) == found - {"G1"}


def test_a_review_opens_with_a_mark_and_the_level_stays(make, officer):
    award = granted(make, "silver")
    score(award, G1=-1, G4=2)

    assert look() == 1

    row = session.get(Award, award.id)
    assert row.state is State.CONFIRMED
    assert session.get(Standing, award.employer_id).award_level == "silver"
    assert session.get(Badge, row.badge_id).held_since is None
    (review,) = reviews()
    assert (row.review_ref, row.review_why) == (review.ref, "G1 is broken")
    assert "G1 is broken" in review.why_opened
    assert kinds(row)[-1] == Move.REVIEW
    assert "A rule fails: G1 is broken" in officer.get("/accreditation/awards").text
    employer = session.get(Employer, award.employer_id)
    assert "Review open" in officer.get(f"/employers/{employer.ref}").text
    assert look() == 0


def test_gates_above_the_level_and_passing_ones_do_nothing(make):
    award = granted(make, "bronze")
    score(award, G1=1, G4=-2, G5=-3)

    assert look() == 0
    assert reviews() == []


def test_a_waiver_counts_until_its_day(make):
    award = granted(make, "silver")
    score(award, G1=-1)
    boss = make.person(role=Role.MANAGER)
    session.add(Waiver(employer_id=award.employer_id, gate="G1", why="Agreed", by_id=boss.id,
                       case_ref="",
                       until=clock.today(), at=clock.now()))  # fmt: skip
    session.commit()
    assert look() == 0

    session.scalars(sa.select(Waiver)).one().until = clock.today() - timedelta(days=1)
    session.commit()
    assert look() == 1


def test_the_same_gate_opens_no_second_review_until_it_passed(make):
    award = granted(make, "silver")
    score(award, G1=-1)
    look()
    (review,) = reviews()
    review.state, review.dropped_why = Going.DROPPED, "Looked at, it is right"
    session.commit()

    assert look() == 1
    assert session.get(Award, award.id).review_ref == ""
    assert look() == 0
    score(award, G1=-1, G2=-1)
    assert look() == 1, "another gate is another matter"
    assert len(reviews()) == 2
    session.rollback()
    reviews()[1].state = Going.DROPPED
    session.commit()
    look()
    score(award, G1=1, G2=1)
    look()
    score(award, G1=-1, G2=1)
    look()
    assert len(reviews()) == 3


def test_what_is_no_award_any_more_is_left_alone(make):
    award = granted(make, "silver", conditional=True)
    score(award, G1=-1)
    assert look() == 0


def test_a_bronze_is_renewed_only_after_something_new(make):
    award = granted(make, "bronze", begins=clock.today() - timedelta(days=300),
                    ends=clock.today() + timedelta(days=65))  # fmt: skip
    with pytest.raises(RuleBroken, match="renewed only after a new action"):
        granted(make, "bronze", after=award)
    session.rollback()

    make.vacancy(session.get(Employer, award.employer_id))
    newer = granted(make, "bronze", after=award)
    assert newer.state is State.CONFIRMED
