"""Questions about vacancies."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import sqlalchemy as sa
from flask import abort
from sqlalchemy.orm import contains_eager, joinedload

from crm.core import pages, refs
from crm.core.db import session
from crm.core.pages import Order, Page
from crm.employers import queries as employers
from crm.employers.models import Employer, Site, Standing
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
_STATES: dict[str, tuple[State, ...]] = {
    "live": LIVE,
    "open": (State.OPEN,),
    "check": (State.SECOND_CHECK,),
    "filled": (State.FILLED,),
    "closed": (State.CLOSED,),
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
            joinedload(Vacancy.public_by),
        )
        .where(Vacancy.id == refs.number_in(ref, "V"))
    )


@dataclass(frozen=True)
class Asked:
    """What the list of vacancies is narrowed to, as its address says it."""

    state: str = "live"
    group: str = ""
    district: str = ""
    words: str = ""
    employer: Employer | None = None

    @classmethod
    def read(cls) -> "Asked":
        """Read the address of this request."""
        of = pages.asked("employer")
        return cls(
            pages.asked("state") or "live",
            pages.asked("group"),
            pages.asked("district"),
            pages.asked("q"),
            employers.find_by_ref(of) if of else None,
        )

    @property
    def narrowed(self) -> bool:
        """Return whether anything but the usual was asked for."""
        return self != Asked()


def page(asked: Asked) -> Page[Vacancy]:
    """Return a page of vacancies, the newest first."""
    statement = sa.select(Vacancy).join(Vacancy.employer).options(contains_eager(Vacancy.employer))
    if asked.state in _STATES:
        statement = statement.where(Vacancy.state.in_(_STATES[asked.state]))
    if asked.group:
        statement = statement.where(Vacancy.soc_code.startswith(asked.group, autoescape=True))
    if asked.district:
        statement = statement.where(_district() == asked.district)
    if asked.employer is not None:
        statement = statement.where(Vacancy.employer_id == asked.employer.id)
    for word in asked.words.split()[:8]:
        part = sa.func.lower(Vacancy.title + " " + Employer.name)
        statement = statement.where(part.contains(word.lower(), autoescape=True))
    return pages.page(statement, NEWEST)


def _district() -> Any:
    """Return the district of the vacancy's site, else that of its employer."""
    site = sa.select(Site.district_code).where(Site.id == Vacancy.site_id).scalar_subquery()
    known = (
        sa.select(Standing.district_code)
        .where(Standing.employer_id == Vacancy.employer_id)
        .scalar_subquery()
    )
    return sa.func.coalesce(sa.func.nullif(site, ""), known)


def passed(today: date) -> list[str]:
    """Return the references of live vacancies whose closing date is before ``today``."""
    return _refs(Vacancy.closes_on < today)


def closing(first: date, last: date) -> list[str]:
    """Return live vacancies that close from ``first`` to ``last`` and nobody was reminded of."""
    reminded = Vacancy.reminded_of == Vacancy.closes_on
    new = sa.or_(Vacancy.reminded_of.is_(None), sa.not_(reminded))
    return _refs(Vacancy.closes_on.between(first, last), new)


def _refs(*conditions: Any) -> list[str]:
    found = session.scalars(
        sa.select(Vacancy.id)
        .where(Vacancy.state.in_(LIVE), *conditions)
        .order_by(Vacancy.closes_on, Vacancy.id)
    ).all()
    return [refs.ref("V", row_id) for row_id in found]


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
