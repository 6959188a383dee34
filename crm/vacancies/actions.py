"""What happens to a vacancy."""

from datetime import date
from typing import Any

import sqlalchemy as sa

from crm.core import clock
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.core.permissions import needs_second_check
from crm.employers.models import Contact, Employer
from crm.people.models import Person
from crm.vacancies.models import State, Vacancy
from crm.vacancies.queries import LIVE


def add(employer: Employer, *, by: Any, **details: Any) -> Vacancy:
    """Write down work that ``employer`` offers; a trainee's waits for a second check."""
    vacancy = Vacancy(
        employer_id=employer.id,
        created_at=clock.now(),
        entered_by_id=by.id if by else None,
        state=_state_after(by),
    )
    _fill(vacancy, details)
    session.add(vacancy)
    session.flush()
    return vacancy


def change(vacancy: Vacancy, *, by: Any, **details: Any) -> None:
    """Change the facts; what a trainee changes waits for a second check again."""
    _fill(vacancy, details)
    if vacancy.live:
        vacancy.state = (
            State.SECOND_CHECK if _state_after(by) is State.SECOND_CHECK else vacancy.state
        )
    if session.is_modified(vacancy) and by:
        vacancy.entered_by_id = by.id
    session.flush()


def approve(vacancy: Vacancy, *, by: Any) -> None:
    """Confirm as a second person that the vacancy is as it says."""
    if vacancy.state is not State.SECOND_CHECK:
        raise RuleBroken("This vacancy is not waiting for a second check.")
    if vacancy.entered_by_id == by.id:
        raise RuleBroken("You cannot check your own work. Ask a colleague to approve it.")
    vacancy.state = State.OPEN
    vacancy.approved_by_id = by.id
    session.flush()


def close(vacancy: Vacancy, *, filled: bool, reason: str, on: date) -> None:
    """Take a vacancy off the list of openings, filled or for another reason."""
    if not vacancy.live:
        raise RuleBroken("This vacancy is closed already.")
    if not filled and not reason:
        raise RuleBroken("Say why the vacancy is closed.", "closed_reason")
    vacancy.state = State.FILLED if filled else State.CLOSED
    vacancy.closed_reason = reason
    vacancy.closed_on = on
    session.flush()


def reopen(vacancy: Vacancy, *, by: Any) -> None:
    """Put a closed or filled vacancy back among the openings."""
    if vacancy.live:
        raise RuleBroken("This vacancy is open already.")
    vacancy.state = _state_after(by)
    vacancy.entered_by_id = by.id
    vacancy.closed_reason, vacancy.closed_on = "", None
    session.flush()


def hand_on(contact: Contact, successor: Contact | None) -> None:
    """Let who follows a contact that left be asked about its live vacancies; flushes."""
    if successor is None:
        return
    for vacancy in session.scalars(
        sa.select(Vacancy).where(Vacancy.contact_id == contact.id, Vacancy.state.in_(LIVE))
    ):
        vacancy.contact_id = successor.id
    session.flush()


def _state_after(by: Person | None) -> State:
    return State.SECOND_CHECK if by and needs_second_check(by.role) else State.OPEN


def _fill(vacancy: Vacancy, details: dict[str, Any]) -> None:
    for name, value in details.items():
        setattr(vacancy, name, value)
    _check(vacancy)


def _check(vacancy: Vacancy) -> None:
    """Refuse what cannot all be true at once, beside the field to look at."""
    starts_on, closes_on = vacancy.starts_on, vacancy.closes_on
    if starts_on and closes_on and closes_on > starts_on:
        raise RuleBroken("The closing date must not be after the start.", "closes_on")
    if vacancy.starts_at and vacancy.starts_at == vacancy.ends_at:
        raise RuleBroken("The work ends at the time it starts. Change one of the two.", "ends_at")
    least, most = vacancy.hours_range
    if least and most and least > most:
        field = "hours_to" if vacancy.hours_to else "hours_from"
        raise RuleBroken("The most hours a week must not be fewer than the fewest.", field)
