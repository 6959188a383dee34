"""Robots and crowds, by real HTTP against a real server, on both databases."""

import http.cookiejar
import re
import threading
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine
from werkzeug.serving import make_server

from crm.core import clock
from crm.core.db import session
from crm.core.outbox import Mail
from crm.interest import queries
from crm.interest.models import Draft, Enquiry
from crm.interest.rules import Held
from tests.browse import count_rows, let_go
from tests.crm.interest.door import PAGES, drafts, mails

BOTS = 500
HONEST = 50


class Kept(urllib.request.HTTPRedirectHandler):
    """Follow nothing: the answer itself is what counts."""

    def redirect_request(self, *_args, **_kwargs):
        return None


class Client:
    """One visitor: a cookie jar and the form token of its pages."""

    def __init__(self, url: str) -> None:
        self.url = url
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(jar, Kept)
        self.token = re.search(r'name="csrf_token" value="([^"]+)"', self.get("business"))[1]

    def get(self, page: str) -> str:
        with self.opener.open(f"{self.url}/interest/{page}") as answer:
            return answer.read().decode()

    def post(self, page: str, told: dict) -> int:
        body = urllib.parse.urlencode({"csrf_token": self.token} | told, doseq=True).encode()
        try:
            with self.opener.open(f"{self.url}/interest/{page}", body) as answer:
                return answer.status
        except urllib.error.HTTPError as answer:
            answer.close()
            return answer.code

    def fill(self, **more: str) -> None:
        for page, told in PAGES.items():
            extra = {k: v for k, v in more.items() if k in told or page == "business"}
            assert self.post(page, told | extra) == 302


@pytest.fixture
def url(app) -> Iterator[str]:
    let_go()
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(autouse=True)
def quiet(monkeypatch):
    monkeypatch.setattr("werkzeug.serving.WSGIRequestHandler.log", lambda *_: None)


def grow_older() -> None:
    """Let every draft have been begun a minute ago."""
    for draft in drafts():
        draft.began_at = clock.now() - timedelta(minutes=1)
    session.commit()
    let_go()


def test_500_posts_of_robots_make_no_visible_enquiry(app, url, officer):
    """Some fill the hidden box on the way, some at the end, the rest are quicker than a person."""
    posts, n = 0, 0
    with time_machine.travel(clock.now(), tick=False):
        while posts < BOTS:
            n += 1
            bot = Client(url)
            bot.fill(email=f"victim{n}@x.example", **({"company": "x"} if n % 3 == 1 else {}))
            assert bot.post("check", {"company": "x"} if n % 3 == 2 else {}) == 302
            assert bot.post("check", {}) == 302
            posts += len(PAGES) + 2

    assert posts >= BOTS
    assert {draft.held for draft in drafts()} == {Held.AUTOMATIC}
    assert len(drafts()) == n, "marked and kept, not dropped"
    assert (count_rows(Enquiry), count_rows(Mail)) == (0, 0)
    assert queries.waiting() == 0
    assert "No enquiry waits" in officer.get("/interest/queue").text
    held = officer.get("/interest/queue/held").text
    assert re.search(rf'Looks automatic</h2>\s*<span class="pw-count">{n}<', held)


def test_50_honest_businesses_behind_one_address_all_arrive(app, url, officer):
    clients = [Client(url) for _ in range(HONEST)]
    for n, client in enumerate(clients):
        client.fill(business=f"Park Firm {n}", email=f"firm{n}@park{n}.example")
    grow_older()
    for client in clients:
        assert client.post("check", {}) == 302
        assert "IN-" in client.get("received")

    held = [draft for draft in drafts() if draft.held is Held.LIMIT]
    assert (len(drafts()), len(held)) == (HONEST, HONEST - 5)
    assert {mail.to_addr for mail in mails()} == {f"firm{n}@park{n}.example" for n in range(5)}
    page = officer.get("/interest/queue/held").text
    assert all(f"Park Firm {n}<" in page for n in range(5, HONEST))
    assert queries.waiting() == HONEST - 5
    officer.post(f"/interest/queue/held/{held[0].id}/let-in")
    assert "Park Firm 5" in officer.get("/interest/queue").text


def test_30_double_clicks_are_30_registrations(app, url):
    """Both clicks arrive at once; each visitor ends with one row and one receipt."""
    clients = [Client(url) for _ in range(30)]
    for n, client in enumerate(clients):
        client.fill(email=f"one{n}@x.example")
    grow_older()
    with ThreadPoolExecutor(6) as pool:
        twice = [client for client in clients for _ in range(2)]
        answers = list(pool.map(lambda client: client.post("check", {}), twice))

    assert set(answers) == {302}
    assert count_rows(Draft) == 30
    codes = set(session.scalars(sa.select(Draft.code)))
    assert len(codes) == 30
    let_go()
    shown = {re.search("IN-[0-9A-Z]{6}", client.get("received"))[0] for client in clients}
    assert shown == codes
