"""The page of one badge and its forms: what holds now, for people and for software."""

import io
import json
from datetime import timedelta

import pytest
from PIL import Image

from accreditation.badges import actions
from accreditation.badges.models import Reason
from accreditation.openbadges import baking
from crm.core import clock
from crm.core.db import session
from tests.accreditation.badges.world import check, issued


def test_anybody_sees_that_it_holds(make, stranger):
    badge = issued(make, name="Windrush Foods")

    page = stranger.get(f"/badges/{badge.public_id}")

    assert "Windrush Foods holds this badge" in page.text
    assert "Valid today" in page.text
    assert "Silver, Practising" in page.text
    assert "This is an invented example" in page.text
    assert page.headers["Cache-Control"] == "no-store"


def test_no_reference_number_or_person_leaves(make, stranger):
    badge = issued(make)
    texts = [
        stranger.client.get(f"/badges/{badge.public_id}{form}").text
        for form in ("", ".json", ".jwt", ".svg")
    ]

    assert not any(f"E-{badge.employer_id:05d}" in text for text in texts)


def test_a_revoked_badge_says_so_at_once(make, stranger):
    badge = issued(make)
    path = f"/badges/status/{badge.list_id}"
    before = stranger.client.get(path)
    actions.revoke(badge, Reason.CONDITIONS, "A job ended and no other was found.")
    session.commit()

    page = stranger.get(f"/badges/{badge.public_id}")

    assert "Valid today" not in page.text
    assert "Withdrawn" in page.text
    assert "A job ended and no other was found." in page.text
    assert "held this badge" in page.text
    after = stranger.client.get(path)
    assert after.text != before.text
    assert int(after.headers["Cache-Control"].rpartition("=")[2]) <= 60


def test_a_badge_that_ended_says_so(make, stranger):
    begins = clock.now().replace(microsecond=0) - timedelta(days=30)
    badge = issued(make, begins=begins, lasts=timedelta(days=20))

    page = stranger.get(f"/badges/{badge.public_id}")

    assert "Expired" in page.text
    assert "Valid today" not in page.text


@pytest.mark.parametrize(
    "accept",
    ["application/json", "application/ld+json", "application/vc+ld+json", "application/vc"],
)
def test_software_that_asks_for_json_gets_the_credential_at_its_own_id(make, stranger, accept):
    badge = issued(make)

    answer = stranger.client.get(f"/badges/{badge.public_id}", headers={"Accept": accept})

    assert answer.text == badge.credential
    assert answer.content_type == "application/vc+ld+json"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Accept" in answer.headers["Vary"]
    assert json.loads(answer.text)["id"].endswith(f"/badges/{badge.public_id}")


@pytest.mark.parametrize("accept", ["text/html,application/xhtml+xml,*/*;q=0.8", "*/*"])
def test_a_browser_gets_the_page(make, stranger, accept):
    badge = issued(make)

    answer = stranger.get(f"/badges/{badge.public_id}", headers={"Accept": accept})

    assert answer.mimetype == "text/html"


def test_each_form_holds_the_badge(make, stranger):
    badge = issued(make, name="Bright & Sons <Bakers>")
    get = stranger.client.get

    assert get(f"/badges/{badge.public_id}.jwt").text == badge.token
    picture = get(f"/badges/{badge.public_id}.png")
    assert baking.read_png(picture.data) == badge.credential
    assert Image.open(io.BytesIO(picture.data)).size == (480, 560)
    drawn = get(f"/badges/{badge.public_id}.svg")
    assert baking.read_svg(drawn.data) == badge.credential
    assert drawn.content_type.startswith("image/svg+xml")
    for form in ("json", "jwt", "png", "svg"):
        assert check(get(f"/badges/{badge.public_id}.{form}").data).valid, form


@pytest.mark.parametrize("name", ["nothing", "A" * 22, "..%2f..", "x" * 3000, "é", "verify.json"])
def test_a_badge_that_never_was_is_not_found(app, stranger, name):
    for form in ("", ".json", ".png", ".exe"):
        assert stranger.client.get(f"/badges/{name}{form}").status_code == 404


def test_a_long_name_stands_whole(make, stranger):
    name = "The Very Long Name of a Charitable Incorporated Organisation " * 3
    badge = issued(make, name=name.strip())

    assert name.strip() in stranger.get(f"/badges/{badge.public_id}").text
