"""An invitation's personal link: details known, two presses, for nobody else."""

from datetime import timedelta

import pytest
import time_machine

from crm.core import clock
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.employers.models import Contact
from tests.browse import let_go
from tests.webinars.bookings.booker import book, bookings, mails, path_of, webinar
from webinars.bookings import actions
from webinars.bookings.models import Booking, Came, State
from webinars.programme.models import Webinar


@pytest.fixture
def contact(make):
    employer = make.employer(name="Isis Garden Centre")
    return make.contact(employer, name="Sam Carter", role="Manager", email="sam@isis.example")


def link_path(of: Webinar, contact) -> str:
    link = actions.invite_link(of, contact)
    session.commit()
    path = path_of(link.id)
    let_go()
    return path


def test_one_press_on_the_page_books_what_is_known(app, stranger, contact):
    path = link_path(webinar(), contact)

    page = stranger.get(path)
    assert "This invitation is for Sam Carter" in page.text
    assert "sam@isis.example" not in page.text, "only its owner knows the address"
    assert "s…@isis.example" in page.text
    assert not bookings()
    page = stranger.post(path, follow=True)

    assert "You have a seat" in page.text
    (row,) = bookings()
    assert (row.state, row.came, row.role) == (State.SEAT, Came.INVITED, "Manager")
    assert (row.employer_id, row.contact_id) == (contact.employer_id, contact.id)
    assert not row.follow_up_ok
    stranger.post(path)
    assert len(bookings()) == 1


def test_a_forwarded_invitation_books_nobody_else_and_opens_nothing(app, stranger, contact):
    of = webinar()
    path = link_path(of, contact)
    stranger.post(path)

    page = stranger.get(path).text

    assert "Not Sam Carter?" in page
    assert f"/webinars/{of.ref}/book" in page
    assert "join.example" not in page, "the link to join is only in mail and on the personal page"
    assert "/me/seat." not in page


def test_the_same_link_cancels(app, stranger, contact):
    path = link_path(webinar(), contact)
    stranger.post(path)

    assert "Cancel the booking of Sam Carter?" in stranger.get(f"{path}/cancel").text
    stranger.post(f"{path}/cancel")

    assert bookings()[0].state is State.CANCELLED
    assert "Book my place" in stranger.get(path).text
    assert stranger.get(f"{path}/cancel").status_code == 410


@pytest.mark.parametrize("change", [{"email": "new@isis.example"}, {"to_on": True}])
def test_a_link_to_an_address_of_before_cancels_nothing(app, stranger, contact, change):
    path = link_path(webinar(), contact)
    stranger.post(path)
    row = session.get_one(Contact, contact.id)
    row.email = change.get("email", row.email)
    row.to_on = clock.today() if change.get("to_on") else None
    session.commit()

    assert stranger.get(f"{path}/cancel").status_code == 410
    assert stranger.post(f"{path}/cancel").status_code == 410

    assert bookings()[0].state is State.SEAT


def test_asked_for_again_it_is_the_same_link(app, contact):
    of = webinar()

    assert link_path(of, contact) == link_path(of, contact)


def test_with_another_address_it_is_another_link_and_the_old_one_ends(app, stranger, contact):
    of = webinar()
    old = link_path(of, contact)
    contact = session.merge(contact)
    contact.email = "carter@isis.example"
    session.commit()
    assert "not used any more" in stranger.get(old).text
    stranger.post(old)
    assert not bookings()

    new = link_path(session.get_one(Webinar, of.id), session.merge(contact))

    assert new != old
    assert stranger.get(old).status_code == 410


def test_who_booked_on_the_form_sees_that_booking(app, stranger, contact):
    of = webinar()
    row = book(stranger, of, email="SAM@isis.example")

    page = stranger.get(link_path(session.get_one(Webinar, of.id), session.merge(contact)))

    assert row.ref in page.text


def test_who_left_is_not_invited(app, contact):
    contact.to_on = clock.today()
    with pytest.raises(RuleBroken, match="works there now"):
        actions.invite_link(webinar(), contact)


def test_after_the_start_nothing_is_booked(app, stranger, contact):
    of = webinar()
    path = link_path(of, contact)

    with time_machine.travel(clock.now() + timedelta(days=31), tick=False):
        assert stranger.get(path).status_code == 410
        assert stranger.post(path).status_code == 410
        with pytest.raises(RuleBroken, match="begun"):
            actions.invite_link(session.get_one(Webinar, of.id), session.merge(contact))
        session.rollback()
    assert not bookings()
    assert stranger.get("/me/webinar.nonsense").status_code == 410


def test_a_private_webinar_is_not_given_away_by_it(app, stranger, contact):
    of = webinar(private=True, invite_salt="salt")

    page = stranger.get(link_path(of, contact)).text

    assert "Book my place" in page
    assert f"/webinars/{of.ref}/book" not in page


def test_a_full_one_says_what_a_press_gives(app, stranger, contact):
    of = webinar(capacity=1)
    book(stranger, of)
    path = link_path(session.get_one(Webinar, of.id), session.merge(contact))

    assert "Join the waiting list" in stranger.get(path).text
    assert "You are on the waiting list" in stranger.post(path, follow=True).text
    assert [one.state for one in bookings()] == [State.SEAT, State.WAITING]
    assert isinstance(bookings()[0], Booking)
    assert mails()
