"""The first administrator, and what a one-time link asks."""

import base64

import pytest

from app import create_app
from crm.core import config, links
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.core.permissions import Role
from crm.people import actions, queries
from crm.people.models import Person
from tests.browse import count_rows

FIRST = {
    "name": "Ada Admin",
    "email": "ada@council.example",
    "password": "gravel lantern oboe",
    "again": "gravel lantern oboe",
}


@pytest.fixture
def first(app) -> str:
    link = links.address(actions.first_link())
    session.commit()
    return link.removeprefix("http://127.0.0.1:8000")


def test_the_first_administrator_is_made_once(stranger, first):
    page = stranger.submit(first, FIRST)

    assert "Your password is set. Sign in with it." in page.text
    entered = stranger.post("/sign-in", {"email": FIRST["email"], "password": FIRST["password"]})
    assert entered.location == "/"
    assert stranger.get("/people/invite").status_code == 200
    assert stranger.post(first, FIRST | {"email": "eve@council.example"}).status_code == 404
    with pytest.raises(RuleBroken, match="already"):
        actions.first_link()


def test_a_link_of_before_is_worth_nothing_once_there_is_an_administrator(stranger, first, make):
    make.person(role=Role.ADMIN)

    page = stranger.post(first, FIRST)

    assert "This link was used or has run out." in page.text
    assert count_rows(Person) == 1


def test_a_new_first_link_ends_the_earlier_one(stranger, first):
    second = links.address(actions.first_link()).removeprefix("http://127.0.0.1:8000")
    session.commit()

    assert stranger.get(first).status_code == 404
    assert stranger.get(second).status_code == 200


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"name": ""}, "Enter your name."),
        ({"email": "ada"}, "correct format"),
        ({"password": "ada admin 2026", "again": "ada admin 2026"}, "easy to guess"),
        ({"again": "another one entirely"}, "not the same"),
    ],
)
def test_a_broken_answer_uses_nothing_up(stranger, first, change, told):
    page = stranger.post(first, FIRST | change)

    assert told in page.text
    assert count_rows(Person) == 0
    assert stranger.get(first).status_code == 200


def production(database: str, folder) -> dict:
    env = {
        "ENVIRONMENT": "production",
        "BASE_URL": "https://placewell.example",
        "SECRET_KEY": "x" * 40,
        "VAULT_KEY": base64.urlsafe_b64encode(bytes(32)).decode(),
        "DATA_DIR": str(folder),
    }
    return config.load(env) | {"SQLALCHEMY_DATABASE_URI": database}


def test_production_refuses_to_start_on_demo_accounts(app, make, tmp_path):
    database = app.config["SQLALCHEMY_DATABASE_URI"]
    make.person()
    assert create_app(production(database, tmp_path))

    make.person(made_up=True)

    with pytest.raises(config.UnsafeSettings, match="demo data"):
        create_app(production(database, tmp_path))


def test_production_starts_before_the_first_migration(tmp_path):
    assert create_app(production(f"sqlite:///{tmp_path}/new.db", tmp_path))


def test_nobody_but_administrators_counts_as_one(app, make):
    for role in Role:
        make.person(role=role)

    assert [person.role for person in queries.admins()] == [Role.ADMIN]
