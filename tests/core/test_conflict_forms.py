"""Two people in one form, whichever it is: the second sees both versions and loses nothing."""

from collections.abc import Callable
from typing import Any

import pytest

from crm.core.permissions import Role
from tests.browse import Browser, form_defaults


def logged(person: Browser, make: Any) -> str:
    employer = make.employer(name="Grundon")
    person.submit(f"/employers/{employer.ref}/activities/new", {"summary": "Opened"})
    return "/activities/1/edit"


def rate(person: Browser, make: Any) -> str:
    return "/rates/1"


def kept(person: Browser, make: Any) -> str:
    return "/files/retention/1"


def rhythm(person: Browser, make: Any) -> str:
    employer = make.employer(name="Grundon")
    path = f"/employers/{employer.ref}/rhythm"
    person.submit(path, {"count": "3", "unit": "weeks", "why": "Opened"})
    return path


def mailing(person: Browser, make: Any) -> str:
    person.submit("/mailings/new?purpose=service&audience=q%3DCole", MAIL)
    return "/mailings/1/edit"


def view(person: Browser, make: Any) -> str:
    person.submit("/views/new?list=employers&query=tier%3DA", {"name": "Opened"})
    return "/views/1/edit"


def template(person: Browser, make: Any) -> str:
    person.submit("/mailings/templates/new?purpose=service", MAIL | {"name": "Opened"})
    return "/mailings/templates/1/edit"


MAIL = {"subject": "Opened", "body": "Hello", "reason": "you work with us"}
FORMS: dict[str, tuple[Callable[[Browser, Any], str], str]] = {
    "a contact made": (logged, "summary"),
    "a rate": (rate, "source"),
    "how long files are kept": (kept, "source"),
    "a rhythm": (rhythm, "why"),
    "a mailing": (mailing, "subject"),
    "a template": (template, "name"),
    "a view": (view, "name"),
}


@pytest.mark.parametrize("form", FORMS)
def test_the_second_sees_both_versions_and_saves_after_reading_them(app, make, manager, form):
    opening, field = FORMS[form]
    path = opening(manager, make)
    opened = form_defaults(manager.get(path).text)
    other = Browser(app, make.person(name="Aisha Karim", role=Role.MANAGER))
    if form == "a view":
        other = manager  # a view is its owner's alone: two of one's own windows
    other.submit(path, {field: "Theirs"})

    page = manager.post(path, opened | {field: "Mine"})

    assert page.status_code == 409
    assert "saved this record while you were editing" in page.text
    assert "<td>Mine</td>" in page.text
    assert "<td>Theirs</td>" in page.text
    saved = manager.post(path, form_defaults(page.text))
    assert saved.status_code == 302
    assert form_defaults(manager.get(path).text)[field] == "Mine"


def test_what_a_form_shows_in_another_shape_is_named(app, make, manager):
    path = logged(manager, make)
    opened = form_defaults(manager.get(path).text)
    Browser(app, make.person()).submit(path, {"hires": "yes"})

    page = manager.post(path, opened | {"summary": "Mine"})

    assert page.status_code == 409
    assert "Could hire" in page.text
    assert "Check it in the form" in page.text


def test_the_days_of_a_leave_are_chosen_between_too(app, manager):
    days = {"from_on": "1/12/2099", "to_on": "10/12/2099", "cover": "nobody"}
    manager.submit("/away/new", days | {"person": str(manager.person_id)})
    opened = form_defaults(manager.get("/away/1/edit").text)
    manager.submit("/away/1/edit", {"to_on": "12/12/2099"})

    page = manager.post("/away/1/edit", opened | {"to_on": "11/12/2099"})

    assert page.status_code == 409
    assert "<td>2099-12-12</td>" in page.text
    saved = manager.post("/away/1/edit", form_defaults(page.text) | {"theirs": "to_on"})
    assert saved.status_code == 302
    assert 'value="12/12/2099"' in manager.get("/away/1/edit").text
