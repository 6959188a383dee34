"""What an employer's record says of the webinars its people came to."""

import pytest
import sqlalchemy as sa

from crm.core.db import session
from crm.core.journal import Operation
from tests.browse import Statements, let_go
from tests.webinars.day.made import book, bring, held, zoom_rows
from tests.webinars.feedback.made import came, over
from webinars.bookings.models import Booking
from webinars.day.models import Presence


def record(browser, employer):
    let_go()
    return browser.get(f"/employers/{employer.ref}?kind=attended").text


@pytest.mark.parametrize(
    ("minutes", "marked", "said"),
    [
        (48, None, "Sunita Rao came to {ref}, 48 minutes"),
        (1, True, "Sunita Rao came to {ref}, 1 minute"),
        (0, True, "Sunita Rao came to {ref}"),
        (5, None, "Sunita Rao was at {ref} for 5 minutes, too short to count"),
        (48, False, None),
        (0, None, None),
    ],
)
def test_the_timeline_says_who_came_and_how_long(officer, make, minutes, marked, said):
    employer, webinar = make.employer(), over(make, title="Good people")
    row = came(webinar, "Sunita Rao", "sunita@inn.example", employer=employer, minutes=minutes)
    row.stays, row.marked = row.stays if minutes else [], marked
    session.get_one(Booking, row.booking_id).access_needs = "A sign language interpreter"
    session.commit()
    ref = webinar.ref

    page = record(officer, employer)

    assert ("Sunita Rao" in page) == bool(said)
    assert "sign language" not in page
    if said:
        assert f"</a> {said.format(ref=ref)}</p>" in page
        assert f'href="/webinars/manage/{ref}/day"' in page
        assert "Good people" in page


def test_a_callers_number_is_masked_there_too(officer, make):
    employer = make.employer()
    came(over(make), "07700 900141", "", employer=employer, booked=False)

    page = record(officer, employer)

    assert "07700 9••• 41 came to" in page
    assert "900141" not in page


def test_it_stands_on_the_record_of_no_other_employer(officer, make):
    employer, other = make.employer(), make.employer()
    came(over(make), "Sunita Rao", "sunita@inn.example", employer=employer)

    assert "Sunita Rao" not in record(officer, other)


def test_a_booking_matched_after_the_webinar_takes_who_came_along(officer, make):
    employer, webinar = make.employer(), held(make)
    row = book(webinar, "Ann", "ann@inn.example")
    bring(officer, webinar, zoom_rows(("Ann", "ann@inn.example", 0, 60)))
    officer.post(f"/webinars/manage/{webinar.ref}/attendance/1")
    path = f"/webinars/manage/people/{row.ref}/match"
    officer.post(path, {"employer": "other", "other": employer.ref})

    assert f"Ann came to {webinar.ref}, 60 minutes" in record(officer, employer)
    assert session.scalars(sa.select(Presence.employer_id)).all() == [employer.id]

    last = session.scalar(sa.select(sa.func.max(Operation.id)))
    officer.post(f"/history/{last}/undo")
    assert "Ann came to" not in record(officer, employer)
    assert session.scalars(sa.select(Presence.employer_id)).all() == [None]


def test_the_record_asks_no_statement_more(officer, make):
    bare, busy = make.employer(), make.employer()
    webinar = over(make)
    for number in range(5):
        came(webinar, f"P{number}", f"p{number}@x.example", employer=busy)
    paths = [f"/employers/{one.ref}" for one in (bare, busy)]
    for path in paths:
        officer.get(path)

    with Statements() as without:
        officer.get(paths[0])
    with Statements() as with_people:
        officer.get(paths[1])

    assert without.count == with_people.count <= 12, with_people.sent
