"""Noting what shows somebody in work."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from crm.core import clock, undo
from crm.core.db import session
from crm.core.journal import Operation
from crm.sustained.models import WorkEvidence
from tests.browse import count_rows


@pytest.fixture
def ref(make):
    return make.placement(started_on=clock.today() - timedelta(weeks=5)).ref


def test_evidence_on_or_after_a_milestone_is_enough(officer, ref):
    path = f"/placements/{ref}"
    assert officer.get(path).text.count("Nothing shows work on") == 2

    page = officer.submit(f"{path}/clock/evidence", {"kind": "E3", "note": "Named manager, mail"})

    assert "Evidence of work noted" in page.text
    assert "Confirmation by the employer" in page.text
    assert "Nothing shows work on" not in page.text
    row = session.scalars(sa.select(WorkEvidence)).one()
    assert (row.shows_on, row.seen_on, row.by_id) == (
        clock.today(), clock.today(), officer.person_id,
    )  # fmt: skip

    undo.undo(session.scalars(sa.select(sa.func.max(Operation.id))).one())
    session.commit()
    assert count_rows(WorkEvidence) == 0


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ({}, "Choose what was seen."),
        ({"kind": "E9"}, "Choose one of the answers"),
        ({"kind": "E1", "shows_on": "1/1/2020"}, "had not started on this day"),
        ({"kind": "E1", "shows_on": "tomorrow"}, "This day is still to come."),
        ({"kind": "E1", "seen_on": ""}, "Enter the day it was seen."),
    ],
)
def test_a_bad_answer_is_refused(officer, ref, answers, told):
    page = officer.submit(f"/placements/{ref}/clock/evidence", answers)

    assert told in page.text
    assert count_rows(WorkEvidence) == 0


def test_nothing_shows_work_after_the_end(officer, make):
    placement = make.placement(
        started_on=clock.today() - timedelta(weeks=5),
        ended_on=clock.today() - timedelta(weeks=1), end_reason="x",
    )  # fmt: skip

    page = officer.submit(f"/placements/{placement.ref}/clock/evidence", {"kind": "E1"})

    assert "The placement had ended by this day." in page.text
