"""Links that are over, and the waiting list: offers in order, in time, each told."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from crm.core import clock
from crm.core.db import session
from crm.core.journal import Operation
from crm.core.undo import undo
from tests.browse import let_go
from tests.webinars.bookings.booker import (
    book,
    bookings,
    mailed_path,
    mails,
    people,
    seat_path,
    sign_up,
    webinar,
    work,
)
from webinars.bookings import actions, jobs, moves, queries, rules
from webinars.bookings.models import State
from webinars.programme.models import Webinar

HOUR = timedelta(hours=1)
SOON = timedelta(seconds=31)


def states() -> list[State]:
    return [row.state for row in bookings()]


def test_after_48_hours_the_link_says_that_it_is_over(app, stranger):
    of = webinar()
    sign_up(stranger, of)
    path = mailed_path()

    with time_machine.travel(clock.now() + 49 * HOUR, tick=False):
        page, pressed = stranger.get(path), stranger.post(path)

    assert (page.status_code, pressed.status_code) == (410, 410)
    assert "48 hours" in page.text
    assert f"/webinars/{of.ref}/book" in page.text
    assert not bookings()


def test_a_made_up_link_is_over_too(app, stranger):
    assert stranger.get("/me/proof.nonsense").status_code == 410
    assert stranger.post("/me/proof.nonsense").status_code == 410


@pytest.mark.parametrize("word", ["cancelled", "finished"])
def test_nobody_gets_a_seat_once_it_is_off(app, stranger, word):
    of = webinar()
    sign_up(stranger, of)
    session.get_one(Webinar, of.id).state = type(of.state)(word)
    session.commit()

    assert stranger.post(mailed_path()).status_code == 410
    assert not bookings()


def test_who_signed_up_before_it_closed_may_still_confirm(app, stranger):
    of = webinar()
    sign_up(stranger, of)
    session.get_one(Webinar, of.id).closed_at = clock.now()
    session.commit()

    stranger.post(mailed_path())

    assert states() == [State.SEAT]


def test_who_comes_after_the_last_seat_waits_in_order_and_is_told(app, stranger):
    people(stranger, webinar(), 4)

    work(clock.now() + SOON)

    assert states() == [State.SEAT, State.SEAT, State.WAITING, State.WAITING]
    told = mails("webinar booking")
    assert [mail.to_addr for mail in told] == ["p2@firm2.example", "p3@firm3.example"]
    assert "number 1 on the waiting list" in told[0].body
    assert "number 2" in told[1].body
    work(clock.now() + SOON)
    assert len(mails("webinar booking")) == 2, "told once"


def test_a_seat_given_up_is_offered_to_the_first_who_waits(app, stranger):
    rows = people(stranger, webinar(), 4)
    stranger.post(f"{seat_path(rows[0])}/cancel")

    work()
    work(clock.now() + SOON)

    assert states() == [State.CANCELLED, State.SEAT, State.OFFERED, State.WAITING]
    offered = bookings()[2]
    assert offered.offer_until - offered.moved_at == 48 * HOUR
    told = {mail.to_addr: mail.subject.split(":")[0] for mail in mails("webinar booking")}
    assert told["p2@firm2.example"] == "A seat is free for you"
    assert told["p3@firm3.example"] == "You are on the waiting list"
    page = stranger.get(seat_path(rows[2]))
    assert "Take the seat" in page.text
    assert "join.example" not in page.text, "no link to join without a seat"
    stranger.post(f"{seat_path(rows[2])}/answer", {"take": "y"})
    assert states()[2] is State.SEAT
    assert "join.example" in stranger.get(seat_path(rows[2])).text


def test_a_newcomer_never_passes_those_who_wait(app, stranger):
    of = webinar()
    rows = people(stranger, of, 3)
    stranger.post(f"{seat_path(rows[0])}/cancel")

    late = book(stranger, of, email="late@x.example")

    assert late.state is State.WAITING
    work()
    assert states() == [State.CANCELLED, State.SEAT, State.OFFERED, State.WAITING]


def test_an_offer_that_is_let_go_or_lapses_goes_to_the_next(app, stranger):
    rows = people(stranger, webinar(capacity=1), 4)
    stranger.post(f"{seat_path(rows[0])}/cancel")
    work()
    stranger.post(f"{seat_path(rows[1])}/answer", {"leave": "y"})
    work()
    assert states() == [State.CANCELLED, State.CANCELLED, State.OFFERED, State.WAITING]

    late = clock.now() + 49 * HOUR
    with time_machine.travel(late, tick=False):
        answer = stranger.post(f"{seat_path(rows[2])}/answer", {"take": "y"}, follow=True)
    assert "This offer is over" in answer.text
    work(late)
    work(late + SOON)

    assert states()[2:] == [State.LAPSED, State.OFFERED]
    assert any("went to somebody else" in mail.subject for mail in mails())


def test_who_cancelled_or_lapsed_books_anew_at_the_end(app, stranger):
    of = webinar(capacity=1)
    rows = people(stranger, of, 2)
    stranger.post(f"{seat_path(rows[0])}/cancel")

    again = book(stranger, of, email="p0@firm0.example")

    assert (again.id, again.state, again.queue) == (3, State.WAITING, 3)


@pytest.mark.parametrize(
    ("left", "hours"),
    [(timedelta(days=30), 48), (timedelta(days=4), 48), (timedelta(hours=50), 25),
     (timedelta(hours=2), 1)],
)  # fmt: skip
def test_an_offer_never_outlives_the_start(left, hours):
    now = clock.now()

    until = rules.offer_until(now, now + left, 48)

    assert until - now == timedelta(hours=hours)
    assert until < now + left


def test_more_seats_are_offered_in_order(app, stranger):
    of = webinar(capacity=1)
    people(stranger, of, 4)
    row = session.get_one(Webinar, of.id)
    row.capacity, row.overbook_percent = 2, 50
    session.commit()

    work()

    assert states() == [State.SEAT, State.OFFERED, State.OFFERED, State.WAITING]
    work()
    assert queries.unsettled() == [], "an idle tick takes no lock"


def test_the_staff_can_take_a_cancellation_back_before_the_seat_goes(app, stranger, make):
    of = webinar(capacity=1)
    rows = people(stranger, of, 2)
    let_go()
    _, row = queries.locked(rows[0].id)
    moves.cancel(row, why="entered twice", held=True)
    session.commit()
    work()
    assert states() == [State.CANCELLED, State.WAITING], "held while it can be undone"
    undo(session.scalar(sa.select(sa.func.max(Operation.id))))
    session.commit()

    work(clock.now() + SOON)
    assert states() == [State.SEAT, State.WAITING]
    assert (session.get_one(Webinar, of.id).taken, session.get_one(Webinar, of.id).waiting) == (
        1,
        1,
    )


def test_nothing_is_offered_after_the_start(app, stranger):
    of = webinar(capacity=1)
    rows = people(stranger, of, 2)
    stranger.post(f"{seat_path(rows[0])}/cancel")

    work(clock.now() + timedelta(days=31))

    assert states() == [State.CANCELLED, State.WAITING]


def test_two_workers_at_once_offer_once(app, stranger):
    rows = people(stranger, webinar(capacity=1), 3)
    stranger.post(f"{seat_path(rows[0])}/cancel")
    wanted = queries.unsettled()
    session.rollback()

    for _ in range(2):
        for webinar_id in wanted:
            moves.settle(queries.lock(webinar_id))
            session.commit()

    assert states() == [State.CANCELLED, State.OFFERED, State.WAITING]
    assert jobs.settle(clock.now()) == 0


def test_passed_on_twice_the_first_who_proves_comes(app, stranger):
    row = book(stranger, webinar())
    for name in ("ann", "bob"):
        let_go()
        _, booking = queries.locked(row.id)
        actions.pass_on(booking, form_token=name, name=name, email=f"{name}@x.example")
        session.commit()
    first, second = mailed_path(-2), mailed_path(-1)

    stranger.post(second)
    late = stranger.post(first)

    assert late.status_code == 410
    assert "cancelled meanwhile" in late.text
    assert [(b.name, b.state) for b in bookings()] == [
        ("Sam Carter", State.CANCELLED), ("bob", State.SEAT)]  # fmt: skip
