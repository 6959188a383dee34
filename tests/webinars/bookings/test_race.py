"""Many people, few seats, eight clients at once, by real HTTP on both databases.

``PLACEWELL_WHOLE=1`` lets 500 people come for 100 seats; else a tenth of them.
"""

import http.client
import os
import re
import threading
import time
import urllib.parse
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine
from werkzeug.serving import make_server

from crm.core import clock
from crm.core.db import session
from tests.browse import count_rows, let_go
from tests.webinars.bookings.booker import bookings, mails, path_of, sign_ups, webinar
from webinars.bookings import queries
from webinars.bookings.models import Booking, Came, State
from webinars.programme.models import Webinar

PEOPLE, SEATS = (500, 100) if os.environ.get("PLACEWELL_WHOLE") else (50, 10)
CLIENTS = 8


class Visitor:
    """One person at an own network address, with a cookie and the fields of the page."""

    def __init__(self, port: int, number: int) -> None:
        self.port, self.number, self.cookie = port, number, ""

    def ask(self, path: str, told: dict | None = None) -> tuple[int, str]:
        mine = f"127.{1 + self.number // 250}.0.{1 + self.number % 250}"
        connection = http.client.HTTPConnection(
            "127.0.0.1", self.port, source_address=(mine, 0), timeout=120
        )
        body = urllib.parse.urlencode(told) if told is not None else None
        kind = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
        headers = {"Cookie": self.cookie} | kind if self.cookie else kind
        connection.request("POST" if body else "GET", path, body, headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        if cookie := answer.getheader("Set-Cookie"):
            self.cookie = cookie.partition(";")[0]
        connection.close()
        return answer.status, text

    def open(self, path: str) -> None:
        status, text = self.ask(path)
        assert status == 200, text
        found = re.findall(r'type="hidden" id="[^"]*" name="([^"]+)" value="([^"]*)"', text)
        self.hidden = dict(found)

    def press(self, path: str, **told: str) -> tuple[float, float]:
        """Send the form; return when the request left and when the answer was there."""
        began = time.perf_counter()
        status, text = self.ask(path, self.hidden | told)
        assert status == 302, text
        return began, time.perf_counter()


@pytest.fixture
def port(app) -> Iterator[int]:
    let_go()
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(autouse=True)
def quiet(monkeypatch):
    monkeypatch.setattr("werkzeug.serving.WSGIRequestHandler.log", lambda *_: None)


def test_many_come_for_few_seats(app, port, capsys):
    """Exactly the seats are given, the others wait in order of arrival; none lost, none twice."""
    of = webinar(capacity=SEATS)
    form = f"/webinars/{of.ref}/book"
    visitors = [Visitor(port, n) for n in range(PEOPLE)]
    let_go()
    started = time.perf_counter()
    now = clock.now()
    with ThreadPoolExecutor(CLIENTS) as pool:
        with time_machine.travel(now - timedelta(seconds=10), tick=False):
            list(pool.map(lambda one: one.open(form), visitors))
        with time_machine.travel(now, tick=False):
            list(pool.map(lambda one: one.press(form, **typed(one.number)), visitors))
    proofs = {int(re.search("[0-9]+", mail.to_addr)[0]): path_of(mail.link_id) for mail in mails()}
    let_go()
    assert len(proofs) == PEOPLE

    def confirm(one: Visitor) -> tuple[float, float]:
        one.open(proofs[one.number])
        return one.press(proofs[one.number])

    with ThreadPoolExecutor(CLIENTS) as pool:
        spans = dict(
            zip((one.number for one in visitors), pool.map(confirm, visitors), strict=True)
        )
    took = time.perf_counter() - started

    found = sorted(bookings(), key=lambda row: row.queue)
    assert [row.queue for row in found] == list(range(1, PEOPLE + 1))
    assert len({row.email_folded for row in found}) == PEOPLE
    assert all(row.booking_id for row in sign_ups())
    assert [row.state for row in found] == [State.SEAT] * SEATS + [State.WAITING] * (PEOPLE - SEATS)
    row = session.get_one(Webinar, of.id)
    assert (row.taken, row.waiting) == (SEATS, PEOPLE - SEATS)
    place = {int(re.search("[0-9]+", row.email)[0]): row.queue for row in found}
    passed = [
        (one, other)
        for one, (_, ended) in spans.items()
        for other, (began, _) in spans.items()
        if ended < began and place[one] > place[other]
    ]
    assert not passed, "who was answered before another asked stands before them"
    with capsys.disabled():
        print(f"\n{PEOPLE} people, {SEATS} seats, {CLIENTS} clients: {took:.1f} s")


def typed(number: int) -> dict[str, str]:
    return {
        "name": f"Person {number}",
        "email": f"p{number}@firm.example",
        "employer_words": "Firm",
        "heard": "",
    }


def test_twenty_presses_of_one_link_at_once_are_one_seat(app, port):
    of = webinar(capacity=SEATS)
    form = f"/webinars/{of.ref}/book"
    one = Visitor(port, 1)
    let_go()
    now = clock.now()
    with time_machine.travel(now - timedelta(seconds=10), tick=False):
        one.open(form)
    one.press(form, **typed(1))
    proof = path_of(mails()[0].link_id)
    let_go()
    one.open(proof)

    with ThreadPoolExecutor(CLIENTS) as pool:
        list(pool.map(lambda _: one.press(proof), range(20)))

    assert count_rows(Booking) == 1


def test_without_the_lock_the_last_seat_is_given_to_everybody(app):
    """The twin: look, then take, as careless code does. The lock is what the test above holds."""
    of = webinar(capacity=1)
    webinar_id, barrier = of.id, threading.Barrier(CLIENTS)
    let_go()

    def careless(number: int) -> None:
        with app.app_context():
            room = queries.room(webinar_id)
            session.rollback()
            barrier.wait(timeout=60)
            now, email = clock.now(), f"p{number}@firm.example"
            session.add(
                Booking(webinar_id=webinar_id, name="x", email=email, email_folded=email,
                        came=Came.FORM, asked_at=now, moved_at=now, queue=room.last + 1, uid=email,
                        state=State.SEAT if room.held < 1 else State.WAITING)
            )  # fmt: skip
            session.commit()

    with ThreadPoolExecutor(CLIENTS) as pool:
        list(pool.map(careless, range(CLIENTS)))

    assert session.scalar(sa.select(sa.func.count(sa.distinct(Booking.queue)))) == 1
    assert [row.state for row in bookings()] == [State.SEAT] * CLIENTS
