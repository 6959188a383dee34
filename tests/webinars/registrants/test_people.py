"""The staff's pages about the people of a webinar."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from crm.core import clock
from crm.core.db import session
from crm.core.journal import Entry, Operation
from crm.exports.models import Export
from crm.interest.rules import Held
from crm.people.models import Person
from tests.browse import Statements, count_rows, let_go
from tests.webinars.bookings.booker import (
    TYPED,
    book,
    bookings,
    mailed_path,
    mails,
    people,
    sign_up,
    webinar,
    work,
)
from webinars.bookings.models import SignUp, State

ADDED = {"name": "Ann Lee", "email": "ann@lee.example", "employer_words": "Lee Ltd"}
WHY = {"promote-why": "She interprets", "cancel-why": "Asked by phone"}


def test_the_list_shows_seats_the_queue_and_who_never_confirmed(app, officer, stranger):
    of = webinar(capacity=1)
    people(stranger, of, 3)
    sign_up(stranger, of, email="never@x.example", name="Never Said")

    seats = officer.get(f"/webinars/manage/{of.ref}/people").text
    waiting = officer.get(f"/webinars/manage/{of.ref}/people?show=waiting").text
    never = officer.get(f"/webinars/manage/{of.ref}/people?show=unproved").text

    assert "Person 0" in seats
    assert "Person 1" not in seats
    assert waiting.index("Person 1") < waiting.index("Person 2")
    assert "Never Said" in never
    assert re.search(r"Seats 1<.*Waiting list 2<.*Not confirmed 1<", seats, re.S)


def test_search_finds_by_name_email_and_employer(app, officer, stranger):
    of = webinar()
    people(stranger, of, 2)

    found = officer.get(f"/webinars/manage/{of.ref}/people?q=FIRM1").text

    assert "Person 1" in found
    assert "Person 0" not in found
    assert "Nobody found" in officer.get(f"/webinars/manage/{of.ref}/people?q=%25").text


def test_only_who_runs_webinars_sees_what_people_need(app, officer, auditor, trainee, stranger):
    of = webinar()
    row = book(stranger, of, access_needs="A sign language interpreter")

    for path in (f"/webinars/manage/{of.ref}/people", f"/webinars/manage/people/{row.ref}"):
        assert "sign language" in officer.get(path).text
        assert "sign language" not in auditor.get(path).text
        assert "sign language" not in trainee.get(path).text
    session.rollback()
    kept = [str((e.before, e.after)) for e in session.scalars(sa.select(Entry))]
    assert not [one for one in kept if "sign language" in one], "no history holds it"
    assert not [mail for mail in mails() if "sign language" in mail.body]
    assert "sign language" not in officer.post(f"/webinars/manage/{of.ref}/people/export").text


def test_statements_do_not_grow_with_the_people(app, officer, stranger):
    of = webinar(capacity=40)
    book(stranger, of)
    path = f"/webinars/manage/{of.ref}/people"
    officer.get(path)
    with Statements() as few:
        officer.get(path)
    people(stranger, of, 15)
    with Statements() as many:
        officer.get(path)

    assert few.count == many.count <= 6, many.sent


def test_somebody_on_the_phone_gets_a_seat_at_once_and_undo_takes_it_back(app, officer):
    of = webinar()

    page = officer.post(f"/webinars/manage/{of.ref}/people/new", ADDED, follow=True)

    assert "Ann Lee has a seat." in page.text
    assert [row.state for row in bookings()] == [State.SEAT]
    undo = re.search(r'action="(/operations/\d+/undo|/undo/\d+|[^"]*undo[^"]*)"', page.text)[1]
    officer.post(undo)
    assert not bookings()


def test_an_address_with_a_booking_is_refused_beside_the_field(app, officer, stranger):
    of = webinar()
    row = book(stranger, of)

    page = officer.post(f"/webinars/manage/{of.ref}/people/new", ADDED | {"email": TYPED["email"]})

    assert f"has a booking already: {row.ref}" in page.text


def test_a_seat_out_of_turn_needs_a_reason(app, officer, stranger):
    rows = people(stranger, webinar(capacity=1), 3)
    path = f"/webinars/manage/people/{rows[2].ref}/promote"

    assert "Say why in a few words" in officer.post(path, {"promote-why": ""}).text
    officer.post(path, WHY)

    assert [row.state for row in bookings()] == [State.SEAT, State.WAITING, State.SEAT]
    assert "does not wait for a seat" in officer.post(path, WHY).text
    work(clock.now() + timedelta(minutes=1))
    assert bookings()[1].state is State.WAITING, "one more than the seats: none is free"


def test_a_cancelled_seat_goes_on_only_once_it_cannot_be_undone(app, officer, stranger):
    rows = people(stranger, webinar(capacity=1), 2)
    path = f"/webinars/manage/people/{rows[0].ref}/cancel"

    page = officer.post(path, WHY, follow=True)

    assert "Undo" in page.text
    work()
    assert [row.state for row in bookings()] == [State.CANCELLED, State.WAITING]
    work(clock.now() + timedelta(seconds=31))
    assert [row.state for row in bookings()] == [State.CANCELLED, State.OFFERED]
    assert "over already" in officer.post(path, WHY).text


def test_an_undo_comes_too_late_once_somebody_else_has_the_seat(app, officer, stranger):
    of = webinar(capacity=1)
    rows = people(stranger, of, 2)
    page = officer.post(f"/webinars/manage/people/{rows[0].ref}/cancel", WHY, follow=True)
    undo = re.search(r'action="([^"]*undo[^"]*)"', page.text)[1]
    work(clock.now() + timedelta(seconds=31))

    page = officer.post(undo, follow=True)

    assert "went to somebody else meanwhile" in page.text
    assert [row.state for row in bookings()] == [State.CANCELLED, State.OFFERED]


def test_an_undo_is_refused_once_the_person_booked_anew(app, officer, stranger):
    of = webinar()
    row = book(stranger, of)
    page = officer.post(f"/webinars/manage/people/{row.ref}/cancel", WHY, follow=True)
    undo = re.search(r'action="([^"]*undo[^"]*)"', page.text)[1]
    book(stranger, of)

    assert "has another booking" in officer.post(undo, follow=True).text
    assert [one.state for one in bookings()] == [State.CANCELLED, State.SEAT]


@pytest.mark.parametrize(
    ("freed", "who", "told"),
    [
        (False, 2, ["Every seat is taken.", "2 people may come to 1 seat: 1 more",
                       "1 person asked earlier and goes on waiting", "Give one seat more"]),
        (False, 1, ["Every seat is taken.", "Give one seat more"]),
        (True, 2, ["0 of 1 seats are taken, so there is room.", "1 person asked earlier"]),
    ],
)  # fmt: skip
def test_the_page_says_before_the_press_whether_it_is_one_seat_too_many(
    officer, stranger, freed, who, told
):
    of = webinar(capacity=1)
    rows = people(stranger, of, 3)
    if freed:
        officer.post(f"/webinars/manage/people/{rows[0].ref}/cancel", WHY)
    path, ref, name = f"/webinars/manage/people/{rows[who].ref}", of.ref, rows[who].name

    page = officer.get(path).text
    for words in (*told, "Your name and the reason stay in the history."):
        assert words in page, words
    assert ("Every seat is taken." in page) == (not freed)
    officer.post(f"{path}/promote", WHY)

    let_go()
    newest = session.scalars(sa.select(Operation).order_by(Operation.id.desc())).first()
    over = "" if freed else ", one more than there are"
    assert newest.title == f"Gave {name} a seat at {ref} out of turn{over}: She interprets"
    me = session.get_one(Person, officer.person_id).name
    assert newest.actor == me
    assert me in officer.get(f"/history/{newest.id}").text


def test_a_seat_that_is_offered_is_given_without_a_seat_more(app, officer, stranger):
    of = webinar(capacity=1)
    rows = people(stranger, of, 2)
    officer.post(f"/webinars/manage/people/{rows[0].ref}/cancel", WHY)
    with time_machine.travel(clock.now() + timedelta(minutes=2), tick=False):
        work()
        page = officer.get(f"/webinars/manage/people/{rows[1].ref}").text

    assert "A seat is kept for Person 1 until" in page
    assert "Every seat is taken." not in page


def test_a_person_decides_which_employer_it_is(app, officer, stranger, make):
    employer = make.employer(name="Isis Garden Centre Ltd")
    contact = make.contact(employer, name="Samuel Carter", email="Sam@isisgardens.example")
    other = make.employer(name="Quite Another")
    row = book(stranger, webinar())
    path = f"/webinars/manage/people/{row.ref}"

    page = officer.get(path).text
    assert "Samuel Carter at Isis Garden Centre Ltd (the same email address)" in page
    assert bookings()[0].employer_id is None, "nobody decided yet"
    officer.post(f"{path}/match", {"employer": f"{employer.id}:{contact.id}"})
    assert (bookings()[0].employer_id, bookings()[0].contact_id) == (employer.id, contact.id)
    officer.post(f"{path}/match", {"employer": "other", "other": other.ref})
    assert (bookings()[0].employer_id, bookings()[0].contact_id) == (other.id, None)
    wrong = officer.post(f"{path}/match", {"employer": "other", "other": "E-99999"})
    assert "no employer with this reference" in wrong.text
    officer.post(f"{path}/match", {"employer": "none"})
    assert bookings()[0].employer_id is None


def test_the_same_domain_and_a_like_name_are_suggested(app, officer, stranger, make):
    make.employer(name="Isis Garden Centre Limited", email="office@isisgardens.example")
    row = book(stranger, webinar())

    assert "Isis Garden Centre Limited (" in officer.get(f"/webinars/manage/people/{row.ref}").text


def test_the_link_is_mailed_again(app, officer, stranger):
    row = book(stranger, webinar())

    officer.post(f"/webinars/manage/people/{row.ref}/resend")

    assert "You have a seat" in stranger.get(mailed_path()).text


def test_the_csv_is_inert_and_noted(app, officer, stranger):
    of = webinar()
    book(stranger, of, name='=HYPERLINK("http://x")')

    answer = officer.post(f"/webinars/manage/{of.ref}/people/export")

    assert answer.mimetype == "text/csv"
    assert "'=HYPERLINK" in answer.text
    assert "Needs" not in answer.text
    assert count_rows(Export) == 1


def test_who_was_held_is_let_in_by_a_person(app, officer, stranger):
    of = webinar()
    sign_up(stranger, of, seconds=10)
    row = session.scalars(sa.select(SignUp)).one()
    row.held = Held.LIMIT
    session.commit()
    before = len(mails())

    assert "Sam Carter" in officer.get(f"/webinars/manage/{of.ref}/people?show=held").text
    officer.post(f"/webinars/manage/people/held/{row.id}/let-in")

    assert len(mails()) == before + 1
    stranger.post(mailed_path())
    assert [one.state for one in bookings()] == [State.SEAT]


@pytest.mark.parametrize("ref", ["K-00009", "K-1", "x", "W-0001"])
def test_a_booking_that_is_not_there_is_404(app, officer, ref):
    assert officer.get(f"/webinars/manage/people/{ref}").status_code == 404
