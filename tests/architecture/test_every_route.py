"""What holds for every address: form tokens, headers, and that looking changes nothing."""

import hashlib

import pytest
import sqlalchemy as sa
from flask import Flask

from app import create_app
from crm.core import config, headers
from crm.core.db import db, session
from tests.architecture.routes import bare_gets, filled, look, routes
from tests.browse import Browser

HEADERS = {
    "Content-Security-Policy": headers.POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
CACHED = {"core.brand", "badges.did", "badges.key_set", "notices.calendar", "notices.listing"}
#: RFC 8058: a mail program posts here without a form token; the signed link is the proof.
BY_SIGNED_LINK = {"consent.choices"}
#: Tables that a visit may write: none. The moment of a visit is noted only every two minutes.


def fingerprint() -> dict[str, str]:
    """Return a digest of every table's rows."""
    session.rollback()
    found = {}
    with db.engine.connect() as connection:
        for table in db.metadata.sorted_tables:
            rows = connection.execute(sa.select(table)).all()
            text = "\n".join(sorted(map(repr, rows)))
            found[table.name] = hashlib.sha256(text.encode()).hexdigest()
    return found


def posts(app: Flask) -> list:
    found = [route for route in routes(app) if route.method != "GET"]
    return [route for route in found if route.endpoint not in BY_SIGNED_LINK]


def test_there_are_posts_and_pages(sqlite_app):
    app, _fresh = sqlite_app
    assert len(posts(app)) > 10
    assert len(bare_gets(app)) > 10


def test_no_post_is_taken_without_this_browsers_token(app, admin, stranger, make):
    before = fingerprint()
    foreign = stranger.token()
    wrong = []
    for route in posts(app):
        for values in ({}, {"csrf_token": ""}, {"csrf_token": "made up"}, {"csrf_token": foreign}):
            answer = admin.post(route.path, values, token=False)
            if answer.status_code != 400:
                wrong.append(f"{route} with {values}: {answer.status}")

    assert not wrong, "\n".join(wrong)
    assert fingerprint() == before


def test_looking_changes_nothing(app, admin):
    before = fingerprint()
    wrong = []
    for route in bare_gets(app):
        for method in ("GET", "HEAD"):
            look(admin, route.path, method)
            if (after := fingerprint()) != before:
                changed = [name for name, digest in after.items() if digest != before[name]]
                wrong.append(f"{route} changed {changed}")
                before = after

    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("who", ["admin", "stranger"])
def test_every_answer_carries_the_headers(app, request, who):
    browser: Browser = request.getfixturevalue(who)
    wrong = []
    for path in [*(route.path for route in bare_gets(app)), "/no-such-page", "/static/app.css"]:
        answer = look(browser, path)
        wrong += [f"{path}: {k}" for k, v in HEADERS.items() if answer.headers.get(k) != v]
        if answer.mimetype.startswith("text/") and "charset=utf-8" not in answer.content_type:
            wrong.append(f"{path}: Content-Type {answer.content_type}")

    assert not wrong, "\n".join(wrong)


def test_an_address_that_lets_in_is_told_to_no_other_page(app, stranger):
    wrong = []
    for rule in app.url_map.iter_rules():
        if "token" in rule.arguments:
            path = filled(rule.rule)
            if stranger.get(path).headers["Referrer-Policy"] != "strict-origin":
                wrong.append(path)

    assert not wrong


def test_pages_are_kept_by_no_cache(app, admin):
    for route in bare_gets(app):
        if route.endpoint not in CACHED:
            assert look(admin, route.path).headers["Cache-Control"] == "no-store", route


def test_a_forged_host_is_answered_nowhere(app, admin):
    for route in routes(app):
        answer = look(admin, route.path, route.method, headers={"Host": "evil.example"})
        assert answer.status_code == 400, route
        assert "evil" not in answer.text


@pytest.mark.parametrize("forged", ["X-Forwarded-Host", "X-Forwarded-Proto", "Forwarded"])
def test_forged_proxy_headers_are_not_believed(app, stranger, forged):
    answer = stranger.get("/account", headers={forged: "https"})

    assert answer.location == "/sign-in?next=/account"
    assert "Strict-Transport-Security" not in answer.headers


@pytest.fixture
def served_by_https(tmp_path):
    env = {"BASE_URL": "https://placewell.example", "DATA_DIR": str(tmp_path)}
    app = create_app(config.load(env) | {"TESTING": True})
    with app.app_context():
        db.create_all()
        yield app
        session.remove()
        db.engine.dispose()


def test_over_https_the_cookie_is_bound_to_the_host_and_https_is_kept(served_by_https):
    answer = served_by_https.test_client().get("/sign-in", base_url="https://placewell.example")

    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-placewell=")
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
    assert "Domain" not in cookie
    kept = answer.headers["Strict-Transport-Security"]
    assert kept == "max-age=31536000; includeSubDomains"
