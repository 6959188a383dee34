"""Starting and stopping a sequence: the days are shown first, the steps say which and which day."""

from datetime import date

import pytest
import sqlalchemy as sa
import time_machine

from crm.activity.queries import waits
from crm.core.db import session
from crm.followups.models import FollowUp, SequenceRun
from crm.people.models import Person
from crm.reference import queries as reference
from crm.sequences import actions
from crm.sequences.rules import steps

TUESDAY = "2026-11-24T14:32:00Z"


@pytest.fixture(autouse=True)
def frozen():
    with time_machine.travel(TUESDAY, tick=False):
        yield


def rows(employer):
    session.expire_all()
    return session.scalars(
        sa.select(FollowUp).where(FollowUp.employer_id == employer.id).order_by(FollowUp.due_on)
    ).all()


CASES = {
    "new employer": (date(2026, 12, 18), ["2026-12-22", "2027-01-06", "2027-01-20"]),
    "webinar": (date(2026, 11, 19), ["2026-11-24", "2026-12-03"]),
    "placement": (date(2026, 10, 1), ["2026-10-08", "2026-10-29", "2026-12-31", "2027-04-01"]),
    "renewal": (date(2027, 3, 31), ["2026-12-31", "2027-02-01", "2027-03-01"]),
}


@pytest.mark.parametrize("code", CASES)
def test_the_days_are_worked_out_from_the_anchor_by_the_rows(app, code):
    anchor, days = CASES[code]

    found = steps(code, anchor, waits(date(2026, 11, 24)), reference.holidays())

    assert [step.due_on.isoformat() for step in found] == days
    assert [step.number for step in found] == list(range(1, len(days) + 1))


def test_the_days_are_shown_before_anything_is_planned(officer, make):
    employer = make.employer()
    data = {"code": "renewal", "anchor_on": "31/3/2027", "go": "show"}

    page = officer.post(f"/employers/{employer.ref}/sequences", data=data)

    assert "Thu 31 Dec" in page.text
    assert "90 days before the renewal on Wed 31 Mar 2027. Renewal, step 1 of 3." in page.text
    assert not rows(employer)


def test_starting_plans_each_step_that_is_still_to_come(officer, make):
    employer = make.employer(name="Grundon")
    data = {"code": "webinar", "anchor_on": "12/11/2026", "go": "start"}

    page = officer.post(f"/employers/{employer.ref}/sequences", data=data, follow=True)

    assert "Started “After a webinar” with Grundon." in page.text
    [row] = rows(employer)
    assert row.due_on == date(2026, 11, 26)
    assert row.why == (
        "10 working days after the webinar on Thu 12 Nov 2026. After a webinar, step 2 of 2."
    )
    assert "step 2 of 2" in page.text


def test_the_same_sequence_from_the_same_day_is_started_once(officer, make):
    employer = make.employer()
    data = {"code": "new employer", "anchor_on": "24/11/2026", "go": "start"}
    officer.post(f"/employers/{employer.ref}/sequences", data=data)

    page = officer.post(f"/employers/{employer.ref}/sequences", data=data)

    assert "This sequence runs from that day already." in page.text
    assert len(rows(employer)) == 3


def test_stopping_drops_what_is_open_and_undo_brings_it_back(officer, make):
    employer = make.employer()
    path = f"/employers/{employer.ref}/sequences"
    officer.post(path, data={"code": "new employer", "anchor_on": "24/11/2026", "go": "start"})
    first = rows(employer)[0]
    officer.post(f"/followups/{first.id}/done")
    run = session.scalar(sa.select(SequenceRun))
    assert "2 of 3 steps to come" in officer.get(path).text

    stop = f"/followups/sequences/{run.id}/stop"
    assert "Say in a few words why it stops." in officer.post(stop, data={"why": ""}).text
    page = officer.post(stop, data={"why": "They closed the site"}, follow=True)

    assert "2 steps dropped" in page.text
    assert [row.ended.value for row in rows(employer)] == ["done", "dropped", "dropped"]
    assert "Stopped: They closed the site" in officer.get(path).text
    from crm.core import journal, undo

    undo.undo(session.scalar(sa.select(sa.func.max(journal.Operation.id))))
    session.commit()
    assert [row.ended and row.ended.value for row in rows(employer)] == ["done", None, None]


def test_a_step_done_late_moves_no_other(app, make):
    employer, by = make.employer(), make.person()
    actions.start(employer, "new employer", anchor_on=date(2026, 11, 24), by=by)
    session.commit()
    before = [row.due_on for row in rows(employer)]

    with time_machine.travel("2026-12-11T10:00:00Z", tick=False):
        from crm.followups.actions import finish

        finish(rows(employer)[0])
        session.commit()

    assert [row.due_on for row in rows(employer)] == before


def test_a_placement_starts_its_reviews_and_its_end_stops_them(officer, make):
    from crm.participants.rules import Pathway
    from crm.placements import actions as placements
    from crm.placements.rules import Kind

    employer = make.employer()
    by = session.get(Person, officer.person_id)
    placement = placements.start(
        employer, by=by, participant_ref="CTW-7F3K9", job_title="Porter", pathway=Pathway.IPS,
        kind=Kind.JOB, started_on=date(2026, 11, 9),
    )  # fmt: skip
    session.commit()
    assert [r.due_on.isoformat() for r in rows(employer)] == [
        "2026-12-07", "2027-02-08", "2027-05-10",
    ]  # fmt: skip
    assert rows(employer)[0].why == (
        "4 weeks after the start on Mon 9 Nov 2026. After a placement, step 2 of 4."
    )

    placements.end(placement, ended_on=date(2026, 11, 23), end_reason="left")
    session.commit()

    assert {r.ended.value for r in rows(employer)} == {"dropped"}
    assert session.scalar(sa.select(SequenceRun)).stopped_why == "The placement has ended."


def test_the_pages_list_sequences_and_how_many_run(officer, make):
    employer = make.employer()
    officer.post(
        f"/employers/{employer.ref}/sequences",
        data={"code": "new employer", "anchor_on": "24/11/2026", "go": "start"},
    )

    page = officer.get("/followups/sequences")

    assert "Steps are still to come with 1 employer." in page.text
    assert "Week 13 review" in page.text
    assert "90 days before" in page.text


def test_nobody_elses_numbers_are_found(officer):
    assert officer.get("/followups/sequences/999/stop").status_code == 404
    assert officer.get("/employers/E-00999/sequences").status_code == 404
