"""Invented awards in every state, and reviews that were asked for, for the demo."""

from collections.abc import Iterator
from datetime import date, timedelta

import sqlalchemy as sa

from accreditation.appeals import actions as appeals
from accreditation.awards import actions, ending, moves, queries
from accreditation.awards.models import Award
from accreditation.awards.rules import CURRENT, Move, last_day
from accreditation.scheme import queries as schemes
from crm.core import calendar, journal
from crm.core.db import session
from crm.core.permissions import Role
from crm.employers.models import Contact, Employer
from crm.people.models import Person

WORDS = "The pay slip you looked at belongs to another person. We sent the right one on Tuesday."


def turns(on: date) -> None:
    """Let invented awards end soon, lapse, be renewed, suspended, revoked and appealed; flushes."""
    version = schemes.in_force(on)
    manager = session.scalars(
        sa.select(Person).where(Person.made_up, Person.role == Role.MANAGER).order_by(Person.id)
    ).first()
    if version is None or manager is None:
        return
    journal.whole("Moved awards of invented employers", kind=actions.KIND, actor=None)
    found = _free()
    soon, lapsed, waits, renewed = (next(found, None) for _ in range(4))
    _grant(soon, on - timedelta(days=335))
    if (over := _grant(lapsed, calendar.add_months(on, -13))) is not None:
        ending.lapse(over.id)
    _grant(waits, on, conditional=True)
    if _grant(renewed, calendar.add_months(on, -11)) is not None:
        _grant(renewed, on, level="silver")
    _moved(manager)


def _free() -> Iterator[Employer]:
    """Yield invented employers without an award, with somebody to write to."""
    held = sa.exists().where(Award.employer_id == Employer.id)
    reached = sa.exists().where(Contact.employer_id == Employer.id, Contact.email != "")
    return iter(
        session.scalars(
            sa.select(Employer)
            .where(Employer.made_up, Employer.council.is_(False), reached, ~held)
            .order_by(Employer.id)
            .limit(4)
        ).all()
    )


def _grant(
    employer: Employer | None, begins: date, *, level: str = "bronze", conditional: bool = False
) -> Award | None:
    if employer is None:
        return None
    version = schemes.in_force(begins)
    assert version is not None
    months = {one.code: one.months for one in schemes.ready(version).levels}
    return actions.grant(
        employer=employer, version=version, level=level, valid_from=begins,
        valid_until=last_day(begins, months[level]), decision_ref="invented for the demo",
        public_ok=True, conditional=conditional, officer=None,
        evidence="Invented example: nobody was assessed.",
    )  # fmt: skip


def _moved(manager: Person) -> None:
    """Suspend one award, take one away and let one be given back; two businesses disagree."""
    held = session.scalars(
        sa.select(Award).where(Award.state.in_(CURRENT), Award.made_up).order_by(Award.id)
    ).all()
    free = [award for award in held if not moves.why_not(award, manager)][:3]
    for award, move, code in zip(
        free, (Move.SUSPEND, Move.REVOKE, None), ("SU-3", "RV-2", ""), strict=False
    ):
        if move is None:
            actions.give_back(award, "We move to another county.")
            continue
        moves.make(award, move, by=manager, code=code, private="Invented for the demo.")
        appeals.ask(queries.employer_of(award), WORDS)
