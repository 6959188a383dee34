"""The stage of one employer: its age, its history, checks before it moves on, and "not now"."""

from datetime import date

import pytest
import sqlalchemy as sa

from crm.core import clock, journal
from crm.core.db import session
from crm.core.undo import undo
from crm.employers.models import Employer
from crm.followups.models import FollowUp
from crm.pipeline import queries
from crm.pipeline.models import ExitTick, StageMove
from tests.browse import Statements, count_rows

pytestmark = pytest.mark.usefixtures("travel")
TODAY = date(2026, 11, 24)


def moves():
    return session.scalars(sa.select(StageMove).order_by(StageMove.id)).all()


def last_operation():
    return session.scalar(sa.select(sa.func.max(journal.Operation.id)))


def test_the_record_and_the_list_say_how_long_and_since_when(officer, old):
    employer = old(41, stage_code="contacted")

    page, listed = officer.get(f"/employers/{employer.ref}"), officer.get("/employers")

    assert "41 days, expected 21" in page.text
    assert "count from Wed 14 Oct, when it was added." in page.text
    assert "41 days, expected 21" in listed.text


def test_a_move_keeps_from_to_day_person_and_days_and_sets_the_clock_back(officer, old, stage_of):
    employer = old(41)

    page = officer.submit(f"/employers/{employer.ref}/stage", {"to": "contacted"})

    (row,) = moves()
    assert (row.from_code, row.to_code, row.days) == ("prospect", "contacted", 41)
    assert (row.by_id, row.moved_at) == (officer.person_id, clock.now())
    assert stage_of(employer)[:3] == ("contacted", "contacted", TODAY)
    assert "moved to Contacted." in page.text
    assert f"when {row.by} moved it from Prospect" in page.text
    assert "from Prospect to Contacted, after 41 days" in page.text


def test_undo_puts_stage_history_and_clock_back(officer, old, stage_of):
    employer = old(41)
    officer.submit(f"/employers/{employer.ref}/stage", {"to": "contacted"})
    moved = last_operation()

    undo(moved)
    session.commit()

    assert stage_of(employer) == ("prospect", "prospect", date(2026, 10, 14), "when it was added")
    assert moves() == []
    undo(last_operation())
    session.commit()
    assert stage_of(employer)[0] == "contacted"
    assert [row.to_code for row in moves()] == ["contacted"]


def test_a_move_that_others_followed_is_kept_by_undo(officer, old, stage_of):
    employer = old(9)
    officer.submit(f"/employers/{employer.ref}/stage", {"to": "contacted"})
    first = last_operation()
    officer.submit(f"/employers/{employer.ref}/stage", {"to": "meeting", "override": "met at fair"})

    done = undo(first)
    session.commit()

    assert {r.table for r in done.refused} == {"stage_move", "employer"}
    assert stage_of(employer)[0] == "meeting"
    assert len(moves()) == 2


def test_a_stage_changed_in_another_way_is_in_the_history_too(app, make, old):
    person, employer = make.person(name="Tom Brandt"), old(5)
    row = session.get(Employer, employer.id)
    journal.operation("Changed in bulk", actor=person)
    row.stage_code = "meeting"
    session.commit()

    (move,) = moves()
    assert (move.from_code, move.to_code, move.days, move.by) == (
        "prospect", "meeting", 5, "Tom Brandt",
    )  # fmt: skip


def test_moving_on_asks_for_the_checks_or_a_reason(officer, make):
    employer = make.employer(stage_code="offered")
    path = f"/employers/{employer.ref}/stage"
    risk = queries.checks(employer.id, "offered", clock.today())[1].id

    page = officer.submit(path, {"to": "trial", "ticked": str(risk)})

    assert page.status_code == 200
    assert "employer&#39;s liability insurance confirmed and supervisor named" in page.text
    assert (count_rows(StageMove), count_rows(ExitTick)) == (0, 0)

    officer.submit(path, {"to": "trial", "ticked": str(risk), "override": "Sent by post"})
    (row,) = moves()
    assert row.override == "Sent by post"
    assert row.unmet == "employer's liability insurance confirmed and supervisor named"


def test_checks_ticked_before_let_it_move_and_going_back_asks_nothing(officer, make):
    employer = make.employer(stage_code="contacted")
    path = f"/employers/{employer.ref}/stage"
    check = queries.checks(employer.id, "contacted", clock.today())[0].id

    page = officer.post(f"{path}/checks", {"ticked": str(check)}, follow=True)
    assert "Noted: 1 done." in page.text
    officer.submit(path, {"to": "meeting"})
    officer.submit(path, {"to": "prospect"})

    assert [(row.to_code, row.unmet) for row in moves()] == [("meeting", ""), ("prospect", "")]


@pytest.mark.parametrize("forged", ["²", "-1", "9" * 30, "", "x", "999999999"])
def test_a_forged_tick_notes_nothing(officer, make, forged):
    employer = make.employer()

    page = officer.post(f"/employers/{employer.ref}/stage/checks", {"ticked": forged}, follow=True)

    assert page.status_code == 200
    assert "Noted" not in page.text


def test_a_tick_counts_for_one_stay_at_the_stage(officer, old, travel):
    employer = old(3, stage_code="contacted")
    path = f"/employers/{employer.ref}/stage"
    check = queries.checks(employer.id, "contacted", clock.today())[0].id
    officer.post(f"{path}/checks", {"ticked": str(check)})
    travel.shift(60)
    officer.submit(path, {"to": "meeting"})
    travel.shift(60)
    officer.submit(path, {"to": "contacted"})

    (found,) = queries.checks(employer.id, "contacted", clock.today())
    assert found.ticked_at is None


def test_not_now_needs_a_reason_and_a_day_and_plans_it(officer, make, travel, stage_of):
    employer = make.employer(stage_code="meeting")
    path = f"/employers/{employer.ref}/stage"
    told = {"to": "paused", "reason": "Wrong time of year"}

    assert "Choose why it is not now." in officer.submit(path, told | {"reason": ""}).text
    assert "Enter the day to look at it again." in officer.submit(path, told).text
    late = officer.submit(path, told | {"revisit_on": "24/11/2026"})
    assert "must be after today" in late.text
    assert count_rows(StageMove) == 0

    officer.submit(path, told | {"revisit_on": "1 March", "note": "Busy before Christmas"})

    (row,), step = moves(), session.scalars(sa.select(FollowUp)).one()
    assert (row.reason, row.note, row.revisit_on) == (
        "Wrong time of year", "Busy before Christmas", date(2027, 3, 1),
    )  # fmt: skip
    assert (step.due_on, step.why) == (date(2027, 3, 1), "Not now: Wrong time of year.")

    undo(last_operation())
    session.commit()
    assert (count_rows(FollowUp), stage_of(employer)[0]) == (0, "meeting")


def test_two_people_moving_one_employer(officer, make):
    employer = make.employer()
    path = f"/employers/{employer.ref}/stage"
    officer.submit(path, {"to": "contacted"})

    page = officer.post(path, {"was": "prospect", "to": "meeting"})

    assert "It was moved to “Contacted” since you opened this page." in page.text
    assert count_rows(StageMove) == 1


@pytest.mark.parametrize("to", ["", "nowhere", "prospect", "x" * 5000])
def test_a_stage_that_cannot_be_changes_nothing(officer, make, to):
    employer = make.employer()

    page = officer.post(f"/employers/{employer.ref}/stage", {"was": "prospect", "to": to})

    assert page.status_code == 200
    assert count_rows(StageMove) == 0


@pytest.mark.parametrize("back", ["//evil.example", "https://evil.example", "javascript:x"])
def test_the_way_back_is_one_of_ours(officer, make, back):
    employer = make.employer()

    answer = officer.post(
        f"/employers/{employer.ref}/stage", {"was": "prospect", "to": "contacted", "back": back}
    )

    assert answer.location == f"/employers/{employer.ref}"


def test_an_auditor_reads_the_history_and_moves_nothing(auditor, officer, make):
    employer = make.employer()
    officer.submit(f"/employers/{employer.ref}/stage", {"to": "contacted"})

    page = auditor.get(f"/employers/{employer.ref}/stage")

    assert "from Prospect, after 0 days" in page.text
    assert 'name="to"' not in page.text
    refused = auditor.post(f"/employers/{employer.ref}/stage", {"to": "meeting"})
    assert refused.status_code == 403


def test_the_stage_page_stays_within_its_statements(officer, make):
    employer = make.employer(stage_code="offered")
    path = f"/employers/{employer.ref}/stage"
    officer.get(path)
    with Statements() as few:
        officer.get(path)
    for to in ("meeting", "contacted", "prospect"):
        officer.submit(path, {"to": to})
    with Statements() as many:
        officer.get(path)

    assert few.count == many.count <= 8, many.sent
