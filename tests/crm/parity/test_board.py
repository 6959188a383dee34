"""The board of fair pay and the clockwork behind it."""

import threading
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import sqlalchemy as sa
import time_machine
from sqlalchemy import event

from crm.core import clock
from crm.core.db import db, session
from crm.core.permissions import Role
from crm.employers.models import Employer
from crm.followups.models import FollowUp
from crm.followups.rules import Ended
from crm.parity import actions, opening
from crm.parity.models import CheckDue
from crm.parity.openings import Reason
from crm.parity.paydays import Frequency
from crm.people.models import Person
from crm.placements.models import Placement
from crm.placements.rules import Kind
from tests.browse import Browser, Statements, count_rows
from tests.crm.parity.opened import at_hand, rows, steps, tick

NOW = "2026-11-21T12:00:00+00:00"


@pytest.fixture(autouse=True)
def november():
    with time_machine.travel(NOW, tick=False):
        yield


def test_the_first_full_pay_opens_one_check_and_the_owners_step(placed):
    (row,) = rows()
    assert (row.reason, row.event_on, row.due_on) == (
        Reason.FIRST, date(2026, 8, 3), date(2026, 9, 30),
    )  # fmt: skip
    step = session.scalars(sa.select(FollowUp)).one()
    assert step.title == "Ask for the wage slip of P-00001"
    assert step.owner_id == session.scalar(sa.select(Person.id).where(Person.name == "Olive Owner"))
    assert step.why == "They started on 3 August 2026: check the first full pay."


def test_running_again_opens_nothing_again(placed):
    for _ in range(3):
        assert tick() == 0
    assert len(rows()) == count_rows(FollowUp) == 1


def test_days_without_a_worker_lose_nothing(make):
    first = make.placement(started_on=date(2026, 8, 3))
    second = make.placement(started_on=date(2026, 10, 16))
    assert tick(datetime(2026, 11, 21, 12, tzinfo=UTC)) == 2

    with time_machine.travel("2026-11-24T12:00:00+00:00", tick=False):
        assert tick() == 0
    assert {row.placement_id for row in rows()} == {first.id, second.id}


@pytest.mark.parametrize(
    "facts",
    [
        {"kind": Kind.WORK_TRIAL},
        {"started_on": date(2026, 12, 1)},
        {"started_on": date(2026, 11, 2)},
        {"started_on": date(2026, 8, 3), "ended_on": date(2026, 11, 1)},
    ],
)
def test_no_check_opens_for_what_is_no_running_paid_work(make, facts):
    make.placement(**facts)

    assert tick() == 0
    assert rows() == []


def test_what_is_open_is_dropped_when_the_work_ends_and_back_when_it_goes_on(placed):
    placement = session.get(Placement, placed.id)
    placement.ended_on = date(2026, 11, 15)
    session.commit()

    assert tick() == 1
    (row,) = rows()
    assert row.ended_why == "The placement is not in paid work any more."
    assert session.scalar(sa.select(FollowUp.ended)) is Ended.DROPPED

    session.get(Placement, placed.id).ended_on = None
    session.commit()
    assert tick() == 1
    assert rows()[0].closed_at is None


def test_the_check_that_answers_closes_it_once_it_is_confirmed(placed, make):
    check = make.check(at_hand(placed), by=make.person(), confirmed=False)
    assert rows()[0].closed_at is None
    assert steps() == []

    actions.confirm(check, by=make.reviewer())
    session.commit()

    assert rows()[0].answered_by_id == check.id
    assert tick() == 0


def test_a_check_of_an_earlier_period_answers_nothing(placed, make):
    make.check(at_hand(placed), period_start=date(2026, 7, 1), period_end=date(2026, 7, 31))

    assert rows()[0].closed_at is None


def test_a_shortfall_opens_a_dated_action_that_a_pass_closes(placed, make):
    short = make.check(at_hand(placed), by=make.person(), comparator_amount=Decimal("13.20"))
    first, fault = rows()
    assert first.closed_at is not None
    assert (fault.reason, fault.check_id) == (Reason.SHORTFALL, short.id)
    assert fault.due_on == date(2026, 12, 18)
    assert steps() == ["Agree how the pay is put right, P-00001"]

    with time_machine.travel("2026-11-22T12:00:00+00:00", tick=False):
        make.check(at_hand(placed), by=make.person())
    assert rows()[1].closed_at is not None
    assert steps() == []


def test_an_evidenced_reason_closes_a_shortfall(placed, make):
    make.check(at_hand(placed), comparator_amount=Decimal("13.20"))
    make.check(at_hand(placed), comparator_amount=Decimal("13.20"), factor="location",
               factor_evidence=True)  # fmt: skip

    assert all(row.closed_at for row in rows())


def test_below_the_minimum_is_open_at_once_and_closed_with_the_managers_steps(placed, make):
    make.person(role=Role.MANAGER)
    check = make.check(at_hand(placed), confirmed=False, basic_pay=Decimal("12.00"))
    assert rows()[-1].reason is Reason.BELOW
    assert steps() == ["Look at pay below the minimum wage, P-00001"]

    actions.confirm(check, by=make.reviewer())
    make.check(at_hand(placed))

    assert all(row.closed_at for row in rows())
    assert steps() == []


def test_what_a_check_opened_goes_when_it_is_sent_back(placed, make):
    check = make.check(at_hand(placed), by=make.person(), confirmed=False, age=None)
    assert rows()[-1].reason is Reason.MISSING

    actions.send_back(check, by=make.reviewer(), note="The age is on the slip")
    session.commit()

    assert rows()[-1].ended_why == "The check was sent back."
    assert steps() == ["Put the fair pay check of P-00001 right"]


def test_the_board_shows_each_placement_in_its_part(officer, placed, make):
    due = placed.ref
    asked, short, waiting, unknown = (make.placement(started_on=date(2026, 8, 3)) for _ in range(4))
    for one in (asked, short, waiting):
        actions.set_pay_days(at_hand(one), Frequency.MONTHLY, date(2026, 11, 30))
    session.commit()
    for_asked = session.get(Employer, asked.employer_id)
    make.contact(for_asked, name="Sam Carter", email="sam@windrush.example")
    officer.post(f"/placements/{asked.ref}/parity/ask")
    make.check(at_hand(short), comparator_amount=Decimal("13.20"))
    make.check(at_hand(waiting), by=make.person(), confirmed=False)

    page = officer.get("/parity").text

    parts = {"faults": short, "review": waiting, "asked": asked, "unknown": unknown}
    cut = {name: page.index(f'id="{name}"') for name in parts} | {"due": page.index('id="due"')}
    order = sorted(cut, key=cut.get)
    for name, placement in parts.items():
        end = next((cut[n] for n in order if cut[n] > cut[name]), len(page))
        assert placement.ref in page[cut[name] : end], name
    assert due in page[cut["due"] : cut["asked"]]
    assert "7 weeks overdue" in page
    assert "Olive Owner" in page


def test_the_board_costs_the_same_at_any_length(officer, placed, make):
    officer.get("/parity")
    with Statements() as few:
        officer.get("/parity")
    for _ in range(6):
        make.placement(started_on=date(2026, 8, 3))
        make.check(confirmed=False)
    tick()
    with Statements() as many:
        officer.get("/parity")

    assert few.count == many.count <= 6


def test_today_says_what_waits_for_this_person_to_confirm(app, make):
    checker = make.person()
    make.check(by=checker, confirmed=False)
    with time_machine.travel("2026-11-24T12:00:00+00:00", tick=False):
        page = Browser(app, make.person()).get("/").text
        own = Browser(app, session.get(Person, checker.id)).get("/").text

    assert "1 to confirm" in page
    assert "The oldest waits since" in page
    assert "to confirm" not in own


def test_a_concern_opens_one_check(officer, placed):
    path = f"/placements/{placed.ref}/parity/concern"
    assert "Say in a few words what the concern is" in officer.submit(path, {"note": ""}).text

    page = officer.submit(path, {"note": "Hours look too few"})
    assert "Hours look too few" in page.text
    assert "is open already" in officer.submit(path, {"note": "Again"}).text
    assert [row.reason for row in rows()] == [Reason.FIRST, Reason.CONCERN]


def test_pay_days_are_asked_and_changed(officer, make):
    placement = make.placement(started_on=date(2026, 8, 3))
    assert "Say when they are paid" in officer.get("/parity").text
    path = f"/placements/{placement.ref}/parity/pay-days"

    assert "Choose how often they are paid" in officer.submit(path).text
    page = officer.submit(path, {"every": "every 4 weeks", "known_on": "20/11/2026"})

    assert "is paid every 4 weeks" in page.text
    assert rows()[0].due_on == date(2026, 9, 25)
    assert 'value="20/11/2026"' in officer.get(path).text or "2026" in officer.get(path).text


def test_the_auditor_reads_the_board_and_changes_nothing(auditor, placed):
    page = auditor.get("/parity").text

    assert placed.ref in page
    assert "Send secure link" not in page
    assert auditor.post(f"/placements/{placed.ref}/parity/ask").status_code == 403


def meet(barrier):
    try:
        barrier.wait(timeout=1)
    except threading.BrokenBarrierError:
        return


def both(app, work):
    session.rollback()

    def run():
        with app.app_context():
            try:
                work()
            finally:
                session.remove()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)


def test_two_workers_open_each_check_once(app, make):
    make.placement(started_on=date(2026, 8, 3))
    barrier = threading.Barrier(2)

    def hold(_connection, _cursor, statement, *_):
        if "FROM placement" in statement and "FOR UPDATE" in statement:
            meet(barrier)

    event.listen(db.engine, "before_cursor_execute", hold)
    try:
        both(app, tick)
    finally:
        event.remove(db.engine, "before_cursor_execute", hold)

    assert len(rows()) == 1


def test_without_the_lock_two_workers_see_it_missing(app, make):
    """The twin: both look before either opens, so only the index stands in the way."""
    placement = make.placement(started_on=date(2026, 8, 3))
    barrier, seen = threading.Barrier(2), []

    def look():
        with db.engine.connect() as connection:
            plain = sa.select(sa.func.count()).select_from(CheckDue)
            seen.append(connection.scalar(plain))
        meet(barrier)

    both(app, look)
    assert seen == [0, 0]
    made = 0
    for _ in seen:
        session.add(CheckDue(employer_id=placement.employer_id, placement_id=placement.id,
                             reason=Reason.FIRST, event_on=date(2026, 8, 3),
                             due_on=date(2026, 8, 31), opened_at=clock.now()))  # fmt: skip
        try:
            session.commit()
            made += 1
        except sa.exc.IntegrityError:
            session.rollback()
    assert made == 1


def test_terms_that_change_open_a_check(officer, placed, make):
    from crm.terms import actions as terms

    make.check(at_hand(placed))
    placement = at_hand(placed)
    terms.agree(placement, by=make.person(), from_on=date(2026, 10, 1), why="More hours", sure=True,
                job_title=placement.job_title, contract=placement.contract,
                pay_amount=Decimal("13.00"), pay_basis=placement.pay_basis,
                weekly_hours=placement.weekly_hours,
                weeks_per_year=placement.weeks_per_year)  # fmt: skip
    session.commit()
    make.check(at_hand(placed), period_start=date(2026, 9, 1), period_end=date(2026, 9, 30))

    tick()

    assert [row.reason for row in rows() if row.closed_at is None] == [Reason.PAY]
    assert opening.open_of(placed.id)[0].due_on == date(2026, 10, 31)
