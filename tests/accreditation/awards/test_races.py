"""Two at once: one moves the award, the other hears what happened, whatever the engine.

The twins show what looking first and writing after, without holding the row, would let through.
"""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
import time_machine
from flask import Flask

from accreditation.awards import actions, ending, moves, notices, queries, rules
from accreditation.awards.models import Award, AwardEvent, AwardNotice, NoticeState
from accreditation.awards.rules import Move, State
from accreditation.badges.models import Badge
from accreditation.scheme import queries as schemes
from crm.core import clock
from crm.core.db import db, reading, session, set_may_write, table_of
from crm.core.errors import RuleBroken
from crm.core.outbox import Mail
from crm.core.permissions import Role
from crm.employers.models import Employer
from tests.accreditation.awards.world import granted, kinds
from tests.browse import let_go


def at_once(app: Flask, acts: list[Callable[[], Any]]) -> list[Any]:
    """Do each act in a thread of its own, all from the same moment; return what they answered."""
    answers: list[Any] = [None] * len(acts)
    start = threading.Barrier(len(acts))

    def do(number: int) -> None:
        with app.app_context():
            set_may_write(True)
            start.wait()
            try:
                answers[number] = acts[number]()
                session.commit()
            except RuleBroken as error:
                session.rollback()
                answers[number] = error.message
            session.remove()

    let_go()
    threads = [threading.Thread(target=do, args=(n,)) for n in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_of_two_managers_one_suspends_or_revokes(app, make):
    award = granted(make)
    ref, people = award.ref, [make.person(role=Role.MANAGER) for _ in range(2)]
    ids = [person.id for person in people]

    def act(number: int, move: Move, code: str) -> Callable[[], Any]:
        def go() -> str:
            held = queries.award_or_404(ref, lock=True)
            moves.make(held, move, by=_Person(ids[number]), code=code, private="x")
            return move.value

        return go

    answers = at_once(app, [act(0, Move.SUSPEND, "SU-1"), act(1, Move.SUSPEND, "SU-2")])
    assert sorted(answers) == ["This award is suspended, so it cannot be suspended.", "suspended"]
    assert kinds(award).count(Move.SUSPEND) == 1

    answers = at_once(app, [act(0, Move.REVOKE, "RV-4"), act(1, Move.REINSTATE, "RE-1")])
    done = [answer for answer in answers if answer in ("revoked", "reinstated")]
    # To revoke after the suspension ended is possible still; the other way round it is not.
    assert done in (["revoked"], ["revoked", "reinstated"])
    assert session.get(Award, award.id, populate_existing=True).state is State.REVOKED
    assert session.get(Badge, award.badge_id, populate_existing=True).revoked_at is not None


class _Person:
    def __init__(self, number: int) -> None:
        self.id, self.name = number, f"Manager {number}"


def test_looking_first_lets_both_suspend(app, make):
    award_id, table, lines = granted(make).id, table_of(Award), table_of(AwardEvent)
    let_go()
    both = [db.engine.connect() for _ in range(2)]
    look = sa.select(table.c.state).where(table.c.id == award_id)
    with reading():
        seen = [one.execute(look).scalar_one() for one in both]
        for one in both:
            one.rollback()
    for one, state in zip(both, seen, strict=True):
        assert rules.why_not(state, Move.SUSPEND) is None
        one.execute(sa.update(table).where(table.c.id == award_id).values(state=State.SUSPENDED))
        one.execute(
            sa.insert(lines).values(award_id=award_id, kind=Move.SUSPEND, at=clock.now(),
                                    reason="", words="", private="")
        )  # fmt: skip
        one.commit()
        one.close()

    suspended = sa.select(sa.func.count()).where(lines.c.kind == Move.SUSPEND)
    assert session.scalar(suspended) == 2, "without the lock both are written down"


def renewed(award: Award) -> Callable[[], Any]:
    employer_id = award.employer_id

    def go() -> str:
        employer = session.get_one(Employer, employer_id)
        today = clock.today()
        actions.grant(
            employer=employer, version=schemes.find("1"), level="silver", valid_from=today,
            valid_until=rules.last_day(today, 24), decision_ref="D-00002", public_ok=True,
            conditional=False, officer=None,
        )  # fmt: skip
        return "renewed"

    return go


def test_the_calendar_against_a_renewal_in_the_same_minute(app, make):
    for _ in range(3):
        award = granted(make, begins=clock.today() - timedelta(days=9),
                        ends=clock.today())  # fmt: skip
        award_id = award.id
        renew = renewed(award)
        with time_machine.travel(clock.now() + timedelta(days=1), tick=False):
            answers = at_once(app, [renew, lambda number=award_id: ending.lapse(number)])
        old = session.get(Award, award_id, populate_existing=True)
        # Either it lapsed first and was renewed after, or it was renewed and did not lapse.
        assert (answers[1], old.state) in ((True, State.LAPSED), (False, State.RENEWED))
        newer = queries.current(old.employer_id)
        assert newer is not None
        assert newer.replaces_id == award_id
        assert kinds(old).count(Move.LAPSE) + kinds(old).count(Move.RENEW) == 1


def test_looking_first_lets_a_renewed_award_lapse(app, make):
    award = granted(make, begins=clock.today() - timedelta(days=9), ends=clock.today())
    award_id, lines = award.id, table_of(AwardEvent)
    renew = renewed(award)
    with time_machine.travel(clock.now() + timedelta(days=1), tick=False):
        over = ending.over(clock.today())
        session.rollback()
        renew()
        session.commit()
        for number in over:  # believes what it read before the renewal
            session.connection().execute(
                sa.insert(lines).values(award_id=number, kind=Move.LAPSE, at=clock.now(),
                                        reason="", words="", private="")
            )  # fmt: skip
        session.commit()
        assert not ending.lapse(award_id), "the act itself looks again while it holds the row"
        session.rollback()

    ended = session.get(Award, award_id, populate_existing=True)
    assert {Move.RENEW, Move.LAPSE} <= set(kinds(ended)), "without the lock it ends twice"


def test_two_workers_send_a_notice_once(app, make):
    employer = make.employer(made_up=True)
    make.contact(employer, email="ann@firm.example")
    today = clock.today()
    granted(make, employer=employer, begins=today - timedelta(days=9),
            ends=today + timedelta(days=20))  # fmt: skip
    number = session.scalar(sa.select(AwardNotice.id))

    answers = at_once(app, [lambda: notices.send(number)] * 3)

    assert sorted(answers) == [False, False, True]
    ends = Mail.subject.like("Your level ends%")
    assert session.scalar(sa.select(sa.func.count()).where(ends)) == 1
    row = session.get(AwardNotice, number, populate_existing=True)
    assert row.state is NoticeState.SENT
