"""Changing one's own password."""

import pytest

from crm.core.db import session
from crm.core.journal import Entry, Operation
from crm.core.links import OneTimeLink
from crm.people import actions
from crm.people.models import Person
from tests.crm.people.test_account import EMAIL, SECRET, ann, signed_in, stolen, works

__all__ = ["ann", "signed_in"]
NEW = {"current": SECRET, "password": "gravel lantern oboe", "again": "gravel lantern oboe"}


def test_a_new_password_ends_every_sign_in_but_a_fresh_one_here(app, signed_in):
    here, there = signed_in
    thief = stolen(here, app)

    page = here.submit("/account/password", NEW)

    assert "Password changed. You were signed out everywhere else." in page.text
    assert works(here)
    assert not works(there)
    assert not works(thief), "the cookie of before is worth nothing, on this browser too"
    there.post("/sign-in", {"email": EMAIL, "password": NEW["password"]})
    assert works(there)


def test_a_new_password_ends_open_links_and_is_in_the_journal(signed_in, ann):
    link = actions.make_link(session.get(Person, ann), by_admin=True)
    session.commit()
    link_id = link.id

    signed_in[0].post("/account/password", NEW)

    assert session.get(OneTimeLink, link_id).used_at is not None
    last = session.query(Operation).order_by(Operation.id.desc()).first()
    assert (last.title, last.actor_id) == ("Changed their own password", ann)
    entry = session.query(Entry).filter_by(operation_id=last.id).one()
    assert set(entry.after) == {"password_set_at"}


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"current": ""}, "Enter your current password."),
        ({"current": "wrong wrong wrong"}, "This is not your current password."),
        ({"password": ""}, "Enter a new password."),
        ({"password": "short", "again": "short"}, "12 characters or more"),
        ({"password": "ann example 2026", "again": "ann example 2026"}, "easy to guess"),
        ({"again": "gravel lantern obo"}, "The two passwords are not the same."),
    ],
)
def test_refused_beside_the_field(signed_in, ann, change, told):
    before = session.get(Person, ann).password_hash

    page = signed_in[0].post("/account/password", NEW | change)

    assert page.status_code == 200
    assert told in page.text
    assert SECRET not in page.text
    assert session.get(Person, ann).password_hash == before
    assert works(signed_in[1])


def test_guessing_the_current_password_is_throttled(signed_in):
    answers = [
        signed_in[0].post("/account/password", NEW | {"current": f"guess number {n}"})
        for n in range(12)
    ]

    assert [a.status_code for a in answers] == [200] * 10 + [429] * 2
