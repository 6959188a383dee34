"""Which vacancies would suit a person."""

from crm.participants.rules import State
from crm.vacancies.models import State as Stands
from tests.browse import Statements


def test_vacancies_are_ranked_with_the_reasons(officer, make):
    profile = make.profile(days="mon", hours_to=16)
    make.vacancy(title="Every day", weekdays="mon,tue,wed,thu,fri")
    make.vacancy(title="Mondays", weekdays="mon", weekly_hours=8)
    make.vacancy(title="Filled one", weekdays="mon", state=Stands.FILLED)
    make.vacancy(title="Unchecked one", weekdays="mon", state=Stands.SECOND_CHECK)

    page = officer.get(f"/participants/{profile.ref}/matches").text

    assert page.index("Mondays") < page.index("Every day")
    assert "is also on Tuesday to Friday" in page
    assert "8 hours a week" in page
    assert "Filled one" not in page
    assert "Unchecked one" not in page
    assert f"/vacancies/V-00002/placements/new?profile={profile.ref}" in page


def test_the_profile_leads_to_its_matches(officer, make):
    profile = make.profile()

    assert (
        f"/participants/{profile.ref}/matches" in officer.get(f"/participants/{profile.ref}").text
    )


def test_whoever_is_placed_is_offered_nothing(officer, make):
    profile = make.profile(state=State.PLACED)
    make.vacancy(title="Mondays")

    page = officer.get(f"/participants/{profile.ref}/matches").text

    assert "No vacancies are offered." in page
    assert "Mondays" not in page


def test_more_vacancies_ask_no_more(officer, make):
    address = f"/participants/{make.profile().ref}/matches"
    make.vacancy()
    officer.get(address)
    with Statements() as few:
        officer.get(address)
    for _ in range(25):
        make.vacancy()
    with Statements() as many:
        page = officer.get(address).text

    assert many.count == few.count <= 8
    assert "1 to 10 of 26 vacancies" in page
