"""Signing up: the same answer for everybody, one mail, nothing booked before the proof."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from crm.core import clock, throttle
from crm.core.db import session
from crm.core.journal import Entry
from crm.interest.rules import Held
from tests.browse import count_rows
from tests.webinars.bookings.booker import (
    TYPED,
    book,
    bookings,
    mailed_path,
    mails,
    sign_up,
    sign_ups,
    webinar,
)
from webinars.bookings import queries
from webinars.bookings.models import Booking, SignUp, State
from webinars.bookings.routes import KEPT_FROM
from webinars.programme.models import Webinar


def test_nothing_is_booked_until_the_address_is_proved(app, stranger):
    of = webinar()

    answer = sign_up(stranger, of)

    assert answer.location == f"/webinars/{of.ref}/book/sent"
    assert "check your email" in stranger.get(answer.location).text
    (mail,) = mails()
    assert mail.to_addr == TYPED["email"]
    assert "Sam" not in mail.subject + mail.body, "nothing that a stranger typed"
    assert count_rows(Booking) == 0
    kept = set(session.scalars(sa.select(Entry.table_name)))
    assert not kept & {"sign_up", "booking"}, "no history holds what a stranger typed"


def test_opening_the_link_does_nothing_and_a_press_books(app, stranger):
    of = webinar()
    sign_up(stranger, of)

    page = stranger.get(mailed_path())

    assert "Isis Garden Centre" in page.text
    assert count_rows(Booking) == 0, "scanners of mail open links"
    answer = stranger.post(mailed_path())
    assert "You have a seat" in stranger.get(answer.location).text
    (row,) = bookings()
    assert (row.state, row.queue, row.name) == (State.SEAT, 1, "Sam Carter")
    assert (row.access_needs, row.follow_up_ok, row.heard) == ("Captions", False, "A colleague")
    assert sign_ups()[0].access_needs == "", "kept once"


def test_a_second_press_and_another_device_find_the_same_booking(app, stranger, officer):
    of = webinar()
    sign_up(stranger, of)
    path = mailed_path()

    first, second = stranger.post(path), stranger.post(path)
    third = officer.get(path)

    assert first.location == second.location == third.location
    assert count_rows(Booking) == 1


def test_who_has_a_booking_gets_the_same_page_and_mail_and_never_a_second_seat(app, stranger):
    of = webinar()
    known = book(stranger, of)
    before = mails()[0]

    again = sign_up(stranger, of, name="Samuel", email="SAM@isisgardens.example")
    new = sign_up(stranger, of, email="else@x.example")

    assert again.status == new.status
    assert again.location == new.location
    mine, other = mails()[-2:]
    assert (mine.subject, mine.body) == (other.subject, other.body) == (before.subject, before.body)
    answer = stranger.post(mailed_path(-2))
    assert known.name in stranger.get(answer.location).text
    assert count_rows(Booking) == 1
    assert bookings()[0].name == "Sam Carter", "what is typed later changes nothing"


def test_of_two_mails_any_link_leads_to_the_one_booking(app, stranger):
    of = webinar()
    sign_up(stranger, of)
    sign_up(stranger, of, name="Samuel Carter")
    first, second = mailed_path(-2), mailed_path(-1)

    stranger.post(second)

    assert "You have a seat" in stranger.get(first, follow=True).text
    assert [row.name for row in bookings()] == ["Samuel Carter"]


def test_the_same_form_sent_twice_is_one_sign_up(app, stranger):
    of = webinar()
    path = f"/webinars/{of.ref}/book"
    from tests.browse import form_defaults

    form = form_defaults(stranger.get(path).text) | TYPED
    for _ in range(2):
        assert stranger.post(path, form).status_code == 302

    assert count_rows(SignUp) == 1


@pytest.mark.parametrize(
    ("typed", "seconds"), [({"company": "x"}, 10), ({}, 1), ({"once": "made up"}, 10)]
)
def test_robots_get_the_same_page_and_no_mail_leaves(app, stranger, typed, seconds):
    answer = sign_up(stranger, webinar(), seconds=seconds, **typed)

    assert answer.status_code == 302
    assert [row.held for row in sign_ups()] == [Held.AUTOMATIC]
    assert not mails()


def test_the_21st_from_one_address_waits_for_a_person(app, stranger):
    of = webinar()
    for n in range(21):
        sign_up(stranger, of, email=f"p{n}@x{n}.example")

    assert [row.held for row in sign_ups()] == [Held.NO] * 20 + [Held.LIMIT]
    assert len(mails()) == 20


@pytest.mark.parametrize("typed", [{}, {"company": "x"}])
def test_beyond_60_from_one_address_nothing_is_stored(app, stranger, typed):
    of = webinar()
    for _ in range(59):
        throttle.take(KEPT_FROM, "127.0.0.1")
    session.commit()

    assert sign_up(stranger, of, **typed).status_code == 302
    assert len(sign_ups()) == 1
    assert sign_up(stranger, of, **typed).status_code == 429
    assert sign_up(stranger, of, **typed).status_code == 429

    assert len(sign_ups()) == 1


def test_one_mailbox_gets_three_mails_a_day(app, stranger):
    of = webinar()
    for _ in range(5):
        assert sign_up(stranger, of).status_code == 302

    assert len(mails()) == 3


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name": ""}, "Enter your name"),
        ({"name": "x" * 101}, "Your name must be 100 characters or fewer"),
        ({"name": "Sam\r\nBcc: all@x.example"}, "Your name must be one line"),
        ({"email": "sam@"}, "Enter an email address in the correct format"),
        ({"email": "sam@x.example\nBcc: a@b.example"}, "Enter an email address"),
        ({"employer_words": "\u200b"}, "only invisible characters"),
        ({"employer_words": ""}, "Enter where you work"),
        ({"access_needs": "x" * 1001}, "1,000 characters or fewer"),
        ({"heard": "the moon"}, "Choose one of the answers"),
    ],
)
def test_what_cannot_be_used_is_said_beside_the_field(app, stranger, typed, said):
    page = sign_up(stranger, webinar(), **typed)

    assert said in page.text
    assert page.status_code == 200
    assert not sign_ups()


@pytest.mark.parametrize("name", ['=HYPERLINK("http://x")', "Zoë Ó Séaghdha", "张伟", "<b>Sam</b>"])
def test_odd_names_are_shown_as_typed(app, stranger, name):
    row = book(stranger, webinar(), name=name)

    assert row.name == name
    assert "<b>Sam</b>" not in stranger.get(mailed_path(0), follow=True).text


@pytest.mark.parametrize(
    "more", [{"closed_at": True}, {"state": "cancelled"}, {"state": "finished"}, {"begun": True}]
)
def test_a_webinar_that_takes_nobody_says_so(app, stranger, more):
    facts = dict(more)
    if facts.pop("begun", False):
        facts["starts_at"] = clock.now() - timedelta(minutes=1)
    if facts.get("closed_at"):
        facts["closed_at"] = clock.now()
    of = webinar(**facts)

    page = stranger.get(f"/webinars/{of.ref}/book")

    assert page.status_code == 200
    assert 'name="email"' not in page.text
    assert stranger.post(f"/webinars/{of.ref}/book", TYPED).status_code == 200
    assert not sign_ups()


def test_a_draft_is_not_there_and_a_private_one_only_by_its_key(app, stranger):
    draft = webinar(state="draft")
    private = webinar(private=True, invite_salt="salt")
    path = f"/webinars/{private.ref}/book"

    assert stranger.get(f"/webinars/{draft.ref}/book").status_code == 404
    assert stranger.get(path).status_code == 404
    assert stranger.get(f"{path}?key={private.invite_key}").status_code == 200


def test_counts_are_one_statement_and_true(app, stranger):
    of, other = webinar(capacity=1), webinar()
    for n in range(3):
        book(stranger, of, email=f"p{n}@x.example")

    found = queries.counts([of.id, other.id])

    assert (found[of.id].seats, found[of.id].waiting, found[of.id].offered) == (1, 2, 0)
    assert found[other.id].seats == 0
    of = session.get_one(Webinar, of.id)
    assert (of.taken, of.waiting) == (1, 2)
    assert [row.queue for row in queries.live(of.id)] == [1, 2, 3]
    assert [row.queue for row in queries.seated(of.id)] == [1]
