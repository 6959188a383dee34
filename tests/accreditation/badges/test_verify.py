"""The page where anybody checks any badge."""

import io
import json

import pytest

from accreditation.badges import routes
from crm.core.throttle import Limit
from tests.accreditation.badges.world import issued
from tests.accreditation.openbadges import made


def send(browser, file=b"", text="", name="badge", **more):
    values = {"text": text}
    if file:
        values["file"] = (io.BytesIO(file), name)
    return browser.post("/badges/verify", values, content_type="multipart/form-data", **more)


def test_our_own_badge_is_valid_in_every_form(make, stranger):
    badge = issued(make)
    for form in ("json", "jwt", "png", "svg"):
        file = stranger.client.get(f"/badges/{badge.public_id}.{form}").data
        page = send(stranger, file, name=f"badge.{form}")
        assert page.status_code == 200
        assert "Valid today" in page.text, form
        assert f"/badges/{badge.public_id}" in page.text
    assert "Valid today" in send(stranger, text=badge.token).text
    assert "Valid today" in send(stranger, text=badge.credential).text


def test_software_gets_the_answer_as_json(make, stranger):
    badge = issued(make)

    answer = send(stranger, badge.credential.encode(), headers={"Accept": "application/json"})

    assert answer.json["valid"] is True
    assert answer.json["recipient"]["name"] == "Windrush Foods"


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (json.dumps(made.signed()).encode(), "this service fetches nothing"),
        (json.dumps(made.signed() | {"name": "x"}).encode(), "not all of it can be checked here"),
        (b"GIF89a", "It cannot be read as a badge"),
        (b"\x89PNG\r\n\x1a\n", "the picture breaks off"),
        (b'{"a": 1, "a": 2}', "twice"),
        (b'{"a":' * 4000 + b"1" + b"}" * 4000, "nested"),
        (b"<svg onload='alert(1)'/>", "not an SVG"),
        (b'{"@context": ["https://www.w3.org/2018/credentials/v1"]}', "older standard"),
    ],
)
def test_any_file_gets_a_precise_answer(app, stranger, file, said):
    page = send(stranger, file)

    assert page.status_code == 200
    assert said in page.text.lower() or said in page.text
    assert "Valid today" not in page.text


def test_what_a_badge_says_is_text_and_never_markup(app, stranger):
    evil = "<script>alert(1)</script>"
    badge = made.plain() | {"issuer": {"id": evil, "type": ["Profile"], "name": evil}}
    badge["credentialSubject"]["achievement"]["name"] = evil

    page = send(stranger, json.dumps(badge).encode())

    assert evil not in page.text
    assert "&lt;script&gt;" in page.text
    assert ", as the file says" in page.text


def test_nothing_sent_is_said_beside_the_field(app, stranger):
    page = send(stranger)

    assert "Choose the badge’s file, or paste its text." in page.text
    assert "Error: Check a badge" in page.text


def test_a_flood_is_stopped(app, stranger, monkeypatch):
    monkeypatch.setattr(routes, "CHECKED_FROM", Limit("t", 2, routes.CHECKED_FROM.within))

    answers = [send(stranger, b"{}").status_code for _ in range(4)]

    assert answers == [200, 200, 429, 429]
