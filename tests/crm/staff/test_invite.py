"""Inviting somebody: the link, the mail, and the first sign-in."""

from datetime import timedelta

import pytest
import time_machine

from crm.core import clock, mail
from crm.core.db import session
from crm.core.outbox import Audience, Mail
from crm.core.permissions import Role
from crm.people.models import Person
from tests.browse import count_rows
from tests.crm.staff.test_show import link_on, path_of

NEW = {"name": "Ben Sample", "email": "Ben@council.example", "role": "trainee"}
WORDS = {"password": "gravel lantern oboe", "again": "gravel lantern oboe"}


def test_invited_chooses_a_password_and_signs_in(admin, stranger):
    page = admin.submit("/people/invite", NEW)
    assert "Give this link to Ben Sample." in page.text

    welcome = stranger.get(path_of(link_on(page)))
    assert "Welcome, Ben Sample." in welcome.text
    stranger.post(path_of(link_on(page)), WORDS)
    stranger.post("/sign-in", {"email": "ben@council.example", "password": WORDS["password"]})

    account = stranger.get("/account")
    assert "Ben Sample" in account.text
    assert "Trainee: decisions need a second check" in account.text
    assert (
        session.query(Person).filter_by(email_key="ben@council.example").one().role is Role.TRAINEE
    )


def test_the_mail_holds_the_link_only_as_it_leaves(app, admin):
    link = link_on(admin.submit("/people/invite", NEW))

    waiting = session.query(Mail).one()

    assert waiting.to_addr == "Ben@council.example"
    assert waiting.audience is Audience.STAFF
    assert "{link}" in waiting.body
    assert "Ben Sample" in waiting.body
    leaving = mail.message(waiting, app.config["MAIL_FROM"])
    assert link in leaving.get_content()
    assert "{link}" not in leaving.get_content()


def test_a_name_cannot_pull_a_link_into_another_mail(app, admin):
    link = link_on(admin.submit("/people/invite", NEW | {"name": "{link} {name} {0}"}))

    text = mail.message(session.query(Mail).one(), app.config["MAIL_FROM"]).get_content()

    assert text.count(link) == 2, "their own link only"
    assert "{name} {0}" in text


def test_the_link_runs_out_after_72_hours(admin, stranger):
    with time_machine.travel(clock.now(), tick=False) as travel:
        link = path_of(link_on(admin.submit("/people/invite", NEW)))
        travel.shift(timedelta(hours=71, minutes=59))
        assert stranger.get(link).status_code == 200
        travel.shift(timedelta(minutes=1))
        assert stranger.get(link).status_code == 404


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"name": ""}, "Enter their name."),
        ({"name": "x" * 101}, "100 characters or fewer"),
        ({"name": "Ben\x00"}, "cannot be shown"),
        ({"email": "ben"}, "correct format"),
        ({"email": "ben@council.example\r\nBcc: evil@example.com"}, "correct format"),
        ({"role": ""}, "Choose their role."),
        ({"role": "king"}, "Choose one of the answers"),
    ],
)
def test_a_broken_invitation_is_refused_beside_the_field(admin, change, told):
    before = count_rows(Person)

    page = admin.post("/people/invite", NEW | change)

    assert page.status_code == 200
    assert told in page.text
    assert count_rows(Person) == before
    assert count_rows(Mail) == 0


def test_a_known_address_is_refused(admin, make):
    make.person(name="Ben Already", email="ben@council.example")

    page = admin.post("/people/invite", NEW)

    assert "Ben Already already has an account with this address." in page.text
    assert count_rows(Mail) == 0


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8000", "127.0.0.1.evil.example"])
def test_a_forged_host_gets_no_link(admin, host):
    for headers in ({"Host": host}, {"X-Forwarded-Host": host}):
        page = admin.post("/people/invite", NEW, headers=headers)
        if "Host" in headers:
            assert page.status_code == 400
            assert count_rows(Mail) == 0
    link = link_on(admin.get(page.location))
    assert link.startswith("http://127.0.0.1:8000/welcome/")
