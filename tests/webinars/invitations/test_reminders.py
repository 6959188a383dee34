"""Reminders: each due one once, to the minute, across both clock changes and a moved start."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
import time_machine

from crm.core import clock, mail
from crm.core.db import session
from crm.core.outbox import Mail
from crm.core.outbox import State as Sending
from tests.browse import count_rows
from tests.core.sink import Sink
from tests.crm.door.test_races import at_once
from tests.webinars.invitations.seated import MINUTE, mails, remind, seat, tell
from webinars.bookings import moves
from webinars.bookings.models import Booking
from webinars.invitations import actions, jobs, queries
from webinars.invitations.models import WebinarReminder
from webinars.invitations.rules import due_hours
from webinars.programme import actions as programme
from webinars.programme.models import Webinar
from webinars.programme.rules import State

HOURS = (168, 24, 1)
START = datetime(2027, 6, 2, 9, tzinfo=UTC)
STARTS = {
    "usual": START,
    "the day of the change in March": datetime(2027, 3, 28, 9, tzinfo=UTC),
    "three days after March": datetime(2027, 3, 31, 9, tzinfo=UTC),
    "the day of the change in October": datetime(2027, 10, 31, 10, tzinfo=UTC),
    "the hour that comes twice": datetime(2027, 10, 31, 1, 30, tzinfo=UTC),
    "a day after October": datetime(2027, 11, 1, 10, tzinfo=UTC),
}


def reminders():
    return mails("webinar reminder")


def booked(make, starts_at=START, *, days=30, **more):
    """A webinar and a seat in it that was confirmed so many days before the start."""
    with time_machine.travel(starts_at - timedelta(days=days), tick=False):
        webinar = make.webinar(starts_at=starts_at, **more)
        booking = seat(webinar)
        tell()
    return webinar, booking


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        (timedelta(days=8), None),
        (timedelta(days=7, seconds=1), None),
        (timedelta(days=7), 168),
        (timedelta(days=2), 168),
        (timedelta(hours=24), 24),
        (timedelta(hours=1), 1),
        (timedelta(seconds=1), 1),
        (timedelta(0), None),
    ],
)
def test_only_the_latest_one_due_counts(before, expected):
    assert due_hours(HOURS, START, START - before) == expected


@pytest.mark.parametrize("starts_at", STARTS.values(), ids=STARTS.keys())
def test_each_is_sent_once_and_to_the_minute(app, make, starts_at):
    booked(make, starts_at)

    for number, hours in enumerate(HOURS, 1):
        due = starts_at - timedelta(hours=hours)
        for at, expected in ((due - MINUTE, 0), (due, 1), (due, 0), (due + MINUTE, 0)):
            with time_machine.travel(at, tick=False):
                assert remind(at) == expected, (hours, at)
        assert len(reminders()) == number
    with time_machine.travel(starts_at, tick=False):
        assert remind(starts_at) == 0

    subjects = [row.subject for row in reminders()]
    assert [text.split(":")[0] for text in subjects] == ["In 7 days", "In 1 day", "In 1 hour"]
    zone = clock.to_london(starts_at).strftime("%H:%M %Z")
    assert all(text.endswith(zone) for text in subjects)


def test_they_are_planned_anew_when_the_start_moves(app, make):
    webinar, _ = booked(make)
    week = START - timedelta(days=7)
    with time_machine.travel(week, tick=False):
        assert remind(week) == 1
    moved = START + timedelta(days=10)
    with time_machine.travel(week + timedelta(days=1), tick=False):
        row = session.get_one(Webinar, webinar.id)
        row.starts_at, row.ends_at = moved, moved + timedelta(hours=1)
        session.commit()
        assert remind(clock.now() + MINUTE) == 0
        assert tell() == 1

    for hours, expected in ((24, 0), (1, 0)):
        assert remind(START - timedelta(hours=hours)) == expected, "the old start is gone"
    for hours in HOURS:
        due = moved - timedelta(hours=hours)
        with time_machine.travel(due, tick=False):
            assert [remind(due - MINUTE), remind(due), remind(due)] == [0, 1, 0]
    assert len(reminders()) == 4


def test_a_start_moved_nearer_reminds_only_of_what_is_still_to_come(app, make):
    webinar, _ = booked(make)
    now = START - timedelta(days=20)
    nearer = now + timedelta(days=3)
    with time_machine.travel(now, tick=False):
        row = session.get_one(Webinar, webinar.id)
        row.starts_at, row.ends_at = nearer, nearer + timedelta(hours=1)
        session.commit()
        tell()
        assert remind(now + MINUTE) == 0, "the mail about the change said it a minute ago"
    due = nearer - timedelta(days=1)
    with time_machine.travel(due, tick=False):
        assert remind(due) == 1


def test_who_booked_after_its_time_is_not_reminded(app, make):
    booked(make, days=2)

    assert remind(START - timedelta(days=2)) == 0
    assert remind(START - timedelta(days=1)) == 1


def test_it_is_moot_for_seats_given_up_waiting_people_and_what_is_called_off(app, make):
    webinar, booking = booked(make, capacity=1)
    with time_machine.travel(START - timedelta(days=20), tick=False):
        seat(webinar, "Ann Bee")
    week = START - timedelta(days=7)
    with time_machine.travel(week, tick=False):
        moves.cancel(session.get_one(Booking, booking.id), why="asked")
        session.commit()
        assert remind(week) == 0

    other, _ = booked(make)
    with time_machine.travel(week, tick=False):
        programme.cancel(session.get_one(Webinar, other.id), "Snow.")
        session.commit()
        assert remind(week) == 0
    assert reminders() == []


def test_after_a_long_stop_of_the_worker_one_mail_says_it(app, make):
    booked(make)
    late = START - timedelta(minutes=30)

    with time_machine.travel(late, tick=False):
        assert [remind(late), remind(late)] == [1, 0]
    assert [row.subject.split(":")[0] for row in reminders()] == ["In 1 hour"]


@pytest.mark.parametrize("what", ["given up", "called off", "moved", "begun"])
def test_one_that_waits_in_the_outbox_does_not_leave_once_it_is_moot(app, make, what):
    webinar, booking = booked(make)
    due = START - timedelta(days=1)
    with time_machine.travel(due, tick=False):
        remind(due)
        row = session.get_one(Webinar, webinar.id)
        if what == "given up":
            moves.cancel(session.get_one(Booking, booking.id), why="asked")
        elif what == "called off":
            row.state = State.CANCELLED
        elif what == "moved":
            row.starts_at -= timedelta(hours=2)
        session.commit()
    at = START if what == "begun" else due
    session.connection().execute(sa.delete(Mail.__table__).where(Mail.kind == "webinar calendar"))
    session.commit()

    with Sink() as sink, time_machine.travel(at, tick=False):
        app.config["MAIL_URL"] = sink.url
        assert mail.drain(at) == 0

    assert sink.kept == []
    assert reminders()[0].state is Sending.SUPPRESSED


def test_one_that_is_still_true_leaves(app, make):
    booked(make)
    due = START - timedelta(days=1)
    with Sink() as sink, time_machine.travel(due, tick=False):
        remind(due)
        app.config["MAIL_URL"] = sink.url
        mail.drain(due)

    assert [text.split(":")[0] for text in sink.subjects][-1] == "In 1 day"


def test_two_workers_at_once_send_each_reminder_once(app, make):
    webinar, _ = booked(make)
    with time_machine.travel(START - timedelta(days=20), tick=False):
        for number in range(5):
            seat(webinar, f"P{number} X")
        tell()
    due = START - timedelta(days=7)

    with time_machine.travel(due, tick=False):
        handled = at_once(app, [lambda: jobs.remind(due)] * 4)

    assert sum(handled) == 6
    assert len(reminders()) == count_rows(WebinarReminder) == 6


def test_without_the_one_row_they_send_it_twice(app, make):
    """The twin: two workers that look first and post after, as without the unique row."""
    booked(make)
    due = START - timedelta(days=7)

    def careless(number):
        def act():
            found = queries.reminders(due, 10)
            session.rollback()
            gate.wait()
            for one in found:
                booking = session.get_one(Booking, one.booking_id)
                actions._post(booking, actions.REMINDER, f"careless {number}", ("x", "y"))
                session.commit()
            return len(found)

        return act

    gate = threading.Barrier(2)
    with time_machine.travel(due, tick=False):
        at_once(app, [careless(1), careless(2)])

    assert len(reminders()) == 2


def test_a_crash_between_two_people_repeats_nothing(app, make, monkeypatch):
    webinar, _ = booked(make)
    with time_machine.travel(START - timedelta(days=20), tick=False):
        seat(webinar, "Ann Bee")
        tell()
    due = START - timedelta(days=7)
    real, calls = session.commit, []

    def falling():
        calls.append(1)
        if len(calls) == 2:
            raise RuntimeError("the power went")
        real()

    with time_machine.travel(due, tick=False):
        monkeypatch.setattr(session, "commit", falling)
        with pytest.raises(RuntimeError):
            jobs.remind(due)
        monkeypatch.undo()
        session.rollback()
        assert len(reminders()) == 1
        assert remind(due) == 1
    assert [row.to_addr for row in reminders()] == ["sam@firm.example", "ann@firm.example"]
