"""Signing in: who is let in, who is told the same as everybody else, and how often one may try."""

import sys
from collections import Counter
from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from crm.core import clock
from crm.core.db import session
from crm.people import passwords
from crm.people.models import Person, SignIn
from crm.people.sessions import digest
from tests.browse import Browser, count_rows
from tests.makers import Make

SECRET = "plum kettle tram 41"
ANN = "ann@council.example"
REFUSED = "The email address or password is not right."


def try_password(browser: Browser, email: str, password: str = "wrong wrong wrong", ip: str = ""):
    return browser.post(
        "/sign-in",
        {"email": email, "password": password},
        environ_base={"REMOTE_ADDR": ip or "192.0.2.1"},
    )


@pytest.fixture
def ann(make: Make) -> Person:
    return make.person(name="Ann Example", email="Ann@council.example", password=SECRET)


def test_right_password_lets_in_and_goes_on(stranger, ann):
    page = stranger.get("/account")
    assert page.status_code == 302
    assert page.location == "/sign-in?next=/account"

    answer = stranger.submit(
        page.location, {"email": " ann@COUNCIL.example ", "password": SECRET}, follow=True
    )

    assert answer.status_code == 200
    assert "Ann Example" in answer.text
    assert "(this one)" in answer.text


@pytest.mark.parametrize(
    ("who", "password"),
    [
        ("nobody@council.example", SECRET),
        (ANN, SECRET + " "),
        (ANN, SECRET.upper()),
        (ANN, "x" * 5000),
        (ANN, "\x00"),
        ("locked@council.example", SECRET),
        ("invited@council.example", SECRET),
        ("not an address", SECRET),
        ("'; --@council.example", SECRET),
    ],
)
def test_everybody_else_is_told_the_same(stranger, ann, make, who, password):
    make.person(email="locked@council.example", password=SECRET, locked_at=clock.now())
    make.person(email="invited@council.example")
    known = try_password(stranger, ANN)

    page = try_password(stranger, who, password)

    assert page.status_code == known.status_code == 200
    assert REFUSED in page.text
    assert len(page.text) - len(who) == pytest.approx(len(known.text) - len(ANN), abs=40)
    assert count_rows(SignIn) == 0


def hash_calls(act) -> Counter[str]:
    """Count the calls of argon2's own functions while ``act`` runs, by watching the interpreter."""
    seen: Counter[str] = Counter()

    def watch(frame, event, _arg):
        if event == "call" and frame.f_code.co_filename.endswith("argon2/low_level.py"):
            seen[frame.f_code.co_name] += 1

    sys.setprofile(watch)
    try:
        act()
    finally:
        sys.setprofile(None)
    return seen


def test_unknown_and_locked_cost_the_same_hash_as_known(stranger, ann, make):
    make.person(email="locked@council.example", password=SECRET, locked_at=clock.now())
    try_password(stranger, "warm-up@council.example")

    known = hash_calls(lambda: try_password(stranger, ANN))

    assert known["verify_secret"] == 1
    for email in ("nobody@council.example", "locked@council.example"):
        assert hash_calls(lambda email=email: try_password(stranger, email)) == known


def test_a_long_password_is_not_cut(stranger, make):
    make.person(email="long@council.example", password="é" * 127 + "a")

    assert REFUSED in try_password(stranger, "long@council.example", "é" * 127 + "b").text
    assert REFUSED in try_password(stranger, "long@council.example", "é" * 127 + "aa").text
    assert try_password(stranger, "long@council.example", "é" * 127 + "a").status_code == 302


def test_planted_cookie_and_earlier_sign_in_die_at_sign_in(stranger, ann):
    stranger.get("/sign-in")
    with stranger.client.session_transaction() as cookie:
        cookie["_user_id"] = "planted"
        cookie["planted"] = "by somebody else"
    try_password(stranger, ANN, SECRET)
    with stranger.client.session_transaction() as cookie:
        token = cookie["_user_id"]
        assert "planted" not in cookie
    try_password(stranger, ANN, SECRET)
    with stranger.client.session_transaction() as cookie:
        assert cookie["_user_id"] not in {"planted", token}

    rows = {row.token_digest: row.ended_at for row in session.query(SignIn)}
    assert len(rows) == 2
    assert rows[digest(token)] is not None
    assert token not in rows


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/account",
        "//evil.example/account",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/account\r\nLocation: https://evil.example",
        "javascript:alert(1)",
        "http:evil.example",
        " /account",
        "/%2F%2Fevil.example",
        "/no-such-page",
        "/sign-out",
        "account",
    ],
)
def test_next_goes_nowhere_else(stranger, ann, elsewhere):
    answer = stranger.post("/sign-in", {"email": ANN, "password": SECRET, "next": elsewhere})

    assert answer.status_code == 302
    assert answer.location == "/"


def test_next_goes_to_our_own_pages(stranger, ann):
    answer = stranger.post(
        "/sign-in", {"email": ANN, "password": SECRET, "next": "/history?after=3~4"}
    )

    assert answer.location == "/history?after=3~4"


def test_an_old_hash_is_made_anew_at_sign_in(app, stranger, ann):
    old = str(ann.password_hash)
    app.config["PASSWORD_COST"] = {"memory_cost": 8 * 1024, "time_cost": 3, "parallelism": 1}

    assert try_password(stranger, ANN, SECRET).status_code == 302

    new = session.query(Person.password_hash).filter_by(email_key=ANN).scalar()
    assert old.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert new.startswith("$argon2id$v=19$m=8192,t=3,p=1$")


def test_hashing_inside_a_transaction_is_refused(app: Flask, ann):
    assert session.get(Person, ann.id)
    with pytest.raises(passwords.HashInTransaction):
        passwords.hashed("anything at all")
    with pytest.raises(passwords.HashInTransaction):
        passwords.fits("anything at all", None)
    session.rollback()
    assert passwords.hashed("anything at all") != passwords.hashed("anything at all")


def test_the_eleventh_guess_at_an_account_is_refused_from_anywhere(stranger, ann):
    answers = [try_password(stranger, ANN, ip=f"192.0.2.{n}") for n in range(14)]

    assert [a.status_code for a in answers] == [200] * 10 + [429] * 4
    assert "Too many tries" in answers[-1].text
    right = try_password(stranger, ANN, SECRET, ip="198.51.100.7")
    assert right.status_code == 429


def test_an_unknown_account_is_throttled_alike(stranger, app):
    answers = [try_password(stranger, "who@council.example", ip=f"192.0.2.{n}") for n in range(12)]

    assert [a.status_code for a in answers] == [200] * 10 + [429] * 2


def test_the_eleventh_guess_from_an_address_is_refused(stranger, ann):
    answers = [try_password(stranger, f"person{n}@council.example") for n in range(12)]

    assert [a.status_code for a in answers] == [200] * 10 + [429] * 2
    assert try_password(stranger, ANN, SECRET).status_code == 429
    assert try_password(stranger, ANN, SECRET, ip="198.51.100.7").location == "/"


def test_an_office_of_forty_signs_in_from_one_address(app, make):
    emails = [make.person(password=SECRET).email for _ in range(4)]

    for email in emails * 10:
        assert try_password(Browser(app, None), email, SECRET).status_code == 302


def test_the_owner_is_let_in_within_15_minutes_of_the_last_guess(stranger, ann):
    with time_machine.travel(clock.now(), tick=False) as travel:
        for n in range(50):
            try_password(stranger, ANN, ip=f"192.0.2.{n}")
        travel.shift(timedelta(minutes=15))
        assert try_password(stranger, ANN, SECRET).status_code == 302


def test_never_more_than_ten_in_any_five_minutes(stranger, ann):
    passed = []
    with time_machine.travel(clock.now(), tick=False) as travel:
        for n in range(120):
            page = try_password(stranger, ANN, ip=f"192.0.2.{n}")
            if page.status_code == 200:
                passed.append(clock.now())
            travel.shift(timedelta(seconds=17))

    worst = max(sum(t <= u < t + timedelta(minutes=5) for u in passed) for t in passed)
    assert worst == 10
    assert len(passed) >= 40


def test_cookie_is_kept_from_scripts_and_other_sites(stranger, ann):
    answer = try_password(stranger, ANN, SECRET)

    flags = answer.headers["Set-Cookie"]
    assert "HttpOnly" in flags
    assert "SameSite=Lax" in flags
    assert "Path=/" in flags
    assert "Domain" not in flags
