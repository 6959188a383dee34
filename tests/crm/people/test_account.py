"""One's own account: the sign-ins that work, and ending them."""

from datetime import timedelta

import pytest
import time_machine

from crm.core import clock, journal
from crm.core.db import session
from crm.core.permissions import Role
from crm.people import actions, jobs, sessions
from crm.people.models import Person, SignIn
from tests.browse import Browser, count_rows

SECRET = "plum kettle tram 41"
EMAIL = "ann@council.example"


@pytest.fixture
def ann(make) -> int:
    return make.person(name="Ann Example", email=EMAIL, password=SECRET).id


@pytest.fixture
def signed_in(app, ann):
    """Two browsers of one person, signed in through the page."""

    def one() -> Browser:
        browser = Browser(app, None)
        assert browser.post("/sign-in", {"email": EMAIL, "password": SECRET}).location == "/"
        return browser

    return one(), one()


def works(browser: Browser) -> bool:
    answer = browser.get("/account")
    assert answer.status_code in {200, 302}
    return answer.status_code == 200


def stolen(browser: Browser, app) -> Browser:
    """A copy of the browser's cookie in other hands."""
    thief = Browser(app, None)
    with browser.client.session_transaction() as cookie, thief.client.session_transaction() as his:
        his.update(cookie)
    return thief


def test_signing_out_makes_a_copied_cookie_worthless(app, signed_in):
    here, there = signed_in
    thief = stolen(here, app)
    assert works(thief)

    page = here.post("/sign-out", follow=True)

    assert "You are signed out." in page.text
    assert not works(thief)
    assert not works(here)
    assert works(there)
    assert here.get("/sign-out").status_code == 405


def lock(person: Person) -> None:
    person.locked_at = clock.now()


def erase(person: Person) -> None:
    session.delete(person)


@pytest.mark.parametrize("act", [lock, erase])
def test_a_locked_or_removed_person_is_out_at_the_next_request(app, signed_in, ann, act):
    act(session.get(Person, ann))
    session.commit()

    assert not any(works(browser) for browser in signed_in)


def test_a_new_role_counts_at_the_next_request(app, signed_in, ann):
    """Even if nobody ended the sign-ins: the role is read anew each time."""
    session.get(Person, ann).role = Role.MANAGER
    session.commit()

    assert signed_in[0].get("/people").status_code == 200


def test_one_sign_in_is_ended_from_another(signed_in, ann):
    here, there = signed_in
    ids = [row.id for row in session.query(SignIn).order_by(SignIn.id)]
    page = here.get("/account")
    assert page.text.count("<form") - here.get("/account/password").text.count("<form") >= 2

    answer = here.post(f"/account/sign-ins/{ids[1]}/end", follow=True)

    assert "That sign-in is ended." in answer.text
    assert works(here)
    assert not works(there)


def test_all_others_are_ended_at_once(signed_in):
    here, there = signed_in

    assert "1 other sign-in ended." in here.post("/account/sign-ins/end-others", follow=True).text

    assert works(here)
    assert not works(there)


def test_nobody_ends_the_sign_in_of_another(signed_in, officer):
    theirs = session.query(SignIn.id).filter_by(person_id=officer.person_id).scalar()

    for number in (theirs, 999_999, 2**31 - 1, 2**31, 2**70):
        assert signed_in[0].post(f"/account/sign-ins/{number}/end").status_code == 404
    assert works(officer)


def test_a_sign_in_ends_after_30_idle_minutes(app, ann):
    with time_machine.travel(clock.now(), tick=False) as travel:
        browser = Browser(app, session.get(Person, ann))
        for _ in range(4):
            travel.shift(timedelta(minutes=29))
            assert works(browser)
        travel.shift(timedelta(minutes=30))
        assert not works(browser)


def test_a_sign_in_ends_after_12_hours_however_busy(app, ann):
    with time_machine.travel(clock.now(), tick=False) as travel:
        browser = Browser(app, session.get(Person, ann))
        for _ in range(35):
            travel.shift(timedelta(minutes=20))
            assert works(browser)
        travel.shift(timedelta(minutes=20))
        assert not works(browser)


def test_a_forged_or_foreign_cookie_lets_nobody_in(app, signed_in):
    row = session.query(SignIn).first()
    for value in ("", "1", row.token_digest, "x" * 10_000, "\x00"):
        browser = Browser(app, None)
        with browser.client.session_transaction() as cookie:
            cookie["_user_id"] = value
        assert not works(browser)
    browser = Browser(app, None)
    browser.client.set_cookie("placewell", "e30.forged.signature")
    assert not works(browser)


def test_what_is_old_is_forgotten(app, signed_in, ann):
    journal.operation("Made a link")
    actions.make_link(session.get(Person, ann), by_admin=True)
    session.commit()
    assert jobs.forget_old(clock.now()) == 0
    with time_machine.travel(clock.now() + timedelta(days=367)):
        assert jobs.forget_old(clock.now()) == 4  # one count of tries, one link, two sign-ins
        assert count_rows(SignIn) == 0
    assert not sessions.live(ann)
