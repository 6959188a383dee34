"""Who sees proposed levels, and what the pages say."""

from decimal import Decimal

import pytest

from accreditation.levels import actions
from crm.core.db import session
from tests.browse import Statements


@pytest.fixture
def employer(app, make):
    found = make.employer(name="Hinksey Hotel", disability_confident=2)
    actions.work_out([found.id])
    session.commit()
    return found


@pytest.mark.parametrize("person", ["officer", "trainee", "manager", "admin", "auditor"])
def test_every_role_sees_the_proposal_and_nobody_sees_an_award(person, employer, request):
    browser = request.getfixturevalue(person)

    for path in ("/accreditation", f"/accreditation/{employer.ref}", "/accreditation/scheme/1"):
        page = browser.get(path)
        assert page.status_code == 200
        assert "proposed" in page.text.lower()
        assert "awarded" not in page.text.lower()


@pytest.mark.parametrize(
    "path", ["/accreditation", "/accreditation/E-00001", "/accreditation/scheme/1"]
)
def test_a_stranger_is_sent_to_sign_in(stranger, employer, path):
    assert "/sign-in" in stranger.get(path).location


@pytest.mark.parametrize(
    "path", ["/accreditation/E-99999", "/accreditation/nonsense", "/accreditation/scheme/99"]
)
def test_what_is_not_there_is_not_found(officer, employer, path):
    assert officer.get(path).status_code == 404


def test_the_panel_shows_points_gates_themes_and_what_would_raise_it(officer, employer):
    page = officer.get(f"/employers/{employer.ref}").text

    assert "No level proposed" in page
    assert "What would raise it to Bronze" in page
    assert "Opportunities and outcomes" in page
    assert "/accreditation/scheme/1" in page


def test_the_panel_says_when_nothing_was_worked_out_yet(officer, make):
    fresh = make.employer()

    assert "Not worked out yet" in officer.get(f"/employers/{fresh.ref}").text


def test_the_panel_names_the_gate_that_blocks_and_its_remedy(officer, make):
    employer = make.employer()
    placement = make.placement(employer)
    make.check(placement, comparator_amount=Decimal("14.00"))

    page = officer.get(f"/employers/{employer.ref}").text

    assert "Blocks." in page
    assert f'no accepted reason: <span class="pw-nowrap">{placement.ref}</span>' in page
    assert "Put the pay right" in page


def test_the_whole_result_shows_reasons_evidence_and_the_same_hash(officer, employer):
    page = officer.get(f"/accreditation/{employer.ref}").text

    assert "Level 2, Employer." in page
    assert "Not assessed" in page
    assert "Assessed, none" in page
    assert "Way to Bronze" in page


def test_the_scheme_is_explained_with_what_is_unconfirmed(officer, employer):
    page = officer.get("/accreditation/scheme/1").text

    assert "Unconfirmed" in page
    assert "Gold, Leading" in page
    assert "A job kept 26 weeks" in page


def test_the_list_filters_by_level(officer, employer):
    assert "Hinksey Hotel" in officer.get("/accreditation").text
    assert "Hinksey Hotel" in officer.get("/accreditation?level=none").text
    assert "No employer is at this level" in officer.get("/accreditation?level=gold").text
    assert "No employer is at this level" in officer.get("/accreditation?level=%00x").text


def test_an_empty_list_says_what_happens_next(officer):
    assert "Nothing worked out yet" in officer.get("/accreditation").text


def test_the_list_costs_the_same_for_many(officer, employer, make):
    officer.get("/accreditation")
    with Statements() as few:
        officer.get("/accreditation")
    ids = [make.employer().id for _ in range(60)]
    actions.work_out(ids)
    session.commit()
    with Statements() as many:
        page = officer.get("/accreditation")

    assert few.count == many.count <= 5, many.sent
    assert "Next page" in page.text


def test_pages_meet_every_employer_once(officer, employer, make):
    ids = [make.employer().id for _ in range(60)]
    actions.work_out(ids)
    session.commit()
    first = officer.get("/accreditation")
    path = first.text.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    second = officer.get(path).text

    assert first.text.count("/accreditation/E-") == 50
    assert second.count("/accreditation/E-") == 11
