"""The feed: who may read it, what it holds, what it never holds, and London's hours."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
import vobject
from dateutil.tz import tzical
from icalendar import Calendar

from crm.activity import actions as activities
from crm.activity.rules import Kind, Outcome
from crm.core.db import session
from crm.feed import calendar
from crm.feed.models import CalendarFeed
from crm.followups import actions
from crm.people.models import Person
from tests.browse import Statements

pytestmark = pytest.mark.usefixtures("tuesday")
ALL = {"with_names": "y", "rhythms": "y", "waiting": "y"}


@pytest.fixture
def tuesday():
    import time_machine

    with time_machine.travel("2026-11-24T14:32:00Z", tick=False):
        yield


def address(browser, **ticks):
    page = browser.post("/account/calendar", data=ticks, follow=True)
    return re.search(r'value="http[^"]*(/calendar/[^"]+\.ics)"', page.text)[1]


def events(browser, path):
    answer = browser.client.get(path)
    assert answer.status_code == 200
    return Calendar.from_ical(answer.data).walk("VEVENT")


def mine(browser):
    return session.get(Person, browser.person_id)


def test_it_holds_ones_own_open_steps_as_days_or_hours(officer, stranger, make):
    employer = make.employer(name="Grundon")
    for title, on, at in (
        ("Call Maria", date(2026, 11, 26), ""),
        ("Meeting", date(2026, 12, 1), "16:00"),
        ("Summer meeting", date(2027, 7, 1), "09:00"),
    ):
        actions.plan(employer, owner=mine(officer), title=title, due_on=on, due_time=at)
    actions.plan(employer, owner=make.person(), title="Not mine", due_on=date(2026, 11, 26))
    actions.finish(
        actions.plan(employer, owner=mine(officer), title="Done", due_on=date(2026, 11, 26))
    )
    session.commit()

    found = events(stranger, address(officer, **ALL))

    assert [str(e["SUMMARY"]) for e in found] == [
        "Call, Grundon", "Meeting, Grundon", "Meeting, Grundon",
    ]  # fmt: skip
    assert found[0].decoded("DTSTART") == date(2026, 11, 26)
    starts = [e.decoded("DTSTART").astimezone(UTC).isoformat() for e in found[1:]]
    assert starts == ["2026-12-01T16:00:00+00:00", "2027-07-01T08:00:00+00:00"]
    assert found[1]["DTSTART"].params["TZID"] == "Europe/London"


def test_nothing_that_was_typed_leaves(officer, stranger, make):
    employer = make.employer(name="Grundon")
    contact = make.contact(employer, name="Maria Holloway")
    actions.plan(
        employer, owner=mine(officer), due_on=date(2026, 11, 26), due_time="10:00",
        title="Visit Maria: Sam's week 4 review of placement P-00012, CTW-7F3K9, after his seizure",
        why="She asked about her hours.",
    )  # fmt: skip
    activities.log(employer, by=mine(officer), kind=Kind.CALL, outcome=Outcome.SPOKE,
                   summary="Sam needs a quiet room", contact=contact,
                   happened_at=datetime(2026, 10, 20, 9, tzinfo=UTC))  # fmt: skip
    session.commit()

    text = stranger.client.get(address(officer, **ALL)).text.replace("\r\n ", "")

    assert "SUMMARY:Visit\\, Grundon" in text
    for secret in ("Maria", "Sam", "P-00012", "7F3K9", "seizure", "review", "hours", "quiet"):
        assert secret not in text


def test_without_names_an_entry_says_no_more_than_how(officer, stranger, make):
    actions.plan(make.employer(name="Grundon"), owner=mine(officer), title="Call Maria",
                 due_on=date(2026, 11, 26))  # fmt: skip
    session.commit()

    text = stranger.client.get(address(officer)).text

    assert "SUMMARY:Call\r\n" in text
    assert "Grundon" not in text
    assert "Maria" not in text


def test_another_library_reads_the_same_hours(officer, stranger, make):
    """Winter, summer, and both Sundays on which the clocks change, by ``vobject``."""
    walls = ("2026-12-01 16:00", "2027-07-01 09:00", "2027-03-28 01:30", "2027-03-28 02:00",
             "2027-10-31 00:59", "2027-10-31 01:30", "2027-10-31 02:00")  # fmt: skip
    for wall in walls:
        on, _, at = wall.partition(" ")
        actions.plan(make.employer(name="Ünal, Söhne; & Co"), owner=mine(officer), title="Visit",
                     due_on=date.fromisoformat(on), due_time=at)  # fmt: skip
    actions.plan(make.employer(name="A" * 90), owner=mine(officer), title="Call",
                 due_on=date(2026, 12, 2))  # fmt: skip
    session.commit()

    read = vobject.readOne(stranger.client.get(address(officer, **ALL)).text)

    found = {event.dtstart.value: event.summary.value for event in read.vevent_list}
    assert found.pop(date(2026, 12, 2)) == f"Call, {'A' * 90}"
    assert set(found.values()) == {"Visit, Ünal, Söhne; & Co"}
    assert sorted(f"{at.astimezone(UTC):%y-%m-%d %H:%M}" for at in found) == [
        "26-12-01 16:00", "27-03-28 01:00", "27-03-28 01:30", "27-07-01 08:00",
        "27-10-30 23:59", "27-10-31 00:30", "27-10-31 02:00",
    ]  # fmt: skip
    assert len({event.uid.value for event in read.vevent_list}) == len(walls) + 1


@pytest.mark.parametrize(("ticks", "count"), [({}, 1), ({"rhythms": "y"}, 2), ({"waiting": "y"}, 2),
                                              (ALL, 3)])  # fmt: skip
def test_scopes_say_what_is_in_it(officer, stranger, make, ticks, count):
    me = mine(officer)
    employer = make.employer(tier="A", owner_id=me.id)
    activities.log(employer, by=me, kind=Kind.CALL, outcome=Outcome.SPOKE, summary="x",
                   happened_at=datetime(2026, 10, 20, 9, tzinfo=UTC))  # fmt: skip
    actions.plan(make.employer(), owner=me, title="Call", due_on=date(2026, 11, 26))
    actions.plan(make.employer(), owner=me, title="Certificate", due_on=date(2026, 11, 27),
                 waits_for=actions.WaitsFor("the employer"))  # fmt: skip
    session.commit()

    assert len(events(stranger, address(officer, **ticks))) == count


def test_a_new_address_ends_the_old_and_ending_ends_all(officer, stranger):
    first = address(officer)
    second = address(officer)
    assert stranger.client.get(first).status_code == 404
    assert stranger.client.get(second).status_code == 200
    assert ".ics" not in officer.get("/account/calendar").text, "shown once"

    officer.post("/account/calendar/end")

    assert stranger.client.get(second).status_code == 404
    assert stranger.client.get("/calendar/x.ics").status_code == 404


def test_somebody_locked_out_is_read_no_more(officer, stranger):
    path = address(officer)
    person = mine(officer)
    person.locked_at = person.created_at
    session.commit()

    assert stranger.client.get(path).status_code == 404


def test_the_table_does_not_open_the_feed(officer):
    secret = address(officer).removeprefix("/calendar/").removesuffix(".ics")
    row = session.scalar(sa.select(CalendarFeed))

    assert len(secret) >= 43
    assert secret not in (row.digest, row.salt)


def test_an_unchanged_feed_answers_304_and_a_change_a_new_mark(officer, stranger, make):
    import time_machine

    path = address(officer, **ALL)
    first = stranger.client.get(path)
    mark = {"If-None-Match": first.headers["ETag"]}
    with time_machine.travel("2026-11-24T23:00:00Z", tick=False):
        again = stranger.client.get(path, headers=mark)
    assert (again.status_code, again.data) == (304, b"")
    assert "no-store" not in first.headers["Cache-Control"]

    actions.plan(make.employer(), owner=mine(officer), title="Call", due_on=date(2026, 11, 26))
    session.commit()

    assert stranger.client.get(path, headers=mark).status_code == 200


def test_both_clock_changes_of_the_zone_are_exact_to_the_minute(tmp_path):
    """Read back by another library, from our own table alone."""
    file = tmp_path / "zone.ics"
    whole = Calendar()
    whole.add_component(calendar.london())
    file.write_bytes(whole.to_ical().replace(b"\r\n ", b""))
    zone = tzical(str(file)).get("Europe/London")

    def offset(*wall):
        return datetime(*wall, tzinfo=zone).utcoffset()

    for year, march, october in ((2026, 29, 25), (2027, 28, 31), (2028, 26, 29), (2029, 25, 28)):
        assert offset(year, 3, march, 0, 59) == timedelta(0)
        assert offset(year, 3, march, 2, 0) == timedelta(hours=1)
        assert offset(year, 10, october, 0, 59) == timedelta(hours=1)
        assert offset(year, 10, october, 2, 0) == timedelta(0)


def test_the_number_of_statements_is_flat(officer, stranger, make):
    path = address(officer, **ALL)

    def statements():
        with Statements() as sent:
            stranger.client.get(path)
        return sent.count

    actions.plan(make.employer(), owner=mine(officer), title="Call", due_on=date(2026, 11, 26))
    session.commit()
    few = statements()
    for _ in range(40):
        actions.plan(make.employer(), owner=mine(officer), title="Call", due_on=date(2026, 11, 26))
    session.commit()

    assert statements() == few <= 5
