"""Calendar mails: who gets which, once, and that two parsers read them the same way."""

from datetime import UTC, date, datetime, time, timedelta

import icalendar
import pytest
import vobject

from crm.core import clock, links, mail
from crm.core.calendar import utc_from_london
from crm.core.db import session
from crm.core.links import OneTimeLink
from tests.core.sink import Sink
from tests.webinars.invitations.seated import mails, seat, tell
from webinars.bookings import moves
from webinars.bookings.models import Booking
from webinars.invitations.rules import Owed, Told, next_sequence, owed
from webinars.programme import actions as programme
from webinars.programme.models import Webinar

JOIN = "https://teams.example/l/meetup-join/1?a=1;b=2"
NAME = "Zoë O'Neil, senior"


def letters():
    return mails("webinar calendar")


def read(row):
    """Read one calendar with both parsers; they must agree."""
    one = icalendar.Calendar.from_ical(row.calendar)
    other = vobject.readOne(row.calendar)
    event, twin = one.walk("VEVENT")[0], other.vevent
    assert str(one["METHOD"]) == other.method.value
    assert str(event["UID"]) == twin.uid.value
    assert int(event["SEQUENCE"]) == int(twin.sequence.value)
    assert str(event["SUMMARY"]) == twin.summary.value
    assert str(event["STATUS"]) == twin.status.value
    assert str(event["ATTENDEE"]) == twin.attendee.value
    assert str(event["ORGANIZER"]) == twin.organizer.value
    for name in ("DTSTART", "DTEND"):
        mine = getattr(twin, name.lower()).value
        assert event.decoded(name).astimezone(UTC) == mine.astimezone(UTC)
        assert event[name].params["TZID"] == "Europe/London"
    return one, event


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"seat": True}, Owed.SEAT),
        ({"seat": True, "told": Told.CANCEL, "seen": 3}, Owed.SEAT),
        ({"seat": True, "told": Told.REQUEST, "seen": 3}, None),
        ({"seat": True, "told": Told.REQUEST, "seen": 2}, Owed.UPDATE),
        ({"seat": False, "live": False, "told": Told.REQUEST, "seen": 3}, Owed.SEAT_GONE),
        ({"seat": False}, None),
        ({"seat": False, "live": False}, None),
        ({"seat": False, "told": Told.WORDS, "seen": 2}, Owed.ON_AGAIN),
        ({"on": False, "seat": True, "told": Told.REQUEST, "seen": 2}, Owed.CALLED_OFF),
        ({"on": False, "seat": True}, Owed.CALLED_OFF_WORDS),
        ({"on": False, "seat": False}, Owed.CALLED_OFF_WORDS),
        ({"on": False, "seat": False, "told": Told.WORDS, "seen": 3}, None),
        ({"on": False, "seat": True, "told": Told.CANCEL, "seen": 3}, None),
        ({"on": False, "seat": False, "live": False}, None),
        ({"seat": False, "live": False, "told": Told.CANCEL, "seen": 3}, None),
    ],
)
def test_what_somebody_is_owed(given, expected):
    usual = {"seat": True, "live": True, "on": True, "told": None, "seen": -1, "sequence": 3}

    assert owed(**(usual | given)) is expected


def test_the_sequence_only_rises():
    assert [next_sequence(None, 2), next_sequence(2, 2), next_sequence(2, 5)] == [2, 3, 5]


def test_a_seat_is_an_invitation_to_its_own_person_alone(app, make):
    webinar = make.webinar(join_url=JOIN, starts_at=clock.now() + timedelta(days=60))
    one, two = seat(webinar, NAME, email="zoe@firm.example"), seat(webinar, "Ann Bee")

    assert tell() == 2
    assert tell() == 0

    first, second = letters()
    _, event = read(first)
    assert str(event["ATTENDEE"]) == "mailto:zoe@firm.example"
    assert event["ATTENDEE"].params["RSVP"] == "FALSE"
    assert event["ATTENDEE"].params["CN"] == NAME
    sender = app.config["MAIL_FROM"]
    assert str(event["ORGANIZER"]).removeprefix("mailto:") in sender
    assert str(event["UID"]) == one.uid != two.uid
    assert event.decoded("DTSTART") == webinar.starts_at
    assert str(event["LOCATION"]) == JOIN
    assert event.walk("VALARM")[0].decoded("TRIGGER") == timedelta(hours=-1)
    assert "ann@firm.example" not in first.calendar
    assert "zoe@firm.example" not in second.calendar + second.body
    assert all(len(line) <= 75 for line in first.calendar.encode().split(b"\r\n"))
    assert first.calendar.count("BEGIN:VTIMEZONE") == first.calendar.count("TZNAME:BST") == 1
    assert session.get_one(Booking, one.id).last_sequence == 0


def test_who_waits_gets_no_calendar(app, make):
    webinar = make.webinar(capacity=1)
    seat(webinar)
    seat(webinar, "Ann Bee")

    tell()

    assert [row.to_addr for row in letters()] == ["sam@firm.example"]


def test_request_update_and_cancel_share_the_uid_and_rise(app, make):
    webinar = make.webinar(join_url=JOIN)
    booking = seat(webinar)
    tell()
    start = webinar.starts_at
    webinar = session.get_one(Webinar, webinar.id)
    webinar.starts_at, webinar.ends_at = (
        start + timedelta(days=1), start + timedelta(days=1, hours=1),
    )  # fmt: skip
    session.commit()
    assert tell(clock.now()) == 0, "a change can be undone for half a minute"
    assert tell() == 1
    programme.cancel(session.get_one(Webinar, webinar.id), "The speaker moved away.")
    session.commit()
    assert tell() == 1
    assert tell() == 0

    found = [read(row) for row in letters()]
    assert [str(one["METHOD"]) for one, _ in found] == ["REQUEST", "REQUEST", "CANCEL"]
    assert {str(event["UID"]) for _, event in found} == {booking.uid}
    assert [int(event["SEQUENCE"]) for _, event in found] == [0, 1, 2]
    starts = [event.decoded("DTSTART") for _, event in found]
    assert starts == [start, start + timedelta(days=1), start + timedelta(days=1)]
    assert str(found[2][1]["STATUS"]) == "CANCELLED"
    assert "The speaker moved away." in letters()[2].body
    row = session.get_one(Booking, booking.id)
    assert (row.last_sequence, row.cancel_sent_at is None) == (2, False)


def test_a_cancellation_names_the_start_that_the_calendar_holds(app, make):
    webinar = make.webinar()
    seat(webinar)
    tell()
    start = webinar.starts_at
    webinar = session.get_one(Webinar, webinar.id)
    webinar.starts_at += timedelta(minutes=30)
    session.commit()
    programme.cancel(session.get_one(Webinar, webinar.id), "Snow.")
    session.commit()

    tell()

    _, event = read(letters()[1])
    assert event.decoded("DTSTART") == start
    assert int(event["SEQUENCE"]) == 2


def test_a_seat_given_up_leaves_the_calendar_and_a_new_one_is_another_event(app, make):
    webinar = make.webinar()
    old = seat(webinar)
    tell()
    moves.cancel(session.get_one(Booking, old.id), why="asked")
    session.commit()
    assert tell(clock.now()) == 0
    assert tell() == 1
    new = seat(webinar)
    tell()

    found = [read(row)[1] for row in letters()]
    assert [str(event["UID"]) for event in found] == [old.uid, old.uid, new.uid]
    assert [str(event["STATUS"]) for event in found] == ["CONFIRMED", "CANCELLED", "CONFIRMED"]
    assert int(found[1]["SEQUENCE"]) > int(found[0]["SEQUENCE"])


def test_a_cancelled_webinar_says_so_to_all_and_offers_the_next_date(app, make):
    webinar = make.webinar(capacity=1)
    following = make.webinar(title="The next", starts_at=clock.now() + timedelta(days=90))
    seat(webinar)
    seat(webinar, "Ann Bee")
    tell()
    programme.cancel(session.get_one(Webinar, webinar.id), "The speaker moved away.")
    session.commit()

    assert tell() == 2
    assert tell() == 0

    off, words = letters()[1:]
    assert (read(off)[0]["METHOD"], words.calendar) == ("CANCEL", "")
    for row in (off, words):
        assert "The speaker moved away." in row.body
        assert f"/webinars/{following.ref}" in row.body
        assert row.subject.startswith("Cancelled: ")


def test_a_cancellation_undone_later_asks_again_with_a_higher_sequence(app, make):
    webinar = make.webinar(capacity=1)
    seat(webinar)
    seat(webinar, "Ann Bee")
    tell()
    programme.cancel(session.get_one(Webinar, webinar.id), "Snow.")
    session.commit()
    tell()
    webinar = session.get_one(Webinar, webinar.id)
    webinar.state, webinar.cancelled_words = programme.State.PUBLISHED, ""
    session.commit()

    tell()
    assert tell() == 0

    rows = letters()
    calendars = [read(row) for row in rows if row.calendar]
    assert [str(one["METHOD"]) for one, _ in calendars] == ["REQUEST", "CANCEL", "REQUEST"]
    sequences = [int(event["SEQUENCE"]) for _, event in calendars]
    assert sequences == sorted(set(sequences))
    assert rows[-1].subject.startswith("It takes place after all: ")


def test_an_undone_cancellation_leaves_no_mail(app, make):
    webinar = make.webinar()
    seat(webinar)
    tell()
    webinar = session.get_one(Webinar, webinar.id)
    programme.cancel(webinar, "A slip of the finger.")
    session.commit()
    webinar.state = programme.State.PUBLISHED
    session.commit()

    tell()

    assert [row.calendar.count("METHOD:REQUEST") for row in letters()] == [1, 1]


def test_what_arrives_is_what_calendars_want(app, make):
    webinar = make.webinar(join_url=JOIN, title="Work & pay: “fair”")
    booking = seat(webinar, NAME, email="zoe@firm.example")
    tell()
    programme.cancel(session.get_one(Webinar, webinar.id), "Snow.")
    session.commit()
    tell()
    wanted = [row.calendar for row in letters()]

    with Sink() as sink:
        app.config["MAIL_URL"] = sink.url
        assert mail.drain(clock.now()) == 2

    request, cancel = sink.kept
    assert request.get_content_type() == "multipart/mixed"
    parts = list(request.walk())
    kinds = [part.get_content_type() for part in parts]
    assert kinds == [
        "multipart/mixed", "multipart/alternative", "text/plain", "text/html", "text/calendar",
        "application/ics",
    ]  # fmt: skip
    assert parts[4]["Content-Type"] == 'text/calendar; charset="utf-8"; method="REQUEST"'
    for part in parts[4:]:
        content = part.get_payload(decode=True).replace(b"\r\n", b"\n")
        assert content == wanted[0].replace("\r\n", "\n").encode()
    link = links.address(session.get_one(OneTimeLink, booking.link_id))
    assert link in parts[2].get_payload(decode=True).decode()
    assert f'href="{link}"' in parts[3].get_payload(decode=True).decode()
    assert link not in wanted[0], "a calendar is shared with colleagues; the own page is not"
    parts = list(cancel.walk())
    assert cancel.get_content_type() == "multipart/alternative"
    assert 'method="CANCEL"' in parts[3]["Content-Type"]


def test_made_up_words_stay_words_in_the_html(app, make):
    seat(make.webinar(title="<b>x</b>"), "<script>alert(1)</script>", email="a@firm.example")
    tell()

    with Sink() as sink:
        app.config["MAIL_URL"] = sink.url
        mail.drain(clock.now())

    html = list(sink.kept[0].walk())[3].get_payload(decode=True).decode()
    assert "<script>" not in html
    assert "&lt;script&gt;alert(1)" in html


@pytest.mark.parametrize("day", [date(2027, 3, 27), date(2027, 10, 30)])
def test_the_short_zone_gives_the_systems_hours_around_both_changes(app, make, day):
    """The day before, of and after a change, read through the file's own VTIMEZONE."""
    for number in range(3):
        wall = datetime.combine(day + timedelta(days=number), time(9))
        starts_at = utc_from_london(wall)
        seat(make.webinar(starts_at=starts_at), f"P{number} X")
    tell()

    for row in letters():
        text = row.calendar.replace("TZID:Europe/London", "TZID:Here")
        text = text.replace("TZID=Europe/London", "TZID=Here")
        other = vobject.readOne(text).vevent.dtstart.value
        webinar = session.get_one(Webinar, int(row.dedupe_key.split(":")[1]))
        assert other.astimezone(UTC) == webinar.starts_at
