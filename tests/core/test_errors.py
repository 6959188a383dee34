"""Whatever goes wrong is a page of ours, with the right status and nothing inside it given away."""

import pytest
import sqlalchemy as sa

from crm.core.db import session
from crm.employers.models import Employer

WORDS = {400: "could not use that request", 404: "not", 405: "does not work this way"}


@pytest.mark.parametrize(
    ("method", "path", "code"),
    [
        ("GET", "/no-such-page", 404),
        ("GET", "/history/99999999999999999999", 404),
        ("GET", "/%00", 404),
        ("GET", "/outbox/1/settle", 405),
        ("POST", "/healthz", 405),
        ("PUT", "/sign-in", 405),
        ("DELETE", "/outbox", 405),
    ],
)
def test_what_is_not_there_is_said_on_a_page_of_ours(admin, method, path, code):
    page = admin.client.open(path, method=method)

    assert page.status_code == code
    assert "<!DOCTYPE html>" in page.text or "<!doctype html>" in page.text
    assert "Traceback" not in page.text
    if code in (405,):
        assert page.headers["Allow"]


def test_a_stranger_is_led_on_from_a_link_that_has_ended(stranger):
    page = stranger.client.get("/me/seat.no-such-token")

    assert page.status_code == 404
    assert "reply to the email and ask for a new link" in page.text
    assert 'href="/interest">Go to the first page<' in page.text
    assert 'href="/"' not in page.text, "that is the sign-in page of the staff"


@pytest.mark.parametrize("token", [None, "", "made up", "IjEi.abc.def"])
def test_a_form_without_its_token_is_refused(officer, token):
    values = {} if token is None else {"csrf_token": token}

    page = officer.client.post("/outbox/1/settle", data=values)

    assert page.status_code == 400
    assert WORDS[400] in page.text


LONG = b"x" * (2 * 1024 * 1024)
PART = b'--b\r\nContent-Disposition: form-data; name="answer"\r\n\r\n' + LONG + b"\r\n--b--\r\n"


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multipart/form-data; boundary=b", PART),
        ("application/x-www-form-urlencoded", b"answer=" + LONG),
        ("text/plain", LONG),
    ],
)
def test_a_form_too_large_is_refused(officer, kind, body):
    page = officer.client.post("/outbox/1/settle", data=body, content_type=kind)

    assert page.status_code == 413
    assert "too large" in page.text


def test_a_file_too_large_is_refused(officer, app):
    size = str(app.config["MAX_CONTENT_LENGTH"] + 1)

    page = officer.client.post(
        "/outbox/1/settle", environ_overrides={"CONTENT_LENGTH": size},
        content_type="multipart/form-data; boundary=x",
    )  # fmt: skip

    assert page.status_code == 413
    assert "too large" in page.text


def test_three_thousand_fields_are_refused(officer):
    fields = {f"f{n}": "x" for n in range(3000)}

    page = officer.client.post("/outbox/1/settle", data=fields, content_type="multipart/form-data")

    assert page.status_code == 413


@pytest.mark.parametrize("path", ["/sign-in", "/no-such-page", "/history"])
def test_another_host_is_refused(stranger, path):
    page = stranger.client.get(path, headers={"Host": "attacker.example"})

    assert page.status_code == 400
    assert "attacker.example" not in page.text
    assert page.text == "This address is not served here.\n"


def test_a_fault_of_ours_gives_nothing_away(app, officer, monkeypatch):
    from crm.core import health

    monkeypatch.setattr(health, "problems", lambda: 1 / 0)

    page = officer.client.get("/readyz")

    assert page.status_code == 500
    assert "A fault on our side" in page.text
    assert "ZeroDivision" not in page.text


def test_without_its_tables_the_service_still_answers_in_words(app, officer):
    session.execute(sa.text("DROP TABLE sign_in"))
    session.commit()

    page = officer.client.get("/history")

    assert page.status_code == 500
    assert "A fault on our side" in page.text
    assert "sign_in" not in page.text


def test_a_failed_request_keeps_nothing(app, officer, make, monkeypatch):
    from crm.core import routes

    name = make.employer(name="Before").name

    def half(_mail_id):
        session.scalar(sa.select(Employer)).name = "After"
        session.flush()
        raise RuntimeError

    monkeypatch.setattr(routes, "_small", half)
    officer.client.post("/outbox/1/settle", data={"csrf_token": officer.token()})
    session.rollback()

    assert session.scalar(sa.select(Employer.name)) == name


def test_every_answer_carries_the_headers(officer, stranger):
    for page in (officer.client.get("/no-such-page"), stranger.client.get("/sign-in")):
        assert "default-src 'none'" in page.headers["Content-Security-Policy"]
        assert "unsafe-inline" not in page.headers["Content-Security-Policy"]
        assert page.headers["X-Content-Type-Options"] == "nosniff"
        assert page.headers["Cache-Control"] == "no-store"
