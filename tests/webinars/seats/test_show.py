"""The personal page: no account, only the link."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine
import vobject
from icalendar import Calendar

from crm.core import clock
from crm.core.db import session
from crm.core.journal import THEIRS, Operation
from tests.webinars.bookings.booker import (
    book,
    bookings,
    mailed_path,
    mails,
    people,
    seat_path,
    sign_ups,
    webinar,
    work,
)
from webinars.bookings.models import State
from webinars.programme.models import Webinar
from webinars.programme.rules import State as Decided

COLLEAGUE = {"name": "Bo Wells", "email": "bo@isisgardens.example", "role": "Buyer"}


def test_the_join_link_is_only_for_who_has_a_seat(app, stranger):
    of = webinar(capacity=1)
    seated, waits = people(stranger, of, 2)

    assert "join.example/room-7" in stranger.get(seat_path(seated)).text
    page = stranger.get(seat_path(waits)).text
    assert "join.example" not in page
    assert "number 1 on the waiting list" in page
    assert "join.example" not in stranger.get(f"/webinars/{of.ref}/book").text
    assert stranger.get(f"{seat_path(waits)}/webinar.ics").status_code == 404


def test_a_made_up_link_is_404_everywhere(app, stranger):
    for tail in ("", "/cancel", "/pass-on", "/needs", "/webinar.ics"):
        assert stranger.get(f"/me/seat.nonsense{tail}").status_code == 404
    assert stranger.post("/me/seat.nonsense/answer").status_code == 404


def test_cancelling_asks_once_and_twice_is_no_harm(app, stranger):
    row = book(stranger, webinar())
    path = f"{seat_path(row)}/cancel"

    assert "Cancel your booking?" in stranger.get(path).text
    assert bookings()[0].state is State.SEAT, "opening the page does nothing"
    stranger.post(path)
    at = bookings()[0].cancelled_at
    stranger.post(path)

    assert (bookings()[0].state, bookings()[0].cancelled_at) == (State.CANCELLED, at)
    assert "is cancelled" in stranger.get(seat_path(row)).text
    work(clock.now() + timedelta(seconds=31))
    assert mails()[-1].subject.startswith("Your booking is cancelled")


def test_passed_on_the_colleague_proves_and_gets_the_same_seat(app, stranger):
    of = webinar(capacity=1)
    first, second = people(stranger, of, 2)
    page = stranger.submit(f"{seat_path(first)}/pass-on", COLLEAGUE)

    assert "You named Bo Wells" in page.text
    assert bookings()[0].state is State.SEAT, "kept until the colleague says yes"
    mail = mails()[-1]
    assert (mail.to_addr, "Bo" in mail.body) == (COLLEAGUE["email"], False)
    answer = stranger.post(mailed_path())
    old, other, heir = bookings()
    assert (old.state, old.passed_to_id) == (State.CANCELLED, heir.id)
    assert (heir.state, heir.queue, heir.name) == (State.SEAT, old.queue, "Bo Wells")
    assert other.state is State.WAITING, "nobody passed who waits"
    assert heir.uid != old.uid
    assert heir.access_needs == ""
    assert "You have a seat" in stranger.get(answer.location).text
    assert "passed this booking on" in stranger.get(seat_path(first)).text
    row = session.get_one(Webinar, of.id)
    assert (row.taken, row.waiting) == (1, 1)
    assert second.id == other.id


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"email": "sam@isisgardens.example"}, "this one is yours"),
        ({"email": ""}, "Enter your colleague&#39;s email address"),
        ({"name": "Bo\nBcc: x"}, "must be one line"),
    ],
)
def test_a_colleague_that_cannot_be_named_is_said(app, stranger, typed, said):
    row = book(stranger, webinar())

    page = stranger.submit(f"{seat_path(row)}/pass-on", COLLEAGUE | typed)

    assert said in page.text
    assert len(sign_ups()) == 1


def test_a_robot_names_nobody(app, stranger):
    row = book(stranger, webinar())

    stranger.submit(f"{seat_path(row)}/pass-on", COLLEAGUE | {"company": "x"})

    assert len(sign_ups()) == 1


def test_the_sixth_colleague_of_a_day_is_refused(app, stranger):
    row = book(stranger, webinar())
    for n in range(5):
        stranger.submit(f"{seat_path(row)}/pass-on", COLLEAGUE | {"email": f"c{n}@x.example"})

    path = f"{seat_path(row)}/pass-on"
    answer = stranger.post(path, COLLEAGUE | {"email": "c6@x.example"})
    assert answer.status_code == 429


def test_what_they_need_can_be_changed(app, stranger):
    row = book(stranger, webinar())

    stranger.submit(f"{seat_path(row)}/needs", {"access_needs": "Slides before"})

    assert bookings()[0].access_needs == "Slides before"
    assert "Slides before" in stranger.get(f"{seat_path(row)}/needs").text


def test_the_calendar_file_is_read_by_two_parsers(app, stranger):
    starts = clock.now() + timedelta(days=200)
    row = book(stranger, webinar(starts_at=starts, title="Café; jobs, and more"))

    answer = stranger.get(f"{seat_path(row)}/webinar.ics")

    assert answer.mimetype == "text/calendar"
    event = Calendar.from_ical(answer.data).walk("VEVENT")[0]
    assert str(event["uid"]) == bookings()[0].uid
    assert event.decoded("dtstart") == starts.replace(microsecond=0)
    assert str(event["summary"]) == "Café; jobs, and more"
    other = vobject.readOne(answer.text)
    assert other.vevent.uid.value == bookings()[0].uid
    assert other.vevent.dtstart.value == starts.replace(microsecond=0)


def test_a_cancelled_webinar_and_one_that_is_over_say_so(app, stranger):
    of = webinar()
    row = book(stranger, of)
    path = seat_path(row)

    with time_machine.travel(clock.now() + timedelta(days=31), tick=False):
        page = stranger.get(path).text
        assert "You had a seat" in page
        assert "join.example" not in page
    of = session.get_one(Webinar, of.id)
    of.state, of.cancelled_words = Decided.CANCELLED, "The speaker is ill."
    session.commit()
    page = stranger.get(path).text
    assert "The speaker is ill." in page
    assert "join.example" not in page


@pytest.mark.parametrize(
    ("tail", "said"), [("cancel", {}), ("answer", {"drop": "y"}), ("answer", {"take": "y"})]
)
def test_staff_do_not_undo_what_a_person_did(app, stranger, manager, tail, said):
    of = webinar(capacity=1)
    first, second = people(stranger, of, 2)
    row = first
    if tail == "answer":
        stranger.post(f"{seat_path(first)}/cancel")
        work()
        row = second
    stranger.post(f"{seat_path(row)}/{tail}", said)
    states = [one.state for one in bookings()]
    done = session.scalars(sa.select(Operation.id).where(Operation.kind == THEIRS)).all()
    session.rollback()

    assert len(done) == (3 if tail == "cancel" else 4)
    for number in done:
        manager.post(f"/history/{number}/undo")

    assert [one.state for one in bookings()] == states
