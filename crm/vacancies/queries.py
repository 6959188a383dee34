"""Questions about vacancies."""

from collections.abc import Sequence
from functools import cache
from typing import Any

import sqlalchemy as sa
from flask import abort
from sqlalchemy.orm import joinedload

from crm.core import pages, refs
from crm.core.db import session
from crm.core.pages import Order, Page
from crm.employers.models import Employer
from crm.people.models import Person
from crm.vacancies.models import State, Vacancy

LIVE = (State.OPEN, State.SECOND_CHECK)
STATES = {
    "live": "Open or second check",
    "open": "Open",
    "check": "Second check",
    "filled": "Filled",
    "closed": "Closed",
}
NEWEST = Order((Vacancy.id,), lambda row: (row.id,), descending=True)


def vacancy_or_404(ref: str) -> Vacancy:
    """Return the vacancy called ``V-00007`` with all that its page shows, or answer 404."""
    found = find_by_ref(ref)
    if found is None:
        abort(404)
    return found


def find_by_ref(ref: str) -> Vacancy | None:
    """Return the vacancy called ``ref``, if there is one."""
    return session.scalar(
        sa.select(Vacancy)
        .options(
            joinedload(Vacancy.employer),
            joinedload(Vacancy.site),
            joinedload(Vacancy.contact),
            joinedload(Vacancy.entered_by),
            joinedload(Vacancy.approved_by),
        )
        .where(Vacancy.id == refs.number_in(ref, "V"))
    )


def page(state: str, employer: Employer | None) -> Page[Vacancy]:
    """Return a page of vacancies, the newest first; ``state`` is a key of ``STATES``."""
    statement = sa.select(Vacancy).options(joinedload(Vacancy.employer))
    wanted = {
        "live": LIVE,
        "open": (State.OPEN,),
        "check": (State.SECOND_CHECK,),
        "filled": (State.FILLED,),
        "closed": (State.CLOSED,),
    }
    if state in wanted:
        statement = statement.where(Vacancy.state.in_(wanted[state]))
    if employer is not None:
        statement = statement.where(Vacancy.employer_id == employer.id)
    return pages.page(statement, NEWEST)


def live(employer_id: int, *, most: int = 6) -> Sequence[Vacancy]:
    """Return an employer's open vacancies and those that wait for a second check, newest first."""
    return session.scalars(_live(), {"employer": employer_id, "most": most}).all()


@cache
def _live() -> sa.Select[Any]:
    """Return the statement, built once: every page of an employer asks it."""
    return (
        sa.select(Vacancy)
        .where(Vacancy.employer_id == sa.bindparam("employer"), Vacancy.state.in_(LIVE))
        .order_by(Vacancy.id.desc())
        .limit(sa.bindparam("most", type_=sa.Integer))
    )


def timeline(employer_id: Any) -> Any:
    """Return when vacancies were written down, for the employer's timeline."""
    return (
        sa.select(
            Vacancy.created_at.label("at"),
            Vacancy.id.label("row_id"),
            Vacancy.title.label("head"),
            sa.cast(Vacancy.state, sa.Text).label("body"),
            sa.func.coalesce(Person.name, "The system").label("who"),
        )
        .outerjoin(Person, Person.id == Vacancy.entered_by_id)
        .where(Vacancy.employer_id == employer_id)
    )
