"""Planning a follow-up by hand, once or repeating."""

from datetime import date

import pytest
import sqlalchemy as sa

from crm.activity.rules import Kind
from crm.core.db import session
from crm.followups.models import FollowRule, FollowUp
from crm.followups.rules import Every
from tests.browse import count_rows

pytestmark = pytest.mark.usefixtures("tuesday")


@pytest.fixture
def address(make):
    return f"/employers/{make.employer(name='Grundon').ref}/follow-ups/new"


def steps():
    return session.scalars(sa.select(FollowUp).order_by(FollowUp.id)).all()


@pytest.mark.parametrize(
    ("typed", "due"),
    [
        ("tomorrow", date(2026, 11, 25)),
        ("in 2 weeks", date(2026, 12, 8)),
        ("4/11", date(2027, 11, 4)),
        ("4/12", date(2026, 12, 4)),
        ("fri", date(2026, 11, 27)),
        ("28 Nov", date(2026, 11, 30)),
        ("2026-12-25", date(2026, 12, 29)),
        ("today", date(2026, 11, 24)),
    ],
)
def test_dates_as_people_type_them(officer, address, typed, due):
    page = officer.submit(address, {"title": "Call Maria", "due_on": typed})

    [row] = steps()
    assert (row.due_on, row.kind, row.owner_id) == (due, Kind.CALL, officer.person_id)
    assert "Planned for" in page.text


def test_time_reason_and_another_owner(officer, make, address):
    colleague = make.person()

    officer.submit(
        address,
        {"title": "Open day", "due_on": "28/11", "due_time": "10", "why": "They asked us.",
         "owner": str(colleague.id)},
    )  # fmt: skip

    [row] = steps()
    assert (row.due_on, row.due_time, row.why) == (date(2026, 11, 28), "10:00", "They asked us.")
    assert row.owner_id == colleague.id


def test_a_repeating_step(officer, address):
    page = officer.submit(
        address,
        {"title": "Review", "due_on": "1/12", "count": "4", "unit": "weeks", "ends_on": "1/6/2027"},
    )

    [rule] = session.scalars(sa.select(FollowRule)).all()
    [row] = steps()
    assert (rule.count, rule.unit, rule.ends_on) == (4, Every.WEEKS, date(2027, 6, 1))
    assert (row.due_on, row.rule_id) == (date(2026, 12, 1), rule.id)
    assert "Every 4 weeks from Tue 1 Dec" in page.text


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"title": ""}, "Enter what to do"),
        ({"due_on": ""}, "Enter a day"),
        ({"due_on": "23/11/2026"}, "Choose today or a later day."),
        ({"due_on": "30/2"}, "Day must be a real date"),
        ({"due_time": "half past"}, "Time must be a time of day"),
        ({"count": "0"}, "Repeat every must be a whole number from 1 to 60."),
        ({"count": "1", "unit": "fortnights"}, "Choose one of the answers"),
        ({"count": "1", "ends_on": "25/11/2026"}, "The last day must be after the first."),
        ({"owner": "999"}, "Choose one of the answers"),
        ({"title": "a\u202eb\x07"}, "character that cannot be shown"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_planned(officer, address, data, message):
    page = officer.submit(address, {"title": "Call", "due_on": "1/12"} | data)

    assert message in page.text
    assert count_rows(FollowUp) == count_rows(FollowRule) == 0


def test_quick_add_plans_its_step(officer):
    officer.submit(
        "/employers/new", {"name": "Isis Garden Centre", "next_act": "call about open day",
                           "next_on": "27/11"},
    )  # fmt: skip

    [row] = steps()
    assert (row.title, row.due_on, row.kind) == (
        "call about open day", date(2026, 11, 27), Kind.CALL,
    )  # fmt: skip


def test_the_record_shows_what_is_planned(officer, address):
    officer.submit(address, {"title": "call Maria", "due_on": "20/12", "why": "Agreed."})

    page = officer.get(address.removesuffix("/follow-ups/new"))

    assert "Call Maria" in page.text
    assert "Agreed. Sun 20 Dec is not a working day, moved to Mon 21 Dec." in page.text


def test_an_auditor_plans_nothing(auditor, address):
    assert auditor.get(address).status_code == 403
    assert auditor.post(address, {"title": "x", "due_on": "1/12"}).status_code == 403
