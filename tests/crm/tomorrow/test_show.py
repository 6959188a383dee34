"""Tomorrow: the next working day, and its load spread over the days after."""

import re
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from crm.core import clock, undo
from crm.core.calendar import add_working_days
from crm.core.db import session
from crm.core.journal import Operation
from crm.followups import actions as followups
from crm.followups.models import FollowUp, Leave
from crm.people.models import Person
from crm.reference import queries as reference
from crm.tomorrow import rules
from crm.tomorrow.rules import Movable
from tests.browse import Statements

MON, TUE, WED, THU, FRI = (date(2026, 11, 23) + timedelta(days=n) for n in range(5))
WEEK = (MON, TUE, WED, THU, FRI)


@pytest.mark.parametrize(
    ("today", "leave", "found"),
    [
        (date(2026, 11, 22), [], [MON, TUE, WED, THU, FRI]),
        (date(2026, 11, 20), [(MON, TUE)], [WED, THU, FRI, date(2026, 11, 30), date(2026, 12, 1)]),
        (date(2026, 12, 24), [], [date(2026, 12, d) for d in (29, 30, 31)] +
         [date(2027, 1, 4), date(2027, 1, 5)]),
        (MON, [(MON, date(2029, 1, 1))], []),
    ],
)  # fmt: skip
def test_the_days_ahead_are_those_somebody_works(today, leave, found):
    """Source: bank holidays of England 2026: 25 and 28 December; 1 January 2027."""
    holidays = {date(2026, 12, 25), date(2026, 12, 28), date(2027, 1, 1)}

    assert rules.days_ahead(today, holidays, leave) == found


@pytest.mark.parametrize(
    ("load", "steps", "moves"),
    [
        ({MON: 1}, [Movable(1)], {}),
        ({MON: 5}, [Movable(n) for n in range(1, 6)], {5: TUE, 4: WED, 3: THU, 2: FRI}),
        ({MON: 4, TUE: 2, THU: 2, FRI: 2}, [Movable(n) for n in range(1, 5)], {4: WED, 3: WED}),
        ({MON: 3, TUE: 3, WED: 3, THU: 3, FRI: 3}, [Movable(1)], {}),
        ({MON: 5}, [Movable(1, timed=True), Movable(2, snoozes=2), Movable(3)], {3: TUE}),
        ({MON: 3, TUE: 1}, [Movable(1, "A"), Movable(2, "C"), Movable(3, "B")],
         {2: WED, 3: THU}),
        ({MON: 3}, [], {}),
    ],
)  # fmt: skip
def test_a_full_day_is_spread_to_the_average_and_no_further(load, steps, moves):
    assert rules.spread(WEEK, load, steps) == moves


def test_nobody_has_less_than_before_and_nothing_is_lost():
    """Every load of one full day: the sum stays, and no day is above the average, rounded up."""
    for full in range(30):
        steps = [Movable(n) for n in range(full)]
        load = {MON: full, TUE: 3, FRI: 1}
        moves = rules.spread(WEEK, load, steps)
        after = {day: load.get(day, 0) + list(moves.values()).count(day) for day in WEEK}
        after[MON] -= len(moves)
        assert sum(after.values()) == sum(load.values())
        assert after[MON] <= max(-(-sum(load.values()) // 5), 0) or not moves


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        (["1~2026-11-24", "1~2026-11-25"], {1: TUE}),
        (["x~2026-11-24", "2~2026-12-24", "3", "", "²~2026-11-24", "9" * 20 + "~2026-11-24"], {}),
    ],
)
def test_moves_are_read_strictly(texts, found):
    assert rules.read_moves(texts, WEEK) == found


@pytest.fixture
def days(app):
    first = add_working_days(clock.today(), 1, reference.holidays())
    return [add_working_days(first, n, reference.holidays()) if n else first for n in range(5)]


@pytest.fixture
def full(officer, make, days):
    """Five steps of the officer tomorrow and none after."""
    for n in range(5):
        employer = make.employer(name=f"Firm {n}", owner_id=officer.person_id)
        followups.plan(
            employer, owner=session.get_one(Person, officer.person_id), title="Call", due_on=days[0]
        )
    session.commit()
    return days


def due():
    session.expire_all()
    return sorted(session.scalars(sa.select(FollowUp.due_on)))


def suggested(page):
    return re.findall(r'type="checkbox" id="move-\d+" name="move" value="([^"]+)"', page.text)


def test_a_full_day_is_spread_with_one_press_and_taken_back(officer, full):
    page = officer.get("/followups/tomorrow")
    assert len(suggested(page)) == 4
    assert "Spread over the week</button>" in page.text

    officer.post("/followups/tomorrow", data={"move": suggested(page)})
    assert due() == full
    assert "Suggested spread" not in officer.get("/followups/tomorrow").text

    last = session.scalars(sa.select(Operation).order_by(Operation.id.desc()).limit(1)).one()
    undo.undo(last.id)
    session.commit()
    assert due() == [full[0]] * 5


def test_one_step_is_moved_by_hand(officer, full):
    row = session.scalars(sa.select(FollowUp).order_by(FollowUp.id)).first()

    answer = officer.post("/followups/tomorrow", data={"move": f"{row.id}~{full[3]}"})

    assert "Moved “Call” to" in officer.get(answer.location).text
    assert session.get_one(FollowUp, row.id, populate_existing=True).due_on == full[3]


@pytest.mark.parametrize("how", ["closed", "another's", "not that day", "no such day"])
def test_what_is_no_longer_so_is_not_moved(officer, make, full, how):
    row = session.scalars(sa.select(FollowUp).order_by(FollowUp.id)).first()
    day = full[2] if how != "no such day" else full[4] + timedelta(days=30)
    if how == "closed":
        followups.finish(row)
    elif how == "another's":
        row.owner_id = make.person().id
    elif how == "not that day":
        row.due_on = full[1]
    session.commit()
    was = session.get_one(FollowUp, row.id).due_on

    page = officer.post("/followups/tomorrow", data={"move": f"{row.id}~{day}"}, follow=True)

    assert "Nothing was moved" in page.text
    assert session.get_one(FollowUp, row.id, populate_existing=True).due_on == was


def test_days_of_leave_are_passed_over(officer, make, days):
    person_id = officer.person_id
    leave = Leave(person_id=person_id, from_on=days[0], to_on=days[1], back_on=days[2],
                  entered_by_id=person_id)  # fmt: skip
    session.add(leave)
    session.commit()

    page = officer.get("/followups/tomorrow")

    assert f"Nothing is due on {days[2]:%a} {days[2].day}" in page.text


def test_what_one_covers_and_what_leave_moves_is_there_and_stays(officer, make, days):
    person_id, sam = officer.person_id, make.person(name="Ann Away")
    session.add(Leave(person_id=sam.id, from_on=days[0], to_on=days[4], back_on=days[4],
                      cover_id=person_id, entered_by_id=sam.id))  # fmt: skip
    session.add(Leave(person_id=person_id, from_on=days[0], to_on=days[0], back_on=days[1],
                      entered_by_id=person_id))  # fmt: skip
    me = session.get_one(Person, person_id)
    followups.plan(make.employer(), owner=sam, title="Covered call", due_on=days[1])
    followups.plan(make.employer(), owner=me, title="Moved call", due_on=days[0])
    followups.plan(make.employer(), owner=me, title="Own call", due_on=days[1])
    session.commit()

    main = officer.get("/followups/tomorrow").text.split("<main")[1]

    assert f"{days[1]:%A} {days[1].day}" in main
    assert "For Ann Away, away until" in main
    assert "nobody covers, it moves to" in main
    assert main.count('name="move" aria-label="Day for') == 1, "only the own call can be moved"


def test_the_number_of_statements_is_flat(officer, full, make):
    officer.get("/followups/tomorrow")
    with Statements() as few:
        officer.get("/followups/tomorrow")
    for n in range(20):
        employer = make.employer(owner_id=officer.person_id)
        followups.plan(
            employer,
            owner=session.get_one(Person, officer.person_id),
            title=f"Call {n}",
            due_on=full[0],
        )
    session.commit()
    with Statements() as many:
        officer.get("/followups/tomorrow")

    assert few.count == many.count <= 7, many.sent
