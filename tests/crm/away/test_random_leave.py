"""Random leave of many: each step stands on one desk, as worked out by hand, and is told once."""

import random
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import sqlalchemy as sa
import time_machine

from crm.core import calendar, clock
from crm.core.db import session
from crm.followups import actions, desk, jobs
from crm.followups.models import FollowUp, Leave, Reminder
from crm.ledger import queries as ledger
from crm.reference import queries as reference

FIRST = date(2026, 11, 2)
DAY = timedelta(days=1)


def stock(make, *, people, steps, leaves, seed):
    """People with steps over six weeks and leave that neither overlaps nor is covered by the away.

    The clock stands before all of it.
    """
    rng = random.Random(seed)
    staff = [make.person() for _ in range(people)]
    taken = []
    for _ in range(leaves):
        who, cover = rng.sample(staff, 2)
        from_on = FIRST + rng.randrange(40) * DAY
        to_on = from_on + rng.randrange(9) * DAY
        chosen = rng.choice([cover, None])
        mine = {who.id, chosen.id if chosen else 0}
        if any({p, c or 0} & mine - {0} and a <= to_on and from_on <= b for p, c, a, b, _ in taken):
            continue
        back_on = calendar.add_working_days(to_on, 1, reference.holidays())
        if any(p == who.id and (a <= back_on <= b or from_on <= back <= to_on)
               for p, _, a, b, back in taken):  # fmt: skip
            continue
        taken.append((who.id, chosen.id if chosen else None, from_on, to_on, back_on))
        session.add(Leave(person_id=who.id, cover_id=taken[-1][1], from_on=from_on, to_on=to_on,
                          back_on=back_on, entered_by_id=who.id))  # fmt: skip
    for n in range(steps):
        at = rng.choice(["", "", "", "10:00"])
        actions.plan(make.employer(), owner=rng.choice(staff), title=f"Step {n}",
                     due_on=FIRST + rng.randrange(42) * DAY, due_time=at)  # fmt: skip
    session.commit()
    return [person.id for person in staff], taken


def by_hand(row, leaves, today):
    """Return whose desk a step stands on and on which day, from the rules in words."""
    shown = next((back for p, c, a, b, back in leaves
                  if p == row.owner_id and c is None and a <= row.due_on <= b
                  and not row.due_time), row.due_on)  # fmt: skip
    acted_on = max(row.due_on, today)
    who = next((c for p, c, a, b, _ in leaves
                if p == row.owner_id and c and a <= acted_on <= b), row.owner_id)  # fmt: skip
    return who, shown


def test_each_step_stands_on_one_desk_as_worked_out_by_hand(app, make):
    """1,200 places of steps: 100 steps looked at from twelve days, on both engines."""
    with time_machine.travel(datetime(2026, 10, 30, 9, tzinfo=UTC), tick=False):
        staff, leaves = stock(make, people=8, steps=100, leaves=30, seed=20261124)
    assert len(leaves) > 10
    until = FIRST + 60 * DAY
    for n in range(0, 48, 4):
        today = FIRST + n * DAY
        rows = session.scalars(sa.select(FollowUp)).all()
        expected = Counter((row.title, *by_hand(row, leaves, today)) for row in rows)
        found = Counter()
        totals = 0
        for person_id in staff:
            for part, section in desk.sections(person_id, today, until).items():
                totals += section.total
                for row in section.rows:
                    assert (desk.day_of(row) < today) is (part == "overdue")
                    found[row.title, person_id, desk.day_of(row)] += 1
        assert totals == 100, "nothing is on two desks or on none"
        assert not found - expected, "what is shown, of each part the first twenty, is as by hand"


def test_each_step_is_told_once_however_people_come_and_go(app, make):
    """Six weeks of mornings, three of them without a scheduler; then the ledger adds up."""
    with time_machine.travel(datetime(2026, 10, 30, 9, tzinfo=UTC), tick=False):
        _, leaves = stock(make, people=5, steps=60, leaves=25, seed=7)
    assert len(leaves) > 6
    for n in range(65):
        at = datetime.combine(FIRST + n * DAY, datetime.min.time(), UTC) + timedelta(hours=8)
        if n in (15, 16, 17):
            continue
        with time_machine.travel(at, tick=False):
            jobs.daily_mail(clock.now())

    told = Counter(session.scalars(sa.select(Reminder.follow_up_id)))
    assert set(told.values()) == {1}
    assert set(told) == set(session.scalars(sa.select(FollowUp.id)))
    with time_machine.travel(at, tick=False):
        rows = ledger.reminders(FIRST, clock.today())
        assert all(row.adds_up for row in rows)
        assert sum(row.due for row in rows) == 60
    away = {(p, a + k * DAY) for p, c, a, b, _ in leaves for k in range((b - a).days + 1)}
    for owner_id, noticed_at in session.execute(sa.select(Reminder.owner_id, Reminder.noticed_at)):
        assert (owner_id, noticed_at.date()) not in away, "nobody is written to while away"
