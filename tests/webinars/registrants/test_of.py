"""What an employer's record says of the webinars its people booked."""

import re

from crm.core.db import session
from crm.employers.models import Standing
from tests.browse import Statements, let_go
from tests.webinars.bookings.booker import book, webinar


def matched(officer, stranger, employer, of, **typed):
    row = book(stranger, of, **typed)
    path = f"/webinars/manage/people/{row.ref}/match"
    data = {"employer": "other", "other": employer.ref}
    return row, officer.post(path, data, follow=True)


def test_a_match_stands_on_the_record_and_an_undo_takes_it_off(app, officer, stranger, make):
    employer = make.employer()
    ref, employer_id = employer.ref, employer.id
    row, page = matched(officer, stranger, employer, webinar(title="Good people"))

    record = officer.get(f"/employers/{ref}").text
    assert "Booked the webinar" in record
    assert "1 booking of webinars" in record
    listed = officer.get(f"/webinars/manage/of/{ref}").text
    assert "Good people" in listed
    assert row.name in listed
    officer.post(re.search(r'action="([^"]*undo[^"]*)"', page.text)[1])
    assert "Booked the webinar" not in officer.get(f"/employers/{ref}").text
    let_go()
    assert session.get_one(Standing, employer_id).webinars == 0
    assert "Nobody booked a webinar yet" in officer.get(f"/webinars/manage/of/{ref}").text


def test_the_record_asks_no_statement_more(app, officer, stranger, make):
    bare, busy = make.employer(), make.employer()
    paths = [f"/employers/{one.ref}" for one in (bare, busy)]
    of = webinar(capacity=10)
    for n in range(5):
        matched(officer, stranger, busy, of, email=f"p{n}@x.example")
    for path in paths:
        officer.get(path)

    with Statements() as without:
        officer.get(paths[0])
    with Statements() as with_bookings:
        officer.get(paths[1])

    assert without.count == with_bookings.count <= 12, with_bookings.sent
