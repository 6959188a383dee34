"""One person's clock across employers, on its page, the placement's page and the list."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from crm.core import clock
from crm.core.db import session
from crm.placements.models import PlacementStanding
from crm.placements.rules import Kind
from crm.sustained.jobs import mark_milestones
from tests.browse import Statements

REF = "CTW-7F3K9"


@pytest.fixture
def two_jobs(make):
    """Ten weeks with one employer, two weeks of nothing, twenty weeks with another until now."""
    today = clock.today()
    first = make.placement(
        make.employer(name="Isis Bakery"), participant_ref=REF,
        started_on=today - timedelta(weeks=32), ended_on=today - timedelta(weeks=22, days=1),
        end_reason="x",
    )  # fmt: skip
    second = make.placement(
        make.employer(name="Evenlode Glass"), participant_ref=REF,
        started_on=today - timedelta(weeks=20),
    )  # fmt: skip
    return first, second


def test_jobs_with_two_employers_count_together(officer, two_jobs):
    page = officer.get(f"/placements/{two_jobs[1].ref}/clock").text

    assert "Isis Bakery" in page
    assert "Evenlode Glass" in page
    assert "14 days without work" in page
    assert "allowed, up to 28, and not counted." in page
    assert "26 weeks in work" in page
    assert "Reached on" in page


def test_the_placement_page_says_it_too(officer, auditor, two_jobs):
    page = officer.get(f"/placements/{two_jobs[1].ref}").text
    assert "2 placements of this person count together." in page
    assert "Nothing shows work on" in page

    seen = auditor.get(f"/placements/{two_jobs[1].ref}").text
    assert "Isis Bakery" not in seen
    assert auditor.get(f"/placements/{two_jobs[1].ref}/clock").status_code == 403


@pytest.mark.parametrize("kind", [Kind.WORK_TRIAL, Kind.SUPPORTED_INTERNSHIP, Kind.INTERNSHIP])
def test_a_trial_never_counts(officer, make, kind):
    placement = make.placement(kind=kind, started_on=clock.today() - timedelta(weeks=30))

    assert "never counts as a job start" in officer.get(f"/placements/{placement.ref}").text
    assert "No paid work yet" in officer.get(f"/placements/{placement.ref}/clock").text


def test_the_list_finds_milestones_that_are_near(officer, make):
    soon = make.placement(started_on=clock.today() - timedelta(weeks=24), job_title="Baker")
    far = make.placement(started_on=clock.today() - timedelta(weeks=14), job_title="Glazier")
    row = session.get(PlacementStanding, soon.id)
    assert (row.mark, row.mark_on) == ("26 weeks in work", clock.today() + timedelta(weeks=2))

    listed = officer.get("/placements?state=mark").text
    assert soon.ref in listed
    assert far.ref not in listed
    assert mark_milestones(clock.now()) == 2


def test_another_job_of_the_person_moves_the_milestone_of_this_one(app, make, two_jobs):
    on = session.scalars(
        sa.select(PlacementStanding.mark_on).where(PlacementStanding.placement_id == two_jobs[1].id)
    ).one()

    assert on > clock.today()
    assert on < two_jobs[1].started_on + timedelta(weeks=52)


def test_a_page_costs_the_same_for_many_jobs(officer, make, two_jobs):
    path = f"/placements/{two_jobs[1].ref}/clock"
    officer.get(path)
    with Statements() as few:
        officer.get(path)
    for number in range(6):
        make.placement(participant_ref=REF, job_title=f"Job {number}")
    with Statements() as many:
        officer.get(path)

    assert many.count == few.count
