"""What everybody sees of webinars, and what nobody sees."""

import json
import re
from datetime import UTC, datetime, timedelta

import icalendar
import pytest
import vobject

from crm.core import clock
from crm.core.db import session
from tests.browse import Statements
from webinars.programme.models import Webinar
from webinars.programme.rules import State

JOIN = "https://teams.example/l/secret"
SUMMER = datetime(2027, 6, 2, 9, tzinfo=UTC)
WINTER = datetime(2027, 12, 1, 10, tzinfo=UTC)


def public(make, **more):
    return make.webinar(join_url=JOIN, **more)


@pytest.mark.parametrize(
    ("starts_at", "said"),
    [
        (SUMMER, "Wednesday 2 June 2027, 10:00 BST"),
        (WINTER, "Wednesday 1 December 2027, 10:00 GMT"),
    ],
)
def test_the_time_is_uk_time_with_the_zones_word(stranger, make, starts_at, said):
    public(make, starts_at=starts_at)

    assert said in stranger.get("/webinars").text
    assert said in stranger.get("/webinars/W-0001").text


def test_the_page_says_what_one_needs_and_never_how_to_join(stranger, make):
    public(make, starts_at=SUMMER, need="A screen\n\nSound", captions="live, in English",
           speakers="A baker", transcript="within a week")  # fmt: skip

    texts = [
        stranger.get(path).text
        for path in ("/webinars/W-0001", "/webinars", "/webinars.ics", "/webinars.json")
    ]

    assert "<li>A screen</li><li>Sound</li>" in texts[0]
    assert "Captions: live, in English" in texts[0]
    assert "Transcript: within a week" in texts[0]
    assert not [text for text in texts if "teams.example" in text]


def test_what_was_typed_is_shown_as_text(stranger, make):
    public(make, title='<b onclick="x">', words="<script>alert(1)</script>")

    page = stranger.get("/webinars/W-0001").text

    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"taken": 110, "capacity": 110}, "Every seat is taken"),
        ({"closed_at": SUMMER}, "Sign-up is closed"),
        ({"state": State.CANCELLED, "cancelled_words": "Snow."}, "does not take place.</b> Snow."),
        ({"state": State.FINISHED}, "This webinar is over"),
    ],
)
def test_each_state_is_said_in_words(stranger, make, more, said):
    public(make, starts_at=SUMMER, **more)

    assert said in stranger.get("/webinars/W-0001").text


def test_a_cancelled_one_offers_the_next_date(stranger, make):
    public(make, state=State.CANCELLED)
    public(make, title="The next", starts_at=clock.now() + timedelta(days=60))

    assert 'href="/webinars/W-0002"' in stranger.get("/webinars/W-0001").text


@pytest.mark.parametrize("ref", ["W-0001", "W-0002", "W-1", "0001", "W-99999999999"])
def test_drafts_and_what_never_was_are_not_found(stranger, make, ref):
    public(make, state=State.DRAFT)

    assert stranger.get(f"/webinars/{ref}").status_code == 404


def test_a_private_one_is_reached_by_its_link_only(officer, stranger, make):
    officer.submit(
        "/webinars/manage/new",
        {"on": "1/6/2027", "at": "10", "join_url": JOIN, "private": "y", "publish": "y"},
    )
    page = officer.get("/webinars/manage/W-0001").text
    path = re.search(r'href="[^"]*(/webinars/W-0001\?key=[^"]+)"', page)[1]

    assert stranger.get("/webinars/W-0001").status_code == 404
    assert stranger.get("/webinars/W-0001?key=").status_code == 404
    assert stranger.get(path + "x").status_code == 404
    found = stranger.get(path)
    assert found.status_code == 200
    assert 'content="noindex"' in found.text
    assert found.headers["Referrer-Policy"] == "strict-origin"
    for feed in ("/webinars", "/webinars.ics", "/webinars.json"):
        assert "W-0001" not in stranger.get(feed).text

    officer.post("/webinars/manage/W-0001/key")
    assert stranger.get(path).status_code == 404


def test_a_private_one_without_a_key_opens_to_nobody(stranger, make):
    make.webinar(private=True)

    assert stranger.get("/webinars/W-0001?key=").status_code == 404


def test_the_feed_is_read_by_two_parsers_the_same_way(stranger, make):
    public(make, starts_at=SUMMER, title="Work; pay, and\nbreaks " + "long " * 30)
    public(make, starts_at=WINTER)

    content = stranger.get("/webinars.ics").data

    one = icalendar.Calendar.from_ical(content)
    other = vobject.readOne(content.decode())
    assert str(one["METHOD"]) == "PUBLISH" == other.method.value
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    for first, second in zip(one.walk("VEVENT"), other.vevent_list, strict=True):
        assert str(first["UID"]) == second.uid.value
        assert str(first["SUMMARY"]) == second.summary.value
        assert first.decoded("DTSTART").astimezone(UTC) == second.dtstart.value.astimezone(UTC)
        assert not {"ATTENDEE", "ORGANIZER"} & set(first)
    starts = [event.decoded("DTSTART").astimezone(UTC) for event in one.walk("VEVENT")]
    assert starts == [SUMMER, WINTER]


def test_the_feeds_stay_the_same_until_something_changes(stranger, make):
    public(make, starts_at=SUMMER)
    for path in ("/webinars.ics", "/webinars.json"):
        first = stranger.get(path)
        again = stranger.get(path, headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")
        assert "max-age=300" in first.headers["Cache-Control"]
        session.get_one(Webinar, 1).title += " again"
        session.commit()
        later = stranger.get(path, headers={"If-None-Match": first.headers["ETag"]})
        assert later.status_code == 200


def test_the_json_says_what_the_page_says(stranger, make):
    public(make, starts_at=SUMMER, title="Plain words")

    found = json.loads(stranger.get("/webinars.json").data)["webinars"]

    assert [one["title"] for one in found] == ["Plain words"]
    assert found[0]["starts_at"] == "2027-06-02T10:00:00+01:00"
    assert found[0]["state"] == "open for sign-up"


def test_the_public_list_takes_few_statements_whatever_its_length(stranger, make):
    for _ in range(10):
        public(make)
    stranger.get("/webinars")

    with Statements() as sent:
        stranger.get("/webinars")

    assert sent.count <= 1, sent.sent
