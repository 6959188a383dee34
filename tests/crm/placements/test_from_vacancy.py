"""Placing from a match: the profile's reference and pathway are filled in, then it is placed."""

import pytest
import sqlalchemy as sa

from crm.core.db import session
from crm.core.journal import Operation
from crm.participants.models import WorkProfile
from crm.participants.rules import Pathway, State
from crm.placements.models import Placement
from crm.placements.rules import Ended
from crm.vacancies.models import Vacancy


def state_of(profile):
    session.expire_all()
    return session.get(WorkProfile, profile.id).state


def test_only_the_first_day_and_the_hours_are_left_to_enter(officer, make):
    profile = make.profile(participant_ref="CTW-7F3K9", pathway=Pathway.IPS)
    vacancy = make.vacancy()
    address = f"/vacancies/{vacancy.ref}/placements/new?profile={profile.ref}"

    page = officer.submit(address, {"started_on": "today", "weekly_hours": "12"})

    assert "Placement P-00001 added." in page.text
    assert "CTW-7F3K9" in page.text
    assert state_of(profile) is State.PLACED
    assert session.get(Vacancy, vacancy.id).state.value == "filled"


def test_undo_lets_the_person_look_again(officer, make):
    profile = make.profile(participant_ref="CTW-7F3K9")
    address = f"/vacancies/{make.vacancy().ref}/placements/new?profile={profile.ref}"
    officer.submit(address, {"started_on": "today", "weekly_hours": "12"})

    officer.post(f"/history/{session.scalar(sa.select(sa.func.max(Operation.id)))}/undo")

    assert state_of(profile) is State.LOOKING


@pytest.mark.parametrize(("kind", "state"), [("job", "placed"), ("work trial", "looking")])
def test_whoever_starts_a_job_is_placed_however_it_was_entered(officer, make, kind, state):
    profile = make.profile(participant_ref="CTW-7F3K9")
    officer.submit(
        f"/employers/{make.employer().ref}/placements/new",
        {"participant_ref": "ctw-7f3k9", "job_title": "Packer", "kind": kind, "pathway": "SEQF",
         "started_on": "today"},
    )  # fmt: skip

    assert state_of(profile).value == state


def test_a_reference_of_no_profile_fills_nothing(officer, make):
    address = f"/vacancies/{make.vacancy().ref}/placements/new"

    assert officer.get(f"{address}?profile=C-00099").status_code == 200
    assert officer.get(f"{address}?profile=%00").status_code == 200


def start(officer, make, kind="job"):
    """Start a placement of the person CTW-7F3K9 and return its address."""
    officer.submit(
        f"/employers/{make.employer().ref}/placements/new",
        {"participant_ref": "CTW-7F3K9", "job_title": "Packer", "kind": kind, "pathway": "SEQF",
         "started_on": "today"},
    )  # fmt: skip
    number = session.scalar(sa.select(sa.func.max(Placement.id)))
    session.rollback()
    return f"/placements/P-{number:05d}"


def end(officer, address):
    officer.submit(f"{address}/end", {"ended_on": "today", "end_code": Ended.OTHER.value})


def test_an_end_pauses_the_person_until_they_say_that_they_look(officer, make):
    profile = make.profile(participant_ref="CTW-7F3K9")
    address = start(officer, make)

    end(officer, address)
    assert state_of(profile) is State.PAUSED

    officer.post(f"{address}/resume")
    assert state_of(profile) is State.PLACED


def test_who_has_other_work_stays_placed_and_a_trial_is_no_work(officer, make):
    profile = make.profile(participant_ref="CTW-7F3K9")
    first, second = start(officer, make), start(officer, make)
    start(officer, make, kind="work trial")

    end(officer, first)
    assert state_of(profile) is State.PLACED

    end(officer, second)
    assert state_of(profile) is State.PAUSED


def test_the_end_of_a_trial_leaves_who_looks_looking(officer, make):
    profile = make.profile(participant_ref="CTW-7F3K9")

    end(officer, start(officer, make, kind="work trial"))

    assert state_of(profile) is State.LOOKING
