"""The numbers of matching: shipped, unconfirmed, changed by a manager from a day on."""

from datetime import date, timedelta

import sqlalchemy as sa
import time_machine

from crm.core import clock
from crm.core.db import session
from crm.matching import queries, seed
from crm.matching.models import MatchLimit
from crm.matching.numbers import NUMBERS
from tests.browse import count_rows

GIVEN = {"value": "60", "from_on": "today", "source": "Team meeting", "status": "confirmed"}


def test_every_number_ships_and_nobody_has_confirmed_it(app):
    rows = session.scalars(sa.select(MatchLimit)).all()

    assert {row.name for row in rows} == set(NUMBERS)
    assert {row.status for row in rows} == {"unconfirmed"}
    assert all(NUMBERS[row.name].least <= row.value <= NUMBERS[row.name].most for row in rows)
    assert seed.load() == 0


def test_a_manager_changes_a_number_from_a_day_on(manager, make):
    vacancy = make.vacancy(starts_at="06:30")
    make.profile(earliest_at="07:30")
    address = f"/vacancies/{vacancy.ref}/matches"
    assert "Blocker" in manager.get(address).text

    page = manager.submit("/matches/numbers/minutes_over", GIVEN)

    assert "Minutes too early or too late, still a stretch: 60." in page.text
    assert "Team meeting" in page.text
    assert "Earlier and later numbers" in page.text
    assert "Blocker" not in manager.get(address).text


def test_a_later_number_waits_for_its_day(manager):
    later = clock.today() + timedelta(days=10)
    manager.submit("/matches/numbers/minutes_over", GIVEN | {"from_on": f"{later:%d/%m/%Y}"})

    assert queries.limits().minutes_over == 30
    with time_machine.travel(later + timedelta(hours=12), tick=False):
        assert queries.limits().minutes_over == 60


def test_a_number_out_of_bounds_or_of_the_past_is_refused(manager):
    for wrong, said in (
        ({"value": "999"}, "Enter 0 to 240."),
        ({"value": "-1"}, "whole number"),
        ({"from_on": "1/1/2020"}, "the past is not rewritten"),
        ({"source": ""}, "Say who decided this."),
    ):
        assert said in manager.submit("/matches/numbers/minutes_over", GIVEN | wrong).text
    manager.submit("/matches/numbers/minutes_over", GIVEN)
    twice = manager.submit("/matches/numbers/minutes_over", GIVEN)
    assert "a row for this from that day already" in twice.text
    assert count_rows(MatchLimit) == len(NUMBERS) + 1


def test_officers_see_the_numbers_and_change_none(officer, auditor):
    page = officer.get("/matches/numbers").text

    assert "Not confirmed" in page
    assert "/matches/numbers/minutes_over" not in page
    assert officer.get("/matches/numbers/minutes_over").status_code == 403
    assert auditor.get("/matches/numbers").status_code == 200


def test_there_is_no_other_number(manager):
    assert manager.get("/matches/numbers/luck").status_code == 404


def test_the_newest_that_has_begun_counts(app):
    session.add(
        MatchLimit(
            name="bus_mph", value=15, from_on=date(2021, 1, 1), source="x", status="confirmed"
        )
    )
    session.commit()

    assert queries.limits().bus_mph == 15
