"""Follow-ups open, move and close; the standing on lists follows, also after undo."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
import time_machine

from crm.activity.models import Activity
from crm.activity.rules import Kind, Outcome
from crm.core import clock, journal, undo
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.employers.models import Standing
from crm.followups import actions
from crm.followups.actions import Step
from crm.followups.models import FollowRule, FollowUp
from crm.followups.rules import Ended, Every
from tests.browse import count_rows

TUESDAY = "2026-11-24T14:32:00Z"


@pytest.fixture(autouse=True)
def the_day():
    with time_machine.travel(TUESDAY, tick=False):
        yield


@pytest.fixture
def employer(make):
    return make.employer(name="Grundon")


@pytest.fixture
def officer_row(make):
    return make.person(name="Priya Nair")


def plan(employer, owner, title="Call Maria Hollis", due_on=date(2026, 12, 3), **more):
    row = actions.plan(employer, owner=owner, title=title, due_on=due_on, **more)
    session.commit()
    return row


def standing_of(employer):
    session.expire_all()
    found = session.get(Standing, employer.id)
    return found.next_on, found.next_title


def test_the_first_open_step_stands_on_the_list(employer, officer_row):
    plan(employer, officer_row, "Visit Benson", date(2026, 12, 10))
    first = plan(employer, officer_row, "Call Maria", date(2026, 12, 3))
    assert standing_of(employer) == (date(2026, 12, 3), "Call Maria")

    actions.finish(first)
    session.commit()

    assert standing_of(employer) == (date(2026, 12, 10), "Visit Benson")
    assert (first.ended, first.closed_at) == (Ended.DONE, clock.now())


def test_with_nothing_open_no_next_step_is_set(employer, officer_row):
    row = plan(employer, officer_row)
    actions.drop(row, "They closed the site")
    session.commit()

    assert standing_of(employer) == (date.max, "")
    assert (row.ended, row.ended_why) == (Ended.DROPPED, "They closed the site")


@pytest.mark.parametrize(
    ("asked", "time", "due"),
    [
        (date(2026, 12, 25), "", date(2026, 12, 29)),
        (date(2026, 11, 28), "", date(2026, 11, 30)),
        (date(2026, 11, 28), "10:00", date(2026, 11, 28)),
        (date(2026, 11, 27), "", date(2026, 11, 27)),
    ],
)
def test_a_day_off_moves_on_and_both_days_are_kept(employer, officer_row, asked, time, due):
    row = plan(employer, officer_row, due_on=asked, due_time=time)

    assert (row.planned_on, row.first_due_on, row.due_on) == (asked, due, due)


def test_undo_of_a_planned_step(employer, officer_row):
    plan(employer, officer_row)

    undo.undo(journal.last_operation_id())
    session.commit()

    assert count_rows(FollowUp) == 0
    assert standing_of(employer) == (date.max, "")


def test_snoozing_keeps_count_reason_and_first_day(employer, officer_row, make):
    row = plan(employer, officer_row, due_on=date(2026, 11, 24))
    actions.snooze(row, date(2026, 11, 25), "stock-taking week")
    actions.snooze(row, date(2026, 11, 28), "still busy", owner=make.person())
    session.commit()

    assert (row.first_due_on, row.due_on) == (date(2026, 11, 24), date(2026, 11, 30))
    assert (row.snoozes, row.snooze_reason) == (2, "still busy")
    assert row.owner_id != officer_row.id
    assert standing_of(employer)[0] == date(2026, 11, 30)


@pytest.mark.parametrize(
    ("act", "field", "message"),
    [
        (lambda row: actions.snooze(row, date(2026, 11, 24), "x"), "until", "after today"),
        (lambda row: actions.snooze(row, date(2026, 12, 24), " "), "reason", "why it moves"),
        (lambda row: actions.drop(row, ""), "reason", "why it is dropped"),
    ],
)
def test_what_is_refused(employer, officer_row, act, field, message):
    row = plan(employer, officer_row)

    with pytest.raises(RuleBroken, match=message) as refused:
        act(row)

    assert refused.value.field == field
    assert row.closed_at is None


def test_a_closed_step_stays_closed(employer, officer_row):
    row = plan(employer, officer_row)
    actions.finish(row)

    for act in (
        lambda: actions.finish(row),
        lambda: actions.drop(row, "x"),
        lambda: actions.snooze(row, date(2026, 12, 24), "x"),
    ):
        with pytest.raises(RuleBroken, match="closed already"):
            act()


def log_and_plan(employer, officer_row, row):
    made = actions.log_contact(
        employer,
        by=officer_row,
        closes=[row],
        next_step=Step("visit Benson", date(2026, 12, 3), Kind.VISIT, "She asked for a visit."),
        kind=Kind.CALL,
        outcome=Outcome.SPOKE,
        summary="Two packing jobs",
    )
    session.commit()
    return made


def test_logging_closes_the_step_and_plans_the_next(employer, officer_row):
    row = plan(employer, officer_row)

    activity, following = log_and_plan(employer, officer_row, row)

    assert (row.ended, row.done_activity_id) == (Ended.DONE, activity.id)
    assert (following.kind, following.why) == (Kind.VISIT, "She asked for a visit.")
    assert standing_of(employer) == (date(2026, 12, 3), "visit Benson")
    assert session.get(Standing, employer.id).last_contact_on == date(2026, 11, 24)


def test_undo_of_a_logged_call_opens_the_step_again(employer, officer_row):
    row = plan(employer, officer_row, due_on=date(2026, 11, 20))
    log_and_plan(employer, officer_row, row)

    done = undo.undo(journal.last_operation_id())
    session.commit()

    assert not done.refused
    assert (count_rows(Activity), count_rows(FollowUp)) == (0, 1)
    assert standing_of(employer) == (date(2026, 11, 20), "Call Maria Hollis")
    assert session.get(Standing, employer.id).last_contact_on is None
    assert row.closed_at is None


def test_undo_and_redo_of_a_logged_call(employer, officer_row):
    row = plan(employer, officer_row, due_on=date(2026, 11, 20))
    log_and_plan(employer, officer_row, row)
    undo.undo(journal.last_operation_id())
    session.commit()

    undo.undo(journal.last_operation_id())
    session.commit()

    assert standing_of(employer) == (date(2026, 12, 3), "visit Benson")
    assert session.get(Standing, employer.id).last_contact_on == date(2026, 11, 24)


def test_a_contact_that_others_point_at_since_stays(employer, officer_row):
    first = plan(employer, officer_row)
    activity, _ = log_and_plan(employer, officer_row, first)
    logged = journal.last_operation_id()
    second = plan(employer, officer_row, "Ring back")
    actions.finish(second, activity=activity)
    session.commit()

    done = undo.undo(logged)
    session.commit()

    assert count_rows(Activity) == 1
    assert "follow up was added since" in done.refused[0].reason


def test_a_repeating_step_starts_with_its_first_day(employer, officer_row):
    rule = actions.repeat(
        employer, owner=officer_row, title="Review", anchor_on=date(2027, 1, 31), count=1,
        unit=Every.MONTHS, why="Agreed with Maria.",
    )  # fmt: skip
    session.commit()

    [row] = session.scalars(sa.select(FollowUp)).all()
    assert (row.planned_on, row.due_on) == (date(2027, 1, 31), date(2027, 2, 1))
    assert row.why == "Every month from Sun 31 Jan 2027. Agreed with Maria."
    assert (rule.next_n, rule.make_on) == (1, date(2027, 2, 1))


def test_undo_of_a_repeating_step(employer, officer_row):
    actions.repeat(
        employer, owner=officer_row, title="Review", anchor_on=date(2027, 1, 31), count=4,
        unit=Every.WEEKS,
    )  # fmt: skip
    session.commit()

    undo.undo(journal.last_operation_id())
    session.commit()

    assert (count_rows(FollowUp), count_rows(FollowRule)) == (0, 0)


def test_the_last_day_is_not_before_the_first(employer, officer_row):
    with pytest.raises(RuleBroken, match="last day"):
        actions.repeat(
            employer, owner=officer_row, title="Review", anchor_on=date(2027, 1, 31), count=1,
            unit=Every.DAYS, ends_on=date(2027, 1, 31) - timedelta(days=1),
        )  # fmt: skip


def test_dropping_can_stop_the_repeating(employer, officer_row):
    rule = actions.repeat(
        employer, owner=officer_row, title="Review", anchor_on=date(2026, 12, 1), count=1,
        unit=Every.WEEKS,
    )  # fmt: skip
    [row] = session.scalars(sa.select(FollowUp)).all()

    actions.drop(row, "Moved away", stop_rule=True)
    session.commit()

    assert rule.ended_at is not None
    assert actions.make_next(rule.id, date.max) is None
