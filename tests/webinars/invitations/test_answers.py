"""A decline that a calendar mails back is noted, and is no cancellation."""

import csv

import pytest
import sqlalchemy as sa

from crm.core.db import session
from crm.inbound import actions as inbound
from crm.inbound.models import Handling
from tests.webinars.invitations.seated import mails, seat, tell
from webinars.bookings.models import Booking, State
from webinars.invitations import answers
from webinars.invitations.models import CalendarLetter

REPLY = """BEGIN:VCALENDAR
VERSION:2.0
METHOD:REPLY
BEGIN:VEVENT
UID:{uid}
SEQUENCE:0
DTSTAMP:20261101T100000Z
ATTENDEE;PARTSTAT={said}:mailto:{who}
END:VEVENT
END:VCALENDAR
"""


def message(calendar, sender="sam@firm.example", number=1):
    return (
        f"From: {sender}\nTo: mail@council.example\nSubject: Declined: Webinar\n"
        f"Message-ID: <{number}@firm.example>\nMIME-Version: 1.0\n"
        'Content-Type: multipart/alternative; boundary="b"\n\n'
        "--b\nContent-Type: text/plain\n\nI cannot come.\n"
        f"--b\nContent-Type: text/calendar; charset=utf-8; method=REPLY\n\n{calendar}\n--b--\n"
    ).encode()


@pytest.fixture
def booking(make):
    row = seat(make.webinar())
    tell()
    return row


def answered():
    session.expire_all()
    return session.scalars(sa.select(CalendarLetter.answer)).one()


@pytest.mark.parametrize("said", ["DECLINED", "declined"])
def test_a_decline_is_noted_and_the_seat_stays(officer, booking, said):
    reply = REPLY.format(uid=booking.uid, said=said, who="SAM@firm.example")
    came = inbound.receive(message(reply))
    session.commit()

    assert came.mail.state is Handling.NOTED
    assert came.mail.note.startswith("K-00001: their calendar declined. The booking stays")
    assert answered() == "decline"
    assert session.get_one(Booking, booking.id).state is State.SEAT
    assert tell() == 0
    assert len(mails("webinar calendar")) == 1
    page = officer.get("/webinars/manage/W-0001").text
    assert "Declined in their calendar, and still hold a seat: Sam Carter." in page


def test_the_last_answer_counts(app, booking):
    for number, said in enumerate(("DECLINED", "ACCEPTED")):
        reply = REPLY.format(uid=booking.uid, said=said, who="sam@firm.example")
        inbound.receive(message(reply, number=number))
    session.commit()

    assert answered() == "accept"


def test_a_forwarded_invitation_answers_for_nobody(app, booking):
    reply = REPLY.format(uid=booking.uid, said="DECLINED", who="colleague@firm.example")
    came = inbound.receive(message(reply, sender="colleague@firm.example"))
    session.commit()

    assert "by somebody else: nothing noted" in came.mail.note
    assert answered() == ""


@pytest.mark.parametrize(
    "calendar",
    [
        "",
        "BEGIN:VCALENDAR",
        REPLY.format(uid="x", said="DECLINED", who="a@b.example"),
        REPLY.replace("REPLY", "REQUEST").format(uid="x", said="DECLINED", who="a@b.example"),
        REPLY.format(uid="x", said="DELEGATED", who="a@b.example"),
        REPLY.replace("ATTENDEE", "X-NOBODY").format(uid="x", said="DECLINED", who="a"),
        "BEGIN:VCALENDAR\nMETHOD:REPLY\nEND:VCALENDAR\n",
        "\x00\xff" * 50,
    ],
)
def test_anything_else_is_ordinary_mail(app, booking, calendar):
    came = inbound.receive(message(calendar))
    session.commit()

    assert came.mail.note == ""
    assert answered() == ""


def test_real_files_are_read_as_their_truth_says(shared):
    folder = shared / "data" / "ics"
    with (folder / "replies-truth.csv").open(newline="") as file:
        expected = {row["file"]: row for row in csv.DictReader(file)}
    assert expected

    for path in sorted(folder.glob("*.ics")):
        found = answers.read(path.read_bytes().decode("utf-8", "replace"))
        truth = expected.get(path.name)
        if truth is None:
            assert found is None, path.name
        else:
            assert found == (truth["uid"], truth["attendee_email"], truth["answer"])
