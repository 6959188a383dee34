"""The commands of the contract: ``people add``, ``people list``, ``people first-link``."""

import json

import pytest

from crm.core.db import session
from crm.people.models import Person
from tests.browse import count_rows

ADD = ["people", "add", "ann@council.example", "--name", "Ann Example", "--role", "officer"]


@pytest.fixture
def flask(app):
    """Run a command; returns the result with standard output and standard error apart."""

    def run(*words: str, stdin: str = ""):
        session.rollback()
        session.remove()
        return app.test_cli_runner().invoke(args=list(words), input=stdin)

    return run


def test_add_with_a_password_lets_sign_in(flask, stranger):
    done = flask(*ADD, "--password-stdin", "--json", stdin="gravel lantern oboe\n")

    assert done.exit_code == 0
    person = session.query(Person).one()
    assert json.loads(done.stdout) == {
        "id": person.id, "email": "ann@council.example", "role": "officer",
    }  # fmt: skip
    assert done.stderr == ""
    signed = stranger.post(
        "/sign-in", {"email": "ann@council.example", "password": "gravel lantern oboe"}
    )
    assert signed.location == "/"


def test_add_without_a_password_prints_the_link_on_standard_error(flask, stranger):
    done = flask(*ADD, "--json")

    assert set(json.loads(done.stdout)) == {"id", "email", "role"}
    link = done.stderr.strip()
    assert link.startswith("http://127.0.0.1:8000/welcome/")
    assert "Ann Example" in stranger.get(link.removeprefix("http://127.0.0.1:8000")).text


def test_add_for_people_says_it_in_words(flask):
    done = flask(*ADD)

    assert "Ann Example <ann@council.example> is added as officer." in done.stdout
    assert "/welcome/" in done.stdout


@pytest.mark.parametrize(
    ("words", "stdin", "code", "told"),
    [
        (["people", "add", "ann", "--name", "Ann", "--role", "officer"], "", 1, "not an email"),
        ([*ADD[:4], " ", *ADD[5:]], "", 1, "name must be"),
        ([*ADD[:4], "A\x1b[31m", *ADD[5:]], "", 1, "name must be"),
        ([*ADD[:6], "king"], "", 2, "king"),
        (ADD[:5], "", 2, "--role"),
        ([*ADD, "--password-stdin"], "short\n", 1, "12 characters or more"),
        ([*ADD, "--password-stdin"], "oxfordshire2026\n", 1, "easy to guess"),
        ([*ADD, "--password-stdin"], "", 1, "12 characters or more"),
    ],
)
def test_refused_with_a_reason_and_nothing_changed(flask, words, stdin, code, told):
    done = flask(*words, stdin=stdin)

    assert done.exit_code == code
    assert told in done.stderr
    assert done.stdout == ""
    assert count_rows(Person) == 0


def test_a_known_address_is_refused(flask):
    flask(*ADD)

    again = flask("people", "add", "ANN@council.example", *ADD[3:])

    assert again.exit_code == 1
    assert "Ann Example already has an account" in again.stderr
    assert count_rows(Person) == 1


def test_list_says_who_is_there(flask):
    assert flask("people", "list").stdout == "Nobody yet.\n"
    flask(*ADD)

    listed = json.loads(flask("people", "list", "--json").stdout)

    assert [(p["email"], p["role"], p["state"]) for p in listed] == [
        ("ann@council.example", "officer", "invited")
    ]
    assert "Ann Example" in flask("people", "list").stdout


def test_the_first_link_is_made_only_while_there_is_no_administrator(flask, stranger):
    link = json.loads(flask("people", "first-link", "--json").stdout)["link"]
    assert stranger.get(link.removeprefix("http://127.0.0.1:8000")).status_code == 200
    flask(*ADD[:6], "admin", "--password-stdin", stdin="gravel lantern oboe\n")

    refused = flask("people", "first-link")

    assert refused.exit_code == 1
    assert "already" in refused.stderr
    quiet = flask("people", "first-link", "--if-none")
    assert (quiet.exit_code, quiet.output) == (0, "")
