"""Hours and pay change from a day on; the history only grows."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa
import time_machine

from crm.core import clock, undo
from crm.core.db import session, table_of
from crm.core.journal import Operation
from crm.placements import queries
from crm.placements.jobs import take_up_terms
from crm.placements.models import Placement, PlacementTerms
from crm.placements.terms import What
from crm.terms import actions
from tests.browse import Statements, count_rows

WEEK = timedelta(weeks=1)


@pytest.fixture
def placement(make):
    return make.placement(
        started_on=clock.today() - 20 * WEEK,
        weekly_hours=Decimal(16),
        pay_amount=Decimal("12.71"),
    )


def only():
    session.expire_all()
    return session.scalars(sa.select(Placement)).one()


def told(**more):
    return {
        "from_on": f"{clock.today() - WEEK:%d/%m/%Y}",
        "why": "More shifts agreed",
        "weekly_hours": "20",
    } | more


def what_was_written():
    return [
        row.what for row in session.scalars(sa.select(PlacementTerms).order_by(PlacementTerms.id))
    ]


def test_the_first_line_is_written_with_the_placement(make, placement):
    line = session.scalars(sa.select(PlacementTerms)).one()

    assert (line.what, line.from_on, line.weekly_hours) == (What.START, placement.started_on, 16)


def test_a_change_counts_from_its_day(officer, placement):
    ref = placement.ref

    page = officer.submit(f"/placements/{ref}/terms/new", told())

    assert "changed from" in page.text
    assert "More shifts agreed" in page.text
    assert "Changed: hours" in page.text
    saved = only()
    assert saved.weekly_hours == 20
    lines = queries.terms_of([saved.id])[saved.id]
    assert [line.weekly_hours for line in lines] == [16, 20]


def test_what_is_still_to_come_counts_on_its_day(officer, placement):
    soon = clock.today() + 3 * timedelta(days=1)
    officer.submit(f"/placements/{placement.ref}/terms/new", told(from_on=f"{soon:%d/%m/%Y}"))
    assert only().weekly_hours == 16
    assert "To come" in officer.get(f"/placements/{placement.ref}").text

    with time_machine.travel(clock.now() + timedelta(days=3), tick=False):
        assert take_up_terms(clock.now()) == 1
        assert only().weekly_hours == 20
        assert take_up_terms(clock.now()) == 1
    assert session.scalars(sa.select(Operation.title).order_by(Operation.id.desc())).first() == (
        "New hours or pay began"
    )


@pytest.mark.parametrize("days", [-7, 0, 3])
def test_undo_takes_a_change_back_with_a_line_of_its_own(officer, placement, days):
    day = clock.today() + timedelta(days=days)
    page = officer.submit(f"/placements/{placement.ref}/terms/new", told(from_on=f"{day:%d/%m/%Y}"))
    assert "Undo" in page.text
    operation = session.scalars(sa.select(sa.func.max(Operation.id))).one()

    undo.undo(operation)
    session.commit()

    assert only().weekly_hours == 16
    assert what_was_written() == [What.START, What.CHANGE, What.TAKEN_BACK]
    lines = queries.terms_of([placement.id])[placement.id]
    assert [line.weekly_hours for line in lines] == [16]

    undo.undo(session.scalars(sa.select(sa.func.max(Operation.id))).one())
    session.commit()
    assert what_was_written()[-1] is What.PUT_BACK
    assert only().weekly_hours == (16 if days > 0 else 20)
    assert len(queries.terms_of([placement.id])[placement.id]) == 2


def test_a_mistake_is_put_right_and_stays_readable(officer, placement):
    officer.submit(f"/placements/{placement.ref}/terms/new", told())
    wrong = session.scalars(sa.select(sa.func.max(PlacementTerms.id))).one()

    page = officer.submit(
        f"/placements/{placement.ref}/terms/{wrong}",
        {"weekly_hours": "18", "why": "Read from another slip"},
    )

    assert "was put right" in page.text
    assert "Everything that was written, 3 lines" in page.text
    assert only().weekly_hours == 18
    assert what_was_written()[-1] is What.MISTAKE
    assert officer.get(f"/placements/{placement.ref}/terms/{wrong}").status_code == 404


def test_the_first_line_keeps_the_first_day(officer, placement):
    first = session.scalars(sa.select(PlacementTerms.id)).one()

    officer.submit(
        f"/placements/{placement.ref}/terms/{first}",
        {"pay_amount": "13", "why": "Typed wrong", "from_on": "1/1/2026"},
    )

    assert only().pay_amount == 13
    (line,) = queries.terms_of([placement.id])[placement.id]
    assert line.from_on == placement.started_on


def test_the_first_day_moves_the_first_line(officer, placement):
    day = placement.started_on - WEEK
    ref = placement.ref

    officer.submit(f"/placements/{ref}/edit", {"started_on": f"{day:%d/%m/%Y}"})
    assert queries.terms_of([placement.id])[placement.id][0].from_on == day

    officer.submit(f"/placements/{ref}/terms/new", told())
    late = officer.submit(f"/placements/{ref}/edit", {"started_on": f"{clock.today():%d/%m/%Y}"})
    assert "Put that line right first." in late.text
    assert only().started_on == day


@pytest.mark.parametrize(
    ("answers", "asked"),
    [
        ({"weekly_hours": "0"}, "must be more than 0"),
        ({"weekly_hours": "400"}, "at most 100"),
        ({"weekly_hours": "60"}, "60 hours a week is more than 48."),
        ({"pay_amount": "0.01"}, "£0.01 an hour is below the lowest minimum wage there is"),
        ({"from_on": "1/1/2020"}, "nothing changes before"),
        ({"from_on": ""}, "Enter the first day"),
        ({"why": ""}, "Say in a few words why."),
        ({"weekly_hours": "16"}, "This is what was agreed already."),
    ],
)
def test_what_is_rarely_right_is_asked_about(officer, placement, answers, asked):
    page = officer.submit(f"/placements/{placement.ref}/terms/new", told(**answers))

    assert asked in page.text
    assert count_rows(PlacementTerms) == 1


@pytest.mark.parametrize("answers", [{"weekly_hours": "60"}, {"pay_amount": "0.01"}])
def test_a_person_may_say_that_it_is_right(officer, placement, answers):
    path = f"/placements/{placement.ref}/terms/new"
    assert 'name="sure"' not in officer.get(path).text
    assert 'name="sure"' in officer.submit(path, told(**answers)).text

    officer.submit(path, told(sure="y", **answers))

    assert count_rows(PlacementTerms) == 2


def test_nothing_changes_after_the_end_or_twice_on_a_day(officer, make, placement):
    ref = placement.ref
    officer.submit(f"/placements/{ref}/terms/new", told())
    again = officer.submit(f"/placements/{ref}/terms/new", told(weekly_hours="24"))
    assert "There is a line from that day already." in again.text

    ended = make.placement(
        started_on=clock.today() - 9 * WEEK, ended_on=clock.today() - 2 * WEEK, end_reason="x"
    )
    page = officer.submit(f"/placements/{ended.ref}/terms/new", told())
    assert "The placement ended on" in page.text


def test_two_people_at_once(officer, placement):
    path = f"/placements/{placement.ref}/terms/new"
    officer.submit(path, told())

    late = officer.post(path, told(weekly_hours="24", job_title="Kitchen porter", seen="1",
                                   from_on=f"{clock.today():%d/%m/%Y}"))  # fmt: skip

    assert late.status_code == 409
    assert count_rows(PlacementTerms) == 2


def test_lines_are_never_changed_nor_removed_alone(app, placement):
    table = table_of(PlacementTerms)
    for statement in (sa.update(table).values(why="x"), sa.delete(table)):
        with pytest.raises(sa.exc.DBAPIError, match="keeps what was written"):
            session.connection().execute(statement)
        session.rollback()
    session.connection().execute(sa.delete(table_of(Placement)))
    session.commit()
    assert count_rows(PlacementTerms) == 0


def test_the_trash_takes_the_history_along_and_brings_it_back(officer, placement):
    officer.submit(f"/placements/{placement.ref}/terms/new", told())
    officer.post(f"/trash/placement/{placement.id}")
    assert count_rows(PlacementTerms) == 0

    undo.undo(session.scalars(sa.select(sa.func.max(Operation.id))).one())
    session.commit()

    assert what_was_written() == [What.START, What.CHANGE]
    assert only().weekly_hours == 20


def test_an_auditor_sees_hours_and_no_pay(auditor, officer, placement):
    officer.submit(f"/placements/{placement.ref}/terms/new", told(pay_amount="13.37"))

    page = auditor.get(f"/placements/{placement.ref}").text

    assert "Hours and pay over time" in page
    assert "13.37" not in page
    assert auditor.get(f"/placements/{placement.ref}/terms/new").status_code == 403


def test_a_line_of_another_placement_is_not_found(officer, make, placement):
    other = make.placement()
    line = queries.terms_of([other.id])[other.id][0]

    assert officer.get(f"/placements/{placement.ref}/terms/{line.id}").status_code == 404


def test_histories_of_many_are_one_statement(app, make):
    employer = make.employer()
    ids = [make.placement(employer).id for _ in range(3)]

    with Statements() as sent:
        found = queries.terms_of(ids)

    assert sent.count == 1
    assert sorted(found) == ids


def test_pay_of_another_day_is_agreed_without_a_page(app, make, placement):
    person = make.person()
    one = queries.placement_or_404(placement.ref)
    actions.agree(
        one, by=person, from_on=date(2026, 11, 1), why="Rate", job_title=one.job_title,
        contract=one.contract, pay_amount=Decimal(13), pay_basis=one.pay_basis,
        weekly_hours=one.weekly_hours, weeks_per_year="52",
    )  # fmt: skip
    session.commit()

    assert only().pay_amount == 13
