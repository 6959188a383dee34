"""One employer's own rhythm: set, shown, undone, dropped."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from crm.activity import actions as activities
from crm.activity.queries import own_cadence
from crm.activity.rules import Kind, Outcome
from crm.core.db import session
from crm.employers.models import Standing

GOOD = {"count": "2", "unit": "weeks", "why": "They asked for it", "seen": "0"}


@pytest.fixture(autouse=True)
def frozen():
    with time_machine.travel("2026-11-24T14:32:00Z", tick=False):
        yield


@pytest.fixture
def grundon(make):
    employer = make.employer(name="Grundon", tier="A")
    activities.log(
        employer, by=make.person(), kind=Kind.CALL, outcome=Outcome.SPOKE, summary="x",
        happened_at=datetime(2026, 11, 20, 9, tzinfo=UTC),
    )  # fmt: skip
    session.commit()
    return employer


def next_on(employer):
    session.expire_all()
    return session.get(Standing, employer.id).next_on


def test_an_own_rhythm_comes_before_the_tier_and_can_be_dropped(officer, grundon):
    path = f"/employers/{grundon.ref}/rhythm"
    assert "Tier A, every 30 days." in officer.get(path).text
    assert next_on(grundon) == date(2026, 12, 21)

    page = officer.post(path, data=GOOD, follow=True)
    assert "Own rhythm, every 2 weeks: They asked for it." in page.text
    assert next_on(grundon) == date(2026, 12, 4)

    officer.post(path, data={"drop": "yes"})
    assert next_on(grundon) == date(2026, 12, 21)
    assert own_cadence(grundon.id) is None


def test_a_reason_is_asked_for(officer, grundon):
    page = officer.post(f"/employers/{grundon.ref}/rhythm", data=GOOD | {"why": ""})

    assert "Say in a few words why." in page.text
    assert own_cadence(grundon.id) is None


def test_two_officers_do_not_overwrite_each_other(officer, grundon):
    path = f"/employers/{grundon.ref}/rhythm"
    officer.post(path, data=GOOD)
    officer.post(path, data=GOOD | {"seen": "1", "count": "3"})

    answer = officer.post(path, data=GOOD | {"seen": "1", "count": "5"})

    assert answer.status_code == 409
    assert own_cadence(grundon.id).count == 3
