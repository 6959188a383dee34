"""One fact of an employer changed in its place: same checks, same rights, same care for others."""

import re

import pytest
from flask import g

from crm.core.db import session
from crm.core.journal import Operation
from crm.employers.models import Employer, SizeBand
from crm.employers.queries import find_by_ref
from tests.browse import Browser, check_markup, form_defaults


def cell(person, employer, name, value=None, seen=None):
    """Open the form of one fact and, with a value, send it."""
    path = f"/employers/{employer.ref}/cells/{name}"
    for left in list(g):  # what another browser left in the test's own context
        g.pop(left)
    part = person.client.get(path)
    if value is None or part.status_code != 200:
        return part
    kept = form_defaults(part.text) | {name: value} | ({"seen": seen} if seen else {})
    return person.client.post(path, data=kept)


def test_the_form_has_this_one_field(officer, make):
    part = cell(officer, make.employer(name="Grundon", phone="01865 792422"), "phone")

    assert 'value="01865 792422"' in part.text
    assert part.text.count('name="') == 3
    check_markup(f"<title>x</title>{part.text}")


def test_an_owner_is_changed_and_nothing_else(officer, make, app):
    employer = make.employer(
        name="Grundon", size_band=SizeBand.LARGE, tier="A", sic_codes="38110", notes="Ask for Ann",
        disability_confident=2,
    )  # fmt: skip
    priya = make.person(name="Priya Nair")
    before = {k: v for k, v in vars(find_by_ref(employer.ref)).items() if k[0] != "_"}

    part = cell(officer, employer, "owner_id", str(priya.id))

    assert part.status_code == 200
    assert "<div data-saved>Priya Nair</div>" in part.text
    assert re.search(r"Saved. Owner: Priya Nair.*?>Undo</button>", part.text, re.S)
    after = {k: v for k, v in vars(find_by_ref(employer.ref)).items() if k[0] != "_"}
    changed = {k for k in before if before[k] != after[k]}
    assert changed <= {"owner_id", "owner", "version", "sic_section"}
    assert after["owner_id"] == priya.id


def test_it_is_one_operation_that_can_be_undone(officer, make):
    employer = make.employer(name="Grundon")
    part = cell(officer, employer, "size_band", "medium")

    officer.post(re.search(r'action="(/history/\d+/undo)"', part.text)[1])

    assert find_by_ref(employer.ref).size_band is SizeBand.UNKNOWN
    assert session.get(Operation, 1) is not None


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("phone", "call me", "Enter a phone number, like"),
        ("email", "nobody", "Enter an email address in the correct format"),
        ("size_band", "huge", "Choose one of the answers"),
        ("owner_id", "999", "Choose one of the answers"),
    ],
)
def test_a_wrong_value_is_said_beside_the_field(officer, make, name, value, said):
    employer = make.employer(name="Grundon")

    part = cell(officer, employer, name, value)

    assert part.status_code == 200
    assert said in part.text
    assert "data-saved" not in part.text


@pytest.mark.parametrize("name", ["tier", "stage_code", "name", "notes", "seen", "csrf_token", "x"])
def test_other_facts_have_no_cell(officer, make, name):
    assert cell(officer, make.employer(), name).status_code == 404


def test_two_people_with_two_facts_do_not_disturb_each_other(officer, make, app):
    employer = make.employer(name="Grundon")
    opened = form_defaults(cell(officer, employer, "phone").text)
    Browser(app, make.person()).submit(f"/employers/{employer.ref}/edit", {"trading_name": "A"})

    part = cell(officer, employer, "phone", "01865 792422", seen=opened["seen"])

    assert part.status_code == 200
    saved = find_by_ref(employer.ref)
    assert (saved.trading_name, saved.phone) == ("A", "01865 792422")


def test_two_people_with_one_fact_see_both_on_the_whole_form(officer, make, app):
    employer = make.employer(name="Grundon", phone="01865 111111")
    opened = form_defaults(cell(officer, employer, "phone").text)
    theirs = Browser(app, make.person(name="Aisha Karim"))
    theirs.submit(f"/employers/{employer.ref}/edit", {"phone": "01865 222222"})

    part = cell(officer, employer, "phone", "01865 333333", seen=opened["seen"])

    assert part.status_code == 409
    assert "Aisha Karim changed this while you were editing" in part.text
    assert find_by_ref(employer.ref).phone == "01865 222222"
    page = officer.post(f"/employers/{employer.ref}/edit", form_defaults(part.text))
    assert page.status_code == 409
    for version in ("01865 111111", "01865 222222", "01865 333333"):
        assert version in page.text
    officer.post(f"/employers/{employer.ref}/edit", form_defaults(page.text))
    assert find_by_ref(employer.ref).phone == "01865 333333"


def test_the_record_shows_pens_only_to_those_who_may_edit(officer, auditor, make):
    employer = make.employer(name="Grundon")
    make.contact(employer, name="Maria Hollis", phone="01865 792422")

    assert "Change owner of Grundon" in officer.get(f"/employers/{employer.ref}").text
    assert "data-cell" not in auditor.get(f"/employers/{employer.ref}").text
    assert "data-cell" not in auditor.get("/employers").text
    assert cell(auditor, employer, "phone").status_code == 403


def test_without_scripts_the_pen_opens_the_whole_form(officer, make):
    employer = make.employer(name="Grundon")

    page = officer.get(f"/employers/{employer.ref}")

    assert f'href="/employers/{employer.ref}/edit#owner_id"' in page.text
    assert 'id="owner_id"' in officer.get(f"/employers/{employer.ref}/edit").text
    assert isinstance(find_by_ref(employer.ref), Employer)
