"""Editing an employer, also when two people do it at once."""

import pytest

from crm.core.db import session
from crm.employers.models import Employer
from crm.employers.queries import find_by_ref
from tests.browse import Browser, form_defaults


def test_facts_are_saved_and_can_be_undone_from_the_message(officer, make):
    employer = make.employer(name="Grundon")

    page = officer.submit(
        f"/employers/{employer.ref}/edit", {"trading_name": "A", "size_band": "large"}
    )

    assert "Saved Grundon." in page.text
    assert "/undo" in page.text
    assert find_by_ref(employer.ref).trading_name == "A"


def test_the_second_to_save_sees_both_versions_and_nothing_is_overwritten(officer, make, app):
    employer = make.employer(name="Firm")
    path = f"/employers/{employer.ref}/edit"
    opened = form_defaults(officer.get(path).text)
    other = Browser(app, make.person(name="Aisha Karim"))
    other.submit(path, {"name": "Theirs", "phone": "01865 792422"})

    page = officer.post(path, opened | {"name": "Mine"})

    assert page.status_code == 409
    assert "Aisha Karim saved this record" in page.text
    for version in ("Firm", "Mine", "Theirs"):
        assert version in page.text
    assert find_by_ref(employer.ref).name == "Theirs"

    officer.post(path, form_defaults(page.text))
    saved = find_by_ref(employer.ref)
    assert (saved.name, saved.phone) == ("Mine", "01865 792422")


def test_their_value_can_be_taken(officer, make, app):
    employer = make.employer(name="Firm")
    path = f"/employers/{employer.ref}/edit"
    opened = form_defaults(officer.get(path).text)
    Browser(app, make.person()).submit(path, {"name": "Theirs"})
    page = officer.post(path, opened | {"name": "Mine", "trading_name": "B"})

    officer.post(path, form_defaults(page.text) | {"theirs": "name"})

    saved = find_by_ref(employer.ref)
    assert (saved.name, saved.trading_name) == ("Theirs", "B")


def test_a_company_number_belongs_to_one_employer(officer, make):
    make.employer(name="First", company_number="00750484")
    second = make.employer(name="Second")

    page = officer.submit(f"/employers/{second.ref}/edit", {"company_number": "750484"})

    assert "First (E-" in page.text
    assert session.get(Employer, second.id).company_number is None


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        ("name", "", "Enter the employer"),
        ("name", "a\x00", "cannot be shown"),
        ("name", "Subject\nCc: x@example.org", "one line"),
        ("name", "\u200b\u200b", "invisible"),
        ("name", "x" * 10_000, "200 characters or fewer"),
        ("website", "javascript:void(0)", "Enter a website address"),
        ("email", "x@", "correct format"),
        ("phone", "phone me", "Enter a phone number"),
        ("sic_codes", "banana", "not an industry code"),
        ("size_band", "Z", "Choose one of the answers"),
        ("disability_confident_until", "31/11/2026", "real date"),
    ],
)
def test_what_cannot_be_right_is_said_beside_the_field(officer, make, field, typed, message):
    employer = make.employer(name="Firm")

    page = officer.submit(f"/employers/{employer.ref}/edit", {field: typed})

    assert page.status_code == 200
    assert message in page.text
    assert find_by_ref(employer.ref).name == "Firm"


@pytest.mark.parametrize(
    "name",
    ["O'Brien", "Siân Ffrench-Constant", "Null Systems", "Marks & Spencer",
     "<b onmouseover=alert(2)>Bold</b>", "{{request.application}}", "=1+1",
     "Bobby'; UPDATE users SET role='admin'--"],
)  # fmt: skip
def test_odd_names_are_kept_and_shown_as_typed(officer, make, name):
    employer = make.employer()

    officer.submit(f"/employers/{employer.ref}/edit", {"name": name})

    from markupsafe import escape

    assert find_by_ref(employer.ref).name == name
    assert str(escape(name)) in officer.get(f"/employers/{employer.ref}").text


def test_extra_fields_change_nothing(officer, make):
    employer = make.employer(name="Firm")

    officer.submit(f"/employers/{employer.ref}/edit", {"made_up": "true", "id": "77"})

    assert session.get(Employer, employer.id).made_up is False


def test_only_a_manager_says_what_is_part_of_the_council(officer, manager, make):
    employer = make.employer(name="Library service", council=True)
    path, ref = f"/employers/{employer.ref}/edit", employer.ref

    assert "part of the council" not in officer.get(path).text
    officer.submit(path, {"phone": "01865 792422"})
    session.expire_all()
    assert find_by_ref(ref).council

    manager.submit(path, {"council": None})
    session.expire_all()
    assert not find_by_ref(ref).council
