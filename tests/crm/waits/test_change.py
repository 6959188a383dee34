"""Managers change a wait from a day on; the past stays as it was."""

from datetime import date

import pytest
import sqlalchemy as sa
import time_machine

from crm.activity.models import Cadence
from crm.activity.queries import waits
from crm.core.db import session

PATH = "/followups/waits/change?reason=tier:A"
GOOD = {
    "count": "20", "unit": "days", "act": "visit", "from_on": "24/11/2026",
    "source": "Team meeting of 24 November", "status": "confirmed",
}  # fmt: skip


@pytest.fixture(autouse=True)
def frozen():
    with time_machine.travel("2026-11-24T14:32:00Z", tick=False):
        yield


def test_the_page_shows_what_counts_with_source_and_status(officer):
    page = officer.get("/followups/waits")

    assert "Tier A" in page.text
    assert "Not confirmed" in page.text
    assert "proposed by this product" in page.text
    assert "Change" not in page.text.split("<main")[1]


def test_a_change_counts_from_its_day(manager):
    page = manager.post(PATH, data=GOOD, follow=True)

    assert "Tier A: 20 days from Tue 24 Nov 2026" in page.text
    assert waits(date(2026, 11, 23))["tier:A"].count == 30
    found = waits(date(2026, 11, 24))["tier:A"]
    assert (found.count, found.act.value) == (20, "visit")
    assert "Earlier and later rows" in page.text


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"from_on": "23/11/2026"}, "Choose today or a later day"),
        ({"count": "0"}, "must be a whole number"),
        ({"count": ""}, "Enter a number."),
        ({"source": ""}, "Say who decided this."),
        ({"unit": "years"}, "Choose one of the answers"),
    ],
)
def test_bad_input_is_told_beside_the_field(manager, change, message):
    page = manager.post(PATH, data=GOOD | change)

    assert message in page.text
    assert session.scalar(sa.select(sa.func.count()).select_from(Cadence).where(
        Cadence.reason == "tier:A")) == 1  # fmt: skip


def test_a_second_row_of_one_day_is_refused(manager):
    manager.post(PATH, data=GOOD)

    assert "There is a row for this from that day already" in manager.post(PATH, data=GOOD).text


def test_an_unknown_reason_is_not_found(manager):
    assert manager.get("/followups/waits/change?reason=tier:Q").status_code == 404


def test_the_form_opens_with_what_counts(manager):
    page = manager.get(PATH)

    assert 'value="30"' in page.text
    assert "Now 30 days, since 1 January 2020" in page.text
