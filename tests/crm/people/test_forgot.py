"""A forgotten password: the same answer for everybody, and few mails."""

from datetime import timedelta

import pytest
import time_machine

from crm.core import clock, links
from crm.core.db import session
from crm.core.links import OneTimeLink
from crm.core.outbox import Mail
from crm.people.models import Person
from tests.browse import count_rows
from tests.crm.people.test_account import EMAIL, SECRET, ann

__all__ = ["ann"]
WORDS = {"password": "gravel lantern oboe", "again": "gravel lantern oboe"}


def ask(browser, email: str = EMAIL, ip: str = "192.0.2.1"):
    place = {"REMOTE_ADDR": ip}
    return browser.post("/forgot", {"email": email}, environ_base=place)


def newest_path() -> str:
    link = session.query(OneTimeLink).order_by(OneTimeLink.id.desc()).first()
    return links.address(link).removeprefix("http://127.0.0.1:8000")


def test_the_mailed_link_lets_choose_a_new_password_for_an_hour(stranger, ann):
    with time_machine.travel(clock.now(), tick=False) as travel:
        ask(stranger, " ANN@council.example ")
        assert session.query(Mail).one().to_addr == EMAIL
        path = newest_path()
        travel.shift(timedelta(minutes=59))
        assert stranger.get(path).status_code == 200
        travel.shift(timedelta(minutes=1))
        assert stranger.post(path, WORDS).status_code == 404
        ask(stranger)
        stranger.post(newest_path(), WORDS)
        entered = stranger.post("/sign-in", {"email": EMAIL, "password": WORDS["password"]})
        assert entered.location == "/"


def test_everybody_is_answered_alike(stranger, ann, make):
    make.person(email="locked@council.example", locked_at=clock.now())
    known = ask(stranger)
    for email in ("nobody@council.example", "locked@council.example"):
        answer = ask(stranger, email)
        assert (answer.status_code, answer.location) == (known.status_code, known.location)
        assert answer.text == known.text
    assert count_rows(Mail) == 1
    assert "If this address has an account" in stranger.get(known.location).text


def test_the_old_password_works_until_the_link_is_used(stranger, ann):
    ask(stranger)

    assert stranger.post("/sign-in", {"email": EMAIL, "password": SECRET}).location == "/"


def test_at_most_three_mails_a_day_to_one_address(stranger, ann):
    with time_machine.travel(clock.now(), tick=False) as travel:
        for n in range(10):
            assert ask(stranger, ip=f"192.0.2.{n}").location == "/forgot?sent=y"
        assert count_rows(Mail) == 3
        travel.shift(timedelta(hours=23, minutes=59))
        ask(stranger)
        assert count_rows(Mail) == 3
        travel.shift(timedelta(minutes=1))
        ask(stranger)
        assert count_rows(Mail) == 4


def test_at_most_five_requests_an_hour_from_one_place(stranger, app):
    answers = [ask(stranger, f"person{n}@council.example") for n in range(7)]

    assert [a.status_code for a in answers] == [302] * 5 + [429] * 2


@pytest.mark.parametrize("email", ["", "ann", "a@b", "ann@council.example\r\nBcc: x@y.example"])
def test_what_is_no_address_is_refused(stranger, ann, email):
    page = ask(stranger, email)

    assert page.status_code == 200
    assert "email address" in page.text
    assert count_rows(Mail) == 0


def test_a_link_is_for_one_purpose_and_one_person_only(app, stranger, ann, make):
    other = make.person(email="other@council.example", password=SECRET).id
    ask(stranger)
    path = newest_path()

    assert links.find(path.rsplit("/", 1)[1], "invite") is None
    for wrong in (path[:-1], path + "x", path.upper(), "/welcome/" + "A" * 43, "/welcome/%00"):
        assert stranger.get(wrong).status_code == 404
    before = session.get(Person, other).password_hash
    stranger.post(path, WORDS | {"email": "other@council.example", "subject_id": str(other)})
    assert session.get(Person, other).password_hash == before
