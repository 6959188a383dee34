"""What is kept how long, and what its owner is shown."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from crm.activity.models import Cadence
from crm.core import clock
from crm.core.db import session
from crm.core.journal import Entry, Operation
from tests.browse import let_go
from tests.webinars.bookings.booker import book, bookings, seat_path, sign_up, sign_ups, webinar
from webinars.bookings import jobs, keeping
from webinars.bookings.models import Booking


def forget_in(days: int) -> None:
    let_go()
    with time_machine.travel(clock.now() + timedelta(days=days), tick=False):
        jobs.forget(clock.now())
    let_go()


def test_what_was_never_proved_goes_after_a_week(app, stranger):
    sign_up(stranger, webinar())

    forget_in(6)
    assert len(sign_ups()) == 1
    forget_in(8)
    assert not sign_ups()


@pytest.mark.parametrize(("days", "kept"), [(30 + 13, "Captions"), (30 + 16, "")])
def test_access_needs_go_two_weeks_after_the_webinar(app, stranger, days, kept):
    book(stranger, webinar())

    forget_in(days)

    assert bookings()[0].access_needs == kept
    assert bookings()[0].name == "Sam Carter"


def test_a_manager_changes_the_days(app, stranger):
    row = session.scalars(sa.select(Cadence).where(Cadence.reason == keeping.NEEDS)).one()
    row.count = 2
    session.commit()
    assert "webinar: 2 days after it" in stranger.get("/privacy").text
    book(stranger, webinar())

    forget_in(30 + 4)

    assert bookings()[0].access_needs == ""


def test_what_led_nowhere_is_erased_after_a_year_from_the_history_too(app, stranger, make):
    of = webinar()
    book(stranger, of)
    known = book(stranger, of, email="known@x.example")
    session.get_one(Booking, known.id).employer_id = make.employer().id
    session.commit()

    forget_in(30 + 360)
    assert bookings()[0].name == "Sam Carter"
    forget_in(30 + 370)

    gone, kept = bookings()
    assert (gone.name, gone.email, gone.employer_words) == ("Erased", "", "")
    assert gone.erased_at
    assert kept.email == "known@x.example"
    history = sa.select(Entry).where(Entry.table_name == "booking", Entry.row_id == gone.id)
    assert all(e.after is None and e.before is None for e in session.scalars(history))
    titles = sa.select(Operation.title).join(Entry, Entry.operation_id == Operation.id)
    named = session.scalars(titles.where(Entry.row_id == gone.id, Entry.table_name == "booking"))
    assert not [title for title in named if "Sam" in title]
    assert stranger.get(seat_path(gone)).status_code == 404
    forget_in(30 + 371)
    assert bookings()[0].erased_at == gone.erased_at, "once"


def test_its_owner_sees_everything(app, stranger):
    of = webinar(title="Good people")
    sign_up(stranger, of, follow_up_ok="y")
    assert [one.title for one in keeping.held_about("sam@isisgardens.example")] == [
        "A booking that was never confirmed: Good people"
    ]
    let_go()
    book(stranger, of, follow_up_ok="y")

    found = [one for one in keeping.held_about("sam@isisgardens.example") if "K-" in one.title]

    facts = dict(found[0].facts)
    assert facts["What you need to take part"] == "Captions"
    assert facts["You agreed to"].startswith("You may contact me")
    assert not keeping.held_about("else@x.example")
