"""The list of webinars: what is coming, drafts and the past."""

from datetime import timedelta

import pytest

from crm.core import clock
from crm.core.db import session
from tests.browse import Statements
from webinars.programme import queries
from webinars.programme.models import Webinar
from webinars.programme.rules import Standing, State


def test_an_empty_list_says_what_it_is(officer):
    assert "No webinar is coming" in officer.get("/webinars/manage").text
    assert "No drafts" in officer.get("/webinars/manage?show=drafts").text
    assert "No webinar was held yet" in officer.get("/webinars/manage?show=past").text
    assert "No webinar is coming" in officer.get("/webinars/manage?show=%00").text


def test_each_webinar_stands_under_its_tab(officer, make):
    make.webinar(title="Soon to come")
    make.webinar(title="A thought", state=State.DRAFT)
    make.webinar(
        title="Last spring", state=State.FINISHED, starts_at=clock.now() - timedelta(days=200)
    )

    pages = {tab: officer.get(f"/webinars/manage?show={tab}").text for tab in queries.TABS}

    assert "Soon to come" in pages["coming"]
    assert "A thought" in pages["drafts"]
    assert "Last spring" in pages["past"]
    assert [text.count('class="pw-name"') for text in pages.values()] == [1, 1, 1]


def test_seats_are_counted_with_the_overbooking(officer, make):
    make.webinar(capacity=20, overbook_percent=10, taken=22, waiting=3)

    page = officer.get("/webinars/manage").text

    assert "22 of 22" in page
    assert "Full, waiting list open" in page


def test_the_list_takes_few_statements_whatever_its_length(officer, make):
    for _ in range(12):
        make.webinar(owner_id=make.person().id)
    officer.get("/webinars/manage")

    with Statements() as sent:
        officer.get("/webinars/manage")

    assert sent.count <= 4, sent.sent


@pytest.mark.parametrize("ref", ["W-1", "W-00001", "w-0001", "W-9999999999", "V-0001", ""])
def test_only_the_reference_as_written_finds_a_webinar(app, make, ref):
    made = make.webinar()

    assert queries.find_by_ref(ref) is None
    found = queries.find_by_ref(made.ref)
    assert found is not None
    assert (found.ref, found.standing()) == ("W-0001", Standing.OPEN)


@pytest.mark.parametrize(
    ("change", "rises"),
    [
        ({"title": "Another"}, 0),
        ({"capacity": 5}, 0),
        ({"ends_at": 30}, 1),
        ({"starts_at": -30}, 1),
        ({"join_url": "https://meet.example/2"}, 1),
        ({"state": State.CANCELLED}, 1),
        ({"state": State.FINISHED}, 0),
        ({"join_url": "https://meet.example/join/1"}, 0),
    ],
)
def test_the_sequence_rises_with_time_place_and_cancellation(app, make, change, rises):
    webinar = make.webinar()
    for name, value in change.items():
        moved = getattr(webinar, name) + timedelta(minutes=value) if name[-3:] == "_at" else value
        setattr(webinar, name, moved)
    session.commit()

    assert session.get_one(Webinar, webinar.id).sequence == rises
