"""Entering, changing and ending leave. No follow-up is touched; nothing here commits."""

from datetime import date
from typing import Any

from crm.away import queries, rules
from crm.core import clock, journal
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.followups.models import Leave
from crm.people.models import Person
from crm.reference import queries as reference


def enter(person: Person, *, from_on: date, to_on: date, cover: Person | None, by: Any) -> Leave:
    """Say that somebody is away; flushes. ``by`` has an ``id``."""
    leave = Leave(person_id=person.id, entered_by_id=by.id)
    journal.operation(f"Entered leave of {person.name}")
    return _set(leave, person, (from_on, to_on), cover)


def change(
    leave: Leave, person: Person, *, from_on: date, to_on: date, cover: Person | None
) -> Leave:
    """Change days or cover of a leave; flushes."""
    journal.operation(f"Changed leave of {person.name}")
    return _set(leave, person, (from_on, to_on), cover)


def end(leave: Leave, person: Person) -> None:
    """Take a leave away: what it moved is back where it was; flushes."""
    journal.operation(f"Took away leave of {person.name}")
    session.delete(leave)
    session.flush()
    _settle_days_back(person.id)


def settle_all() -> None:
    """Work out every first day back again, where days off changed; flushes."""
    for person_id in {leave.person_id for leave in queries.to_come(clock.today())}:
        _settle_days_back(person_id)


def _set(leave: Leave, person: Person, days: rules.Span, cover: Person | None) -> Leave:
    _check(leave, person, days, cover)
    leave.from_on, leave.to_on = days
    leave.back_on = leave.to_on
    leave.cover_id = cover.id if cover else None
    session.add(leave)
    session.flush()
    _settle_days_back(person.id)
    return leave


def _check(leave: Leave, person: Person, days: rules.Span, cover: Person | None) -> None:
    if days[1] < days[0]:
        raise RuleBroken("The last day must not be before the first.", "to_on")
    if days[1] < clock.today():
        raise RuleBroken("This is over already: enter days to come.", "to_on")
    if days[1] - days[0] > rules.LONGEST:
        raise RuleBroken("A leave is at most a year. Hand the caseload over instead.", "to_on")
    with session.no_autoflush:
        _check_own(leave, person, days)
        if cover is not None:
            _check_cover(person, days, cover)


def _check_own(leave: Leave, person: Person, days: rules.Span) -> None:
    for other in queries.of(person.id):
        if other.id != leave.id and rules.meets(days, (other.from_on, other.to_on)):
            said = rules.span(other.from_on, other.to_on)
            raise RuleBroken(f"{person.name} is away already: {said}.", "from_on")
    for other in queries.covered_by(person.id):
        if rules.meets(days, (other.from_on, other.to_on)):
            said = f"{other.person.name}, {rules.span(other.from_on, other.to_on)}"
            raise RuleBroken(
                f"{person.name} covers for {said}. Choose another cover there first.", "from_on"
            )


def _check_cover(person: Person, days: rules.Span, cover: Person) -> None:
    if cover.id == person.id or not cover.active:
        raise RuleBroken("Choose a colleague who works here.", "cover")
    for other in queries.of(cover.id):
        if rules.meets(days, (other.from_on, other.to_on)):
            said = rules.span(other.from_on, other.to_on)
            raise RuleBroken(f"{cover.name} is away too: {said}. Choose somebody else.", "cover")


def _settle_days_back(person_id: int) -> None:
    every = queries.of(person_id)
    holidays = reference.holidays()
    for leave in every:
        others = [(o.from_on, o.to_on) for o in every if o is not leave]
        leave.back_on = rules.first_day_back(leave.to_on, others, holidays)
    session.flush()
