"""What repeats: in words, with the next three days, and a button that stops it."""

from datetime import date

import pytest
import time_machine

from crm.core.db import session
from crm.followups import actions
from crm.followups.models import FollowRule
from crm.followups.rules import Every
from crm.people.models import Person
from crm.sequences.queries import next_days
from tests.browse import Statements


@pytest.fixture(autouse=True)
def frozen():
    with time_machine.travel("2026-11-24T14:32:00Z", tick=False):
        yield


@pytest.fixture
def repeat(make):
    def made(browser, **more):
        facts = {"title": "call", "anchor_on": date(2026, 11, 25), "count": 1, "unit": Every.MONTHS}
        rule = actions.repeat(
            make.employer(name="Grundon"), owner=session.get(Person, browser.person_id),
            **(facts | more),
        )  # fmt: skip
        session.commit()
        return rule

    return made


def test_it_says_how_often_and_the_next_three_days(officer, repeat):
    repeat(officer)

    page = officer.get("/followups/repeating")

    assert "Every month from Wed 25 Nov 2026." in page.text
    assert "Next: Wed 25 Nov, Tue 29 Dec, Mon 25 Jan 2027." in page.text


@pytest.mark.parametrize(
    ("more", "days"),
    [
        ({"ends_on": date(2026, 12, 25)}, ["2026-11-25", "2026-12-29"]),
        ({"unit": Every.WEEKS, "count": 4}, ["2026-11-25", "2026-12-23", "2027-01-20"]),
        ({"anchor_on": date(2027, 1, 31)}, ["2027-02-01", "2027-03-01", "2027-03-31"]),
    ],
)
def test_the_days_are_those_that_will_be_made(officer, repeat, more, days):
    rule = repeat(officer, **more)

    assert [day.isoformat() for day in next_days(rule, date(2026, 11, 24))] == days


def test_stopping_it(officer, repeat):
    rule = repeat(officer)

    page = officer.post(f"/followups/repeating/{rule.id}/stop", follow=True)

    assert "comes no more" in page.text
    assert "Nothing repeats" in page.text
    session.expire_all()
    assert session.get(FollowRule, rule.id).ended_at is not None
    assert "stopped already" in officer.post(
        f"/followups/repeating/{rule.id}/stop", follow=True
    ).text  # fmt: skip


def test_the_number_of_statements_is_flat(officer, repeat):
    def statements():
        with Statements() as sent:
            officer.get("/followups/repeating")
        return sent.count

    repeat(officer)
    officer.get("/followups/repeating")
    few = statements()
    for _ in range(30):
        repeat(officer)

    assert statements() == few <= 8
