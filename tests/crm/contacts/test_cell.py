"""A contact's number or address changed in its place on the record."""

import pytest

from crm.core.db import session
from crm.employers.models import Contact
from tests.browse import form_defaults


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("phone", "01865 792422", '<a href="tel:01865792422">01865 792422</a>'),
        ("email", "maria@example.org", '<a href="mailto:maria@example.org">maria@example.org</a>'),
        ("phone", "", "Not known"),
    ],
)
def test_a_way_to_reach_somebody_is_changed_alone(officer, make, name, value, shown):
    employer = make.employer()
    contact = make.contact(employer, name="Maria", role="HR", can_hire=True, phone="01865 1")
    path = f"/employers/{employer.ref}/contacts/{contact.id}/cells/{name}"
    opened = form_defaults(officer.client.get(path).text)

    part = officer.client.post(path, data=opened | {name: value})

    assert part.status_code == 200
    assert shown in part.text
    saved = session.get_one(Contact, contact.id)
    session.refresh(saved)
    assert (getattr(saved, name), saved.role, saved.can_hire) == (value, "HR", True)


def test_a_contact_of_another_employer_is_not_found(officer, make):
    contact = make.contact(make.employer())
    other = make.employer()

    answer = officer.client.get(f"/employers/{other.ref}/contacts/{contact.id}/cells/phone")

    assert answer.status_code == 404
