"""Keys and rows: listed for everybody, switched off and on by each person for themselves."""

from crm.core.db import session
from crm.core.journal import Operation
from crm.people.models import Person
from tests.browse import count_rows


def test_everybody_reads_the_keys_without_scripts(officer, auditor):
    for person in (officer, auditor):
        page = person.get("/account/keys")
        assert "Go to the search" in page.text
        assert 'href="/account/keys"' in page.text


def test_single_keys_are_on_until_somebody_switches_them_off(officer, manager):
    assert "data-keys>" in officer.get("/").text

    page = officer.submit("/account/keys", {"keys": ""})

    assert "Saved." in page.text
    assert "data-keys>" not in officer.get("/").text
    assert "data-keys>" in manager.get("/").text


def test_rows_stand_further_apart_for_who_asks_for_it(officer):
    assert "pw-roomy" not in officer.get("/employers").text

    officer.submit("/account/keys", {"roomy": "y"})
    assert "pw-roomy" in officer.get("/employers").text

    officer.post("/account/keys", {"keys": "y"})
    assert "pw-roomy" not in officer.get("/employers").text


def test_it_is_nobody_elses_business_and_stays_out_of_history(officer):
    before = count_rows(Operation)

    officer.submit("/account/keys", {"roomy": "y"})

    assert session.get_one(Person, officer.person_id).roomy
    assert count_rows(Operation) == before


def test_a_stranger_has_no_keys(stranger):
    assert "data-keys" not in stranger.get("/sign-in").text
