"""One more day off: what was planned for it moves, is counted, and comes back with Undo."""

from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa
import time_machine

from crm.activity import actions as activities
from crm.activity.rules import Kind, Outcome
from crm.core import calendar
from crm.core.db import session
from crm.employers.models import Standing
from crm.followups import actions
from crm.followups.models import FollowUp, Leave
from crm.followups.rules import Every
from crm.followups.shown import due_why
from crm.people.models import Person
from crm.reference import queries as reference
from crm.reference.models import DayOff

pytestmark = pytest.mark.usefixtures("tuesday")
WEDNESDAY, THURSDAY = date(2026, 12, 2), date(2026, 12, 3)
GOOD = {"on": "2/12/2026", "name": "Royal wedding", "source": "Announced on 20 November"}


@pytest.fixture
def tuesday():
    with time_machine.travel("2026-11-24T14:32:00Z", tick=False):
        yield


@pytest.fixture
def stock(make):
    """Four steps on the day (one timed, one repeating daily), a rhythm due on it, and a leave."""
    by = make.person()
    for title, more in (("Call", {}), ("Meeting", {"due_time": "16:00"}), ("Done", {})):
        row = actions.plan(make.employer(), owner=by, title=title, due_on=WEDNESDAY, **more)
        if title == "Done":
            actions.finish(row)
    rule = actions.repeat(make.employer(), owner=by, title="Daily", anchor_on=WEDNESDAY,
                          count=1, unit=Every.DAYS)  # fmt: skip
    actions.make_next(rule.id, date.max)
    snoozed = actions.plan(make.employer(), owner=by, title="Snoozed", due_on=date(2026, 11, 25))
    actions.snooze(snoozed, WEDNESDAY, "they asked")
    employer = make.employer(tier="A", owner_id=by.id)
    activities.log(employer, by=by, kind=Kind.CALL, outcome=Outcome.SPOKE, summary="x",
                   happened_at=datetime(2026, 11, 2, 9, tzinfo=UTC))  # fmt: skip
    session.add(Leave(person_id=by.id, from_on=date(2026, 11, 30), to_on=date(2026, 12, 1),
                      back_on=WEDNESDAY, entered_by_id=by.id))  # fmt: skip
    session.commit()
    assert session.get(Standing, employer.id).next_on == WEDNESDAY
    return employer


def steps():
    session.expire_all()
    rows = session.scalars(sa.select(FollowUp).order_by(FollowUp.id)).all()
    return [(r.title, r.first_due_on.day, r.due_on.day) for r in rows]


def test_what_was_planned_for_it_moves_on_and_comes_back(manager, stock):
    before = steps()

    page = manager.post("/away/days-off", data=GOOD, follow=True)

    assert "3 follow-ups and 1 day to keep in touch move to Thu 3 Dec." in page.text
    assert "With an agreed time, so kept on the day: 1." in page.text
    assert steps() == [
        ("Call", 3, 3), ("Meeting", 2, 2), ("Done", 2, 2), ("Daily", 2, 3), ("Daily", 3, 3),
        ("Snoozed", 25, 3),
    ]  # fmt: skip
    call = session.scalar(sa.select(FollowUp).where(FollowUp.title == "Call"))
    assert "Wed 2 Dec is not a working day, moved to Thu 3 Dec." in due_why(call)
    assert session.get(Standing, stock.id).next_on == THURSDAY
    assert session.scalar(sa.select(Leave.back_on)) == THURSDAY
    assert calendar.add_working_days(date(2026, 12, 1), 1, reference.holidays()) == THURSDAY

    undo = page.text.split('action="/history/')[1].split('"')[0]
    manager.post(f"/history/{undo}")

    assert steps() == before
    reference.forget()
    assert WEDNESDAY not in reference.holidays()
    assert session.scalar(sa.select(Leave.back_on)) == WEDNESDAY


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"on": "1/11/2026"}, "must be a real date|Choose today or a later day."),
        ({"on": "28/11/2026"}, "Sat 28 Nov is no working day already."),
        ({"on": "25/12/2026"}, "Fri 25 Dec is no working day already."),
        ({"on": ""}, "Enter the day."),
        ({"name": ""}, "Say what it is."),
        ({"source": ""}, "Say who decided it."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_moves(manager, stock, change, message):
    before = steps()

    text = manager.post("/away/days-off", data=GOOD | change).text

    assert any(part in text for part in message.split("|"))
    assert steps() == before
    assert session.scalar(sa.select(DayOff.id)) is None


def test_a_day_off_is_there_once_and_outlives_a_newer_list(manager, officer, stock):
    manager.post("/away/days-off", data=GOOD)
    assert "is no working day already" in manager.post("/away/days-off", data=GOOD).text
    assert "Royal wedding" in officer.get("/away").text
    assert officer.get("/away/days-off").status_code == 403
    assert reference.holidays_end_on() == date(2028, 12, 26)


def test_a_step_planned_later_for_that_day_moves_as_on_any_day_off(manager, make):
    manager.post("/away/days-off", data=GOOD)

    row = actions.plan(
        make.employer(), owner=session.get(Person, manager.person_id), title="x", due_on=WEDNESDAY
    )

    assert row.due_on == THURSDAY
