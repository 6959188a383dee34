"""The register of the day: marks by hand, walk-ins, the link once more, who counts."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from crm.core import clock
from crm.core.db import session
from crm.core.journal import Operation
from crm.core.outbox import Mail
from tests.browse import Statements, let_go
from tests.webinars.day.made import book, bring, held, zoom_rows
from webinars.bookings.models import State as Booked
from webinars.day.models import Presence


def mark(browser, webinar, booking, came):
    return browser.post(
        f"/webinars/manage/{webinar.ref}/day/mark",
        {"booking": booking.ref, "came": came},
        follow=True,
    )


def rows():
    let_go()
    return session.scalars(sa.select(Presence).order_by(Presence.id)).all()


def test_a_mark_by_hand_counts_and_is_taken_back(officer, make):
    webinar = make.webinar()
    ann = book(webinar, "Ann", "ann@inn.example")
    page = officer.get(f"/webinars/manage/{webinar.ref}/day").text
    assert "Not seen yet" in page
    assert "Add somebody who walked in" in page

    assert "Ann is there." in mark(officer, webinar, ann, "yes").text
    assert [(row.attended, row.marked) for row in rows()] == [(True, True)]
    mark(officer, webinar, ann, "no")
    assert [row.attended for row in rows()] == [False]
    mark(officer, webinar, ann, "back")
    assert rows() == []


def test_a_mark_is_undone(officer, make):
    webinar = make.webinar()
    mark(officer, webinar, book(webinar, "Ann", "ann@inn.example"), "yes")
    last = session.scalar(sa.select(sa.func.max(Operation.id)))
    officer.post(f"/history/{last}/undo")

    assert rows() == []


def test_a_mark_by_hand_counts_before_the_minutes_and_stays_with_them(officer, make):
    webinar = held(make)
    ann = book(webinar, "Ann", "ann@inn.example")
    mark(officer, webinar, ann, "no")
    bring(officer, webinar, zoom_rows(("Ann", "ann@inn.example", 0, 60)))
    officer.post(f"/webinars/manage/{webinar.ref}/attendance/1", follow=True)
    assert [(row.minutes, row.attended) for row in rows()] == [(60, False)]

    mark(officer, webinar, ann, "back")
    assert [(row.minutes, row.attended) for row in rows()] == [(60, True)]


def test_somebody_walks_in_once(officer, make):
    webinar = make.webinar()
    book(webinar, "Ann", "ann@inn.example")
    path = f"/webinars/manage/{webinar.ref}/day/walk-in"
    given = {"name": "Pat", "email": "pat@shop.example", "employer_words": "Shop"}

    assert "Pat stands in the register." in officer.submit(path, given).text
    assert "stands in the register with this address" in officer.submit(path, given).text
    assert (
        "booked with this address"
        in officer.submit(path, given | {"email": "ANN@inn.example"}).text
    )
    assert [(row.name, row.attended) for row in rows()] == [("Pat", True)]


def test_the_link_goes_once_more_and_only_to_a_seat(officer, make):
    webinar = make.webinar(starts_at=clock.now() - timedelta(minutes=5))
    ann = book(webinar, "Ann", "ann@inn.example")
    wes = book(webinar, "Wes", "wes@inn.example", state=Booked.WAITING)
    path = f"/webinars/manage/{webinar.ref}/day/resend"

    for _ in range(2):
        officer.post(path, {"booking": ann.ref})
    assert "has no seat" in officer.post(path, {"booking": wes.ref}, follow=True).text
    mails = session.scalars(sa.select(Mail)).all()
    assert [mail.to_addr for mail in mails] == ["ann@inn.example"]
    assert webinar.join_url in mails[0].body
    page = officer.get(f"/webinars/manage/{webinar.ref}/day").text
    assert webinar.join_url not in page


@pytest.mark.parametrize("came", ["", "maybe", "yes; drop"])
def test_other_marks_are_refused(officer, make, came):
    webinar = make.webinar()
    answer = mark(officer, webinar, book(webinar, "Ann", "ann@inn.example"), came)

    assert answer.status_code == 400
    assert rows() == []


def test_somebody_of_another_webinar_is_not_found(officer, make):
    one, other = make.webinar(), make.webinar()
    ann = book(other, "Ann", "ann@inn.example")

    assert mark(officer, one, ann, "yes").status_code == 404
    assert rows() == []


def test_the_auditor_sees_the_register_and_changes_nothing(auditor, make):
    webinar = make.webinar()
    book(webinar, "Ann", "ann@inn.example", access_needs="Sign language")
    page = auditor.get(f"/webinars/manage/{webinar.ref}/day").text

    assert "Ann" in page
    assert "Sign language" not in page
    assert "day/mark" not in page


def test_moving_the_webinar_works_everybody_out_anew(officer, make):
    webinar = held(make)
    book(webinar, "Ann", "ann@inn.example")
    bring(officer, webinar, zoom_rows(("Ann", "ann@inn.example", 0, 60)))
    officer.post(f"/webinars/manage/{webinar.ref}/attendance/1", follow=True)
    let_go()
    again = session.merge(webinar)
    session.refresh(again)
    again.starts_at += timedelta(minutes=45)
    again.ends_at += timedelta(minutes=45)
    session.commit()

    assert [(row.minutes, row.attended) for row in rows()] == [(20, False)]


def test_the_statements_do_not_grow_with_the_people(officer, make):
    webinar, counted = make.webinar(), []
    for number in range(2):
        for more in range(4):
            book(webinar, f"P{more}", f"p{number}{more}@x.example", employer=make.employer())
        with Statements() as sent:
            officer.get(f"/webinars/manage/{webinar.ref}/day")
        counted.append(sent.count)

    assert counted[0] == counted[1]
    assert counted[0] <= 10


def test_a_number_counts_from_a_day_on(manager, make):
    page = manager.submit(
        "/webinars/manage/numbers/raw_days",
        {"value": "10", "source": "The retention schedule", "status": "confirmed"},
    ).text
    assert "Attendance files are kept for: 10." in page
    assert "Earlier and later numbers" in page
    refused = manager.submit("/webinars/manage/numbers/raw_days", {"value": "0", "source": "x"})
    assert "Enter 1 to 365." in refused.text
