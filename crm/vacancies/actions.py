"""What happens to a vacancy."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from crm.activity.rules import Kind
from crm.core import clock
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.core.formats import long_day
from crm.core.permissions import needs_second_check
from crm.employers.models import Contact, Employer
from crm.followups import actions as followups
from crm.pay.rules import Basis
from crm.people.models import Person
from crm.vacancies.models import State, Vacancy
from crm.vacancies.queries import LIVE
from crm.vacancies.rules import moved_on

KEPT_WHEN_CARVED = ("contract", "adjustments", "transport", "closes_on", "starts_on")
COPIED = (
    "site_id", "contact_id", "title", "soc_code", "contract", "pay_amount", "pay_basis",
    "weekly_hours", "weeks_per_year", "hours_from", "hours_to", "days", "weekdays", "starts_at",
    "ends_at", "tasks", "adjustments", "transport", "post_title", "post_tasks", "post_taken",
)  # fmt: skip


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
        vacancy.entered_by_id, vacancy.check_note = by.id, ""
    session.flush()


def approve(vacancy: Vacancy, *, by: Any) -> None:
    """Confirm as a second person that the vacancy is as it says."""
    _refuse_own(vacancy, by)
    vacancy.state = State.OPEN
    vacancy.approved_by_id, vacancy.check_note = by.id, ""
    session.flush()


def send_back(vacancy: Vacancy, *, by: Any, note: str) -> None:
    """Say what has to be put right; it goes on waiting until it was changed and approved."""
    _refuse_own(vacancy, by)
    vacancy.check_note = note
    session.flush()


def _refuse_own(vacancy: Vacancy, by: Any) -> None:
    if vacancy.state is not State.SECOND_CHECK:
        raise RuleBroken("This vacancy is not waiting for a second check.")
    if vacancy.entered_by_id == by.id:
        raise RuleBroken("You cannot check your own work. Ask a colleague to approve it.")


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
    """Put a closed or filled vacancy back among the openings; a public page is asked about anew."""
    if vacancy.live:
        raise RuleBroken("This vacancy is open already.")
    vacancy.state = _state_after(by)
    vacancy.entered_by_id = by.id
    vacancy.closed_reason, vacancy.closed_on = "", None
    vacancy.public_who, vacancy.public_on = "", None
    session.flush()


def post_again(vacancy: Vacancy, *, by: Any, on: date) -> Vacancy:
    """Write down the same work once more from ``on``; whether it may be shown is asked anew."""
    written_on = clock.to_london(vacancy.created_at).date()
    starts_on, closes_on = moved_on(vacancy.starts_on, vacancy.closes_on, written_on, on)
    facts = {name: getattr(vacancy, name) for name in COPIED}
    return add(vacancy.employer, by=by, **facts, starts_on=starts_on, closes_on=closes_on)


def carve(vacancy: Vacancy, *, by: Any, taken: Sequence[str], **details: Any) -> Vacancy:
    """Make a job of tasks taken out of ``vacancy``, which stays as it is.

    It keeps what the post was, and is paid the same by the hour unless ``details`` say otherwise.
    """
    facts = {name: getattr(vacancy, name) for name in ("site_id", "contact_id", *KEPT_WHEN_CARVED)}
    same_pay = {"pay_amount": vacancy.hourly, "pay_basis": Basis.HOURLY}
    tasks = "\n".join(taken)
    post = {"post_title": vacancy.title, "post_tasks": vacancy.tasks, "post_taken": tasks}
    return add(vacancy.employer, by=by, **(facts | same_pay | post | {"tasks": tasks} | details))


def expire(vacancy: Vacancy, *, on: date) -> None:
    """Take a vacancy off the openings because its closing date has passed; flushes."""
    closes_on = vacancy.closes_on or on
    reason = f"Its closing date, {long_day(closes_on)}, passed without a word"
    close(vacancy, filled=False, reason=reason, on=on)


def remind(vacancy: Vacancy, *, on: date) -> bool:
    """Plan with its officer to ask before a vacancy closes, once for each closing date; flushes.

    Returns whether there is an officer to ask.
    """
    owner = session.get(Person, vacancy.employer.owner_id or vacancy.entered_by_id or 0)
    if owner is None or vacancy.closes_on is None:
        return False
    followups.plan(
        vacancy.employer,
        owner=owner,
        title=f"Ask about vacancy {vacancy.ref}, {vacancy.title}",
        due_on=on,
        why=f"It closes on {long_day(vacancy.closes_on)} and is then taken off the list.",
        kind=Kind.CALL,
    )
    vacancy.reminded_of = vacancy.closes_on
    session.flush()
    return True


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
