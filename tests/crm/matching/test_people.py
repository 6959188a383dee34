"""Who would suit a vacancy: ranked with reasons, set aside and back, never who is placed."""

import pytest
import sqlalchemy as sa

from crm.core.db import session
from crm.core.journal import Operation
from crm.employers.models import Site
from crm.participants.models import PassedMatch
from crm.participants.rules import State
from crm.vacancies.models import State as Stands
from tests.browse import Statements, count_rows

GOOD = {"days": "mon,tue,wed", "earliest_at": "07:30", "home": "OX14", "travel_most": 9,
        "travel_by": "car", "tasks_can": "washing-up,cleaning"}  # fmt: skip


@pytest.fixture
def vacancy(make):
    employer = make.employer(postcode="OX11 7AB", town="Didcot")
    site = session.scalars(sa.select(Site).where(Site.employer_id == employer.id)).one()
    return make.vacancy(
        employer, title="Kitchen porter", site_id=site.id, weekdays="mon,tue", starts_at="07:00",
        ends_at="11:00", tasks="Washing up\nMop the floor",
    )  # fmt: skip


def test_people_are_ranked_with_the_reasons(officer, make, vacancy):
    make.profile(participant_ref="CTW-1FAR", **GOOD | {"travel_most": 1})
    make.profile(participant_ref="CTW-2GOOD", **GOOD | {"earliest_at": "07:00"})
    make.profile(participant_ref="CTW-3LATE", **GOOD)
    make.profile(participant_ref="CTW-4GONE", state=State.PLACED, **GOOD)
    make.profile(participant_ref="CTW-5REST", state=State.PAUSED, **GOOD)

    page = officer.get(f"/vacancies/{vacancy.ref}/matches").text

    places = [page.index(ref) for ref in ("CTW-2GOOD", "CTW-3LATE", "CTW-1FAR")]
    assert places == sorted(places)
    assert "CTW-4GONE" not in page
    assert "CTW-5REST" not in page
    assert "starts at 07:00, before 07:30" in page
    assert "farther than 1" in page
    assert "can do cleaning and washing up" in page
    assert "Monday and Tuesday would suit" in page
    assert "1 to 3 of 3 people" in page
    assert f"/vacancies/{vacancy.ref}/placements/new?profile=C-00002" in page


def test_the_vacancy_leads_to_its_matches(officer, vacancy):
    assert f"/vacancies/{vacancy.ref}/matches" in officer.get(f"/vacancies/{vacancy.ref}").text


def test_a_closed_vacancy_offers_nobody(officer, make):
    closed = make.vacancy(state=Stands.FILLED)
    make.profile(participant_ref="CTW-7F3K9")

    page = officer.get(f"/vacancies/{closed.ref}/matches").text

    assert "This vacancy is filled." in page
    assert "CTW-7F3K9" not in page


def test_nobody_looking_is_said(officer, vacancy):
    assert "Nobody to match" in officer.get(f"/vacancies/{vacancy.ref}/matches").text


def test_a_match_set_aside_stays_aside_until_it_is_offered_again(officer, make, vacancy):
    profile = make.profile(participant_ref="CTW-7F3K9", **GOOD)
    page = f"/vacancies/{vacancy.ref}/matches"
    match = f"/matches/{vacancy.ref}/{profile.ref}"

    told = officer.post(f"{match}/aside", {"reason": "journey", "back": page}, follow=True).text
    assert f"Set aside: {vacancy.ref} for {profile.ref}." in told
    assert "the journey does not work" in told
    assert "Nobody to match" in told
    assert "No vacancy to match" in officer.get(f"/participants/{profile.ref}/matches").text
    again = officer.post(f"{match}/aside", {"reason": "wish", "back": page}, follow=True).text
    assert "set aside already" in again

    told = officer.post(f"{match}/again", {"back": page}, follow=True).text
    assert f"Offered again: {vacancy.ref} for {profile.ref}." in told
    assert "1 to 1 of 1 person" in told
    assert "offered already" in officer.post(f"{match}/again", follow=True).text


def test_setting_aside_is_undone(officer, make, vacancy):
    profile = make.profile()
    officer.post(f"/matches/{vacancy.ref}/{profile.ref}/aside", {"reason": "wish"})
    assert count_rows(PassedMatch) == 1

    officer.post(f"/history/{session.scalar(sa.select(sa.func.max(Operation.id)))}/undo")

    assert count_rows(PassedMatch) == 0


@pytest.mark.parametrize("reason", ["", "because", None])
def test_setting_aside_needs_a_reason_of_the_list(officer, make, vacancy, reason):
    given = {"reason": reason} if reason is not None else {}

    told = officer.post(
        f"/matches/{vacancy.ref}/{make.profile().ref}/aside", given, follow=True
    ).text

    assert "Choose why it is not for this person." in told
    assert count_rows(PassedMatch) == 0


def test_a_vacancy_thrown_away_takes_its_matches_and_brings_them_back(officer, make, vacancy):
    profile = make.profile()
    officer.post(f"/matches/{vacancy.ref}/{profile.ref}/aside", {"reason": "wish"})

    officer.post(f"/trash/vacancy/{vacancy.id}")
    assert count_rows(PassedMatch) == 0

    officer.post("/trash/1/restore")
    assert count_rows(PassedMatch) == 1


def test_pages_go_on_and_ask_no_more_for_more_people(officer, make, vacancy):
    address = f"/vacancies/{vacancy.ref}/matches"
    make.profile(**GOOD)
    officer.get(address)
    with Statements() as few:
        officer.get(address)
    for _ in range(44):
        make.profile(**GOOD)
    with Statements() as many:
        first = officer.get(address).text

    assert many.count == few.count <= 9
    assert "1 to 10 of 45 people" in first
    assert "41 to 45 of 45 people" in officer.get(f"{address}?page=5").text
    assert "41 to 45 of 45 people" in officer.get(f"{address}?page=99").text
    assert "1 to 10 of 45 people" in officer.get(f"{address}?page=0").text


def test_an_auditor_sees_no_match(auditor, make, vacancy):
    profile = make.profile()

    assert auditor.get(f"/vacancies/{vacancy.ref}/matches").status_code == 403
    assert auditor.get(f"/participants/{profile.ref}/matches").status_code == 403
    assert auditor.get("/matches").status_code == 403
    assert "/matches" not in auditor.get(f"/vacancies/{vacancy.ref}").text.split("<main")[1]
