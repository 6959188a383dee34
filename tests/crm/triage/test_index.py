"""The queue of enquiries: what it shows, whom it suggests, who covers, what it costs."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from crm.activity.models import Cadence
from crm.core import clock
from crm.core.db import session
from crm.followups.models import Leave
from crm.interest import queries
from crm.interest.models import DistrictOfficer, Enquiry
from crm.people.models import Person
from crm.triage.feature import FEATURE
from tests.browse import Browser, Statements, count_rows
from tests.crm.interest.door import mailed_path, register


def test_the_queue_shows_what_an_officer_needs_to_choose(app, officer, make):
    make.employer(name="Isis Garden Centre Ltd", postcode="OX14 3HB")
    first = register(Browser(app, None))

    page = officer.get("/interest/queue").text

    for words in ("Isis Garden Centre", "Vale of White Horse", "Retail", "small", "Officer"):
        assert words in page
    assert "Isis Garden Centre Ltd</a>" in page, "the employer it looks like"
    assert f"/interest/queue/{first.code}" in page


def test_late_replies_are_called_overdue_and_stand_first(app, officer, make):
    old = register(Browser(app, None), business="Old Firm", email="old@x.example")
    old = session.get(Enquiry, old.id)
    old.reply_by = clock.today() - timedelta(days=1)
    session.commit()
    register(Browser(app, None), business="New Firm", email="new@y.example")

    page = officer.get("/interest/queue").text
    assert page.index("Old Firm") < page.index("New Firm")
    assert "pw-glyph--overdue" in page


def test_the_menu_counts_by_one_statement(app, officer, enquiry):
    count = FEATURE.links[0].count
    with Statements() as sent:
        assert session.scalar(count()) == 1
    assert sent.count == 1


def test_the_queue_asks_no_more_for_more_rows(app, officer):
    register(Browser(app, None), business="Firm A", email="a@a.example")
    officer.get("/interest/queue")
    with Statements() as few:
        officer.get("/interest/queue")
    for n in range(4):
        register(Browser(app, None), business=f"Firm {n}", email=f"a@b{n}.example")
    with Statements() as many:
        officer.get("/interest/queue")

    assert many.count == few.count


def test_the_officer_of_the_district_is_suggested(app, manager, officer, make):
    named = make.person(name="Zoe Vale")
    manager.post("/interest/queue/districts", {"officer-E07000180": str(named.id)}, follow=True)
    assert count_rows(DistrictOfficer) == 1
    assert "Zoe Vale</option>" in manager.get("/interest/queue/districts").text

    enquiry = register(Browser(app, None))

    assert enquiry.owner_id == named.id
    page = officer.get(f"/interest/queue/{enquiry.code}").text
    assert "Zoe Vale looks after this district." in page
    manager.post("/interest/queue/districts", {"officer-E07000180": ""})
    assert count_rows(DistrictOfficer) == 0


@pytest.mark.parametrize("code", ["IN-222222", "x", "%00", "IN-22222", "1"])
def test_an_unknown_reference_is_not_found(officer, code):
    assert officer.get(f"/interest/queue/{code}").status_code == 404


def test_the_reply_clock_is_a_dated_row_of_data(app, officer):
    row = session.scalar(sa.select(Cadence).where(Cadence.reason == "enquiry:first reply"))
    assert (row.count, row.unit.value, row.status) == (2, "working days", "unconfirmed")
    row.count = 5
    session.commit()

    with time_machine.travel("2026-11-20T10:00:00Z", tick=False):
        assert queries.reply_by(clock.today()).isoformat() == "2026-11-27"


def test_while_the_owner_is_away_the_cover_answers(app, officer, make, enquiry):
    """Also on the page of the business: who answers, and by when, is a person who is there."""
    owner = session.get(Person, session.get(Enquiry, enquiry.id).owner_id)
    sam = make.person(name="Sam Carter")
    today = clock.today()
    session.add(Leave(person_id=owner.id, from_on=today, to_on=today, back_on=today,
                      cover_id=sam.id, entered_by_id=sam.id))  # fmt: skip
    session.commit()

    assert "Sam Carter answers" in officer.get("/interest/queue").text
    assert "Sam Carter answers" in officer.get(f"/interest/queue/{enquiry.code}").text
    assert "working days left" in officer.get("/interest/queue").text
    status = Browser(app, None).get(mailed_path()).text
    assert "Sam Carter" in status
    assert owner.name not in status


def test_what_arrives_meanwhile_goes_to_the_cover(app, make):
    away, sam = make.person(name="Ann Away"), make.person(name="Sam Carter")
    make.person(name="Zoe Free")
    today = clock.today()
    session.add(DistrictOfficer(district_code="E07000180", person_id=away.id))
    session.add(Leave(person_id=away.id, from_on=today, to_on=today, back_on=today,
                      cover_id=sam.id, entered_by_id=sam.id))  # fmt: skip
    session.commit()

    found = register(Browser(app, None))

    assert found.district_code == "E07000180"
    assert session.get(Enquiry, found.id).owner_id == sam.id
