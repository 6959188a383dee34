"""The webinars somebody looks after, in their own calendar feed."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
import vobject
from icalendar import Calendar

from crm.core.db import session
from crm.core.permissions import Role
from crm.people.models import Person
from tests.browse import Statements
from webinars.programme import queries
from webinars.programme.models import Webinar
from webinars.programme.rules import State

pytestmark = pytest.mark.usefixtures("tuesday")
STARTS = datetime(2026, 12, 1, 10, tzinfo=UTC)
DRAFT = {"state": State.DRAFT}


@pytest.fixture
def tuesday():
    with time_machine.travel("2026-11-24T14:32:00Z", tick=False):
        yield


def address(browser, **ticks):
    page = browser.post("/account/calendar", data=ticks, follow=True)
    return re.search(r'value="http[^"]*(/calendar/[^"]+\.ics)"', page.text)[1]


def events(browser, path):
    answer = browser.client.get(path)
    assert answer.status_code == 200
    return Calendar.from_ical(answer.data).walk("VEVENT")


@pytest.mark.parametrize(
    "case",
    [
        ({"with_names": "y"}, {}, "Webinar {ref}: Work that fits"),
        ({}, {}, "Webinar {ref}"),
        ({"with_names": "y"}, DRAFT, "Webinar {ref} (draft): Work that fits"),
        ({}, {"private": True}, "Webinar {ref}"),
        ({}, {"state": State.FINISHED}, "Webinar {ref}"),
        ({}, {"state": State.CANCELLED}, None),
        ({}, {"owner_id": None}, None),
        ({}, {"starts_at": STARTS - timedelta(days=7), "state": State.FINISHED}, "Webinar {ref}"),
        ({}, {"starts_at": STARTS - timedelta(days=8), "state": State.FINISHED}, None),
    ],
)
def test_it_holds_ones_own_webinars_from_today_on(officer, stranger, make, case):
    ticks, facts, said = case
    known = {"title": "Work that fits", "starts_at": STARTS, "owner_id": officer.person_id}
    starts_at = facts.get("starts_at", STARTS)
    webinar = make.webinar(**known | facts, ends_at=starts_at + timedelta(hours=1))
    make.webinar(owner_id=make.person().id)
    ref, join = webinar.ref, webinar.join_url

    path = address(officer, **ticks)
    found = events(stranger, path)

    assert [str(one["SUMMARY"]) for one in found] == ([said.format(ref=ref)] if said else [])
    assert join not in stranger.client.get(path).text.replace("\r\n ", "")
    for one in found:
        assert str(one["URL"]).endswith(f"/webinars/manage/{ref}")
        assert one.decoded("DTSTART").astimezone(UTC) == starts_at
        assert one.decoded("DTEND") - one.decoded("DTSTART") == timedelta(hours=1)


def test_a_move_keeps_the_name_and_raises_the_version(officer, stranger, make):
    webinar = make.webinar(starts_at=STARTS, owner_id=officer.person_id)
    number, path = webinar.id, address(officer)
    first = stranger.client.get(path)
    (before,) = events(stranger, path)
    assert stranger.client.get(path, headers={"If-None-Match": first.headers["ETag"]}).data == b""

    webinar = session.get_one(Webinar, number)
    webinar.ends_at += timedelta(days=1, hours=1)
    webinar.starts_at += timedelta(days=1)
    session.commit()

    (after,) = events(stranger, path)
    assert after["UID"] == before["UID"]
    assert int(after["SEQUENCE"]) > int(before["SEQUENCE"])
    read = vobject.readOne(stranger.client.get(path).text)
    assert read.vevent.dtstart.value.astimezone(UTC) == STARTS + timedelta(days=1)
    assert read.vevent.summary.value == f"Webinar {webinar.ref}"


def test_who_may_see_no_webinars_finds_none(officer, stranger, make):
    make.webinar(starts_at=STARTS, owner_id=officer.person_id)
    path = address(officer)
    assert len(events(stranger, path)) == 1

    me = session.get_one(Person, officer.person_id)
    me.role = Role.REVIEWER
    session.commit()

    assert queries.of_owner(me, STARTS.date()) == []
    assert stranger.client.get(path).status_code == 404


def test_the_number_of_statements_is_flat(officer, stranger, make):
    make.webinar(starts_at=STARTS, owner_id=officer.person_id)
    path = address(officer)
    with Statements() as few:
        stranger.client.get(path)
    for _ in range(10):
        make.webinar(starts_at=STARTS, owner_id=officer.person_id)
    with Statements() as many:
        stranger.client.get(path)

    assert few.count == many.count <= 5
