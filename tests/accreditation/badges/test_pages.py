"""The issuer, its keys, its identifier and what each level takes: for people and for software."""

import json

import pytest

from accreditation.openbadges import shape
from accreditation.scheme import queries as schemes
from accreditation.scheme.models import State
from crm.core import clock
from crm.core.db import session
from tests.accreditation.badges.world import issued


@pytest.fixture
def published(app):
    version = schemes.in_force(clock.today())
    version.state, version.effective_from = State.PUBLISHED, clock.today()
    session.commit()
    return version.version


def test_before_anything_is_published_the_page_says_so(app, stranger):
    page = stranger.get("/badges/issuer")

    assert "No version of the scheme is published yet, so nobody holds a level." in page.text


def test_what_is_proposed_is_shown_while_examples_name_it(make, stranger):
    version = schemes.in_force(clock.today()).version
    issued(make)

    page = stranger.get("/badges/issuer").text

    assert "This is what we propose" in page
    assert f"/badges/achievements/{version}/gold" in page


def test_the_issuer_counts_only_real_badges(make, stranger, published):
    issued(make)

    page = stranger.get("/badges/issuer")

    assert page.text.count('govuk-summary-list__value">0<') == 3
    assert f"/badges/achievements/{published}/gold" in page.text


def test_the_issuer_as_data_is_a_profile(app, stranger):
    app.config["MAIL_FROM"] = "Employment service <jobs@council.example>"
    answer = stranger.client.get("/badges/issuer.json")

    who = json.loads(answer.text)
    assert who["type"] == ["Profile"]
    assert who["id"] == "did:web:127.0.0.1%3A8000"
    assert who["email"] == "jobs@council.example"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    twin = stranger.client.get("/badges/issuer", headers={"Accept": "application/ld+json"})
    assert twin.text == answer.text


def test_a_mailbox_that_nobody_reads_is_not_named(app, stranger):
    assert "email" not in json.loads(stranger.client.get("/badges/issuer.json").text)


def test_every_key_is_one_answer_and_private_parts_never_leave(app, stranger):
    listed = json.loads(stranger.client.get("/badges/keys").text)["keys"]

    assert {key["crv"] for key in listed} == {"Ed25519", "P-256"}
    for key in listed:
        answer = stranger.client.get(f"/badges/keys/{key['kid']}")
        assert json.loads(answer.text) == key
        assert "d" not in key
    assert stranger.client.get("/badges/keys/none").status_code == 404


def test_a_published_level_says_what_it_takes(app, stranger, published):
    page = stranger.get(f"/badges/achievements/{published}/gold")

    assert "Gold, Leading" in page.text
    assert "It lasts 24 months." in page.text
    assert "What you need, whatever your points" in page.text
    path = f"/badges/achievements/{published}/gold"
    found = json.loads(stranger.client.get(f"{path}.json").text)
    badge = {"credentialSubject": {"type": ["AchievementSubject"], "achievement": found}}
    assert not [f for f in shape.faults(badge) if f.startswith("credentialSubject")]
    assert found["id"].endswith(path)
    twin = stranger.client.get(path, headers={"Accept": "application/json"})
    assert json.loads(twin.text) == found
    assert stranger.client.get(f"{path}.png").content_type == "image/png"
    assert stranger.client.get(f"{path}.svg").content_type.startswith("image/svg+xml")


def test_a_draft_is_nobodys_business_until_an_example_names_it(make, stranger):
    version = schemes.in_force(clock.today()).version
    session.rollback()
    path = f"/badges/achievements/{version}/silver"
    assert stranger.get(path).status_code == 404

    issued(make)

    assert "This version is proposed." in stranger.get(path).text
    assert stranger.get(f"/badges/achievements/{version}/platinum").status_code == 404


def test_a_list_is_given_in_both_forms(make, stranger):
    badge = issued(make)
    base = f"/badges/status/{badge.list_id}"
    get = stranger.client.get

    assert get(base).text == get(f"{base}.json").text
    assert json.loads(get(base).text)["id"].endswith(base)
    assert get(f"{base}.jwt").text.count(".") == 2
    for other in ("0", "99", "2147483648", "9" * 30, "x"):
        assert get(f"/badges/status/{other}").status_code == 404


def test_looking_counts_few_statements(make, stranger):
    from tests.browse import Statements

    badge = issued(make)
    with Statements() as sent:
        stranger.get(f"/badges/{badge.public_id}")

    assert sent.count <= 8, sent.sent
