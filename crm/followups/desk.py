"""What needs one person: their open follow-ups, and employers whose rhythm says it is time."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import sqlalchemy as sa

from crm.activity import queries as activities
from crm.activity.rhythm import TITLE, next_due
from crm.activity.rules import Kind
from crm.core.db import session
from crm.employers.models import Employer, Standing
from crm.followups import queries
from crm.followups.models import FollowUp
from crm.followups.queries import SHOWN, Section, Sections
from crm.people.models import Person
from crm.reference import queries as reference


@dataclass(frozen=True)
class InTouch:
    """A day to be in touch again. It is worked out, not kept; on pages it reads as a follow-up."""

    employer: Employer
    planned_on: date
    due_on: date
    why: str
    title: str = TITLE
    kind: Kind = Kind.CALL
    id: int = 0
    due_time: str = ""
    snoozes: int = 0
    snooze_reason: str = ""
    closed_at: None = None
    ended: None = None
    rhythm: bool = True

    @property
    def employer_id(self) -> int:
        """Return the employer's id, as a follow-up has it."""
        return self.employer.id

    @property
    def first_due_on(self) -> date:
        """Return the working day, which nobody can put off."""
        return self.due_on


def sections(person_id: int, today: date, until: date) -> Sections:
    """Return what is overdue, due today and due by ``until`` for a person, the oldest first."""
    planned = queries.due_sections(person_id, today, until)
    found = {name: list(section.rows) for name, section in planned.items()}
    totals = {name: section.total for name, section in planned.items()}
    for part, total, row in _in_touch(person_id, today, until):
        found[part].append(row)
        totals[part] = planned[part].total + total
    return {
        name: Section(sorted(rows, key=_by_day)[:SHOWN], totals[name])
        for name, rows in found.items()
    }


def _by_day(row: Any) -> tuple[date, str, int]:
    return row.due_on, row.due_time, row.id


def in_touch(person_id: int, today: date, until: date) -> list[InTouch]:
    """Return the days to be in touch by ``until``, some of each part of Today."""
    return [row for _, _, row in _in_touch(person_id, today, until)]


def _in_touch(person_id: int, today: date, until: date) -> list[tuple[str, int, Any]]:
    asked = {"owner": person_id, "today": today, "until": until}
    rows = session.execute(_in_touch_rows(), asked).all()
    rhythms = activities.rhythms([employer.id for _, _, employer in rows], today)
    holidays = reference.holidays()
    found = []
    for name, total, employer in rows:
        rhythm, last_at = rhythms.get(employer.id, (None, None))
        due = next_due(last_at, rhythm, holidays)
        if due is not None and rhythm is not None:
            found.append((name, total, InTouch(employer, due.planned_on, due.due_on, rhythm.words)))
    return found


@cache
def _in_touch_rows() -> sa.Select[Any]:
    on = sa.bindparam("today", type_=sa.Date)
    part = sa.case(
        (Standing.next_on < on, "overdue"), (Standing.next_on == on, "today"), else_="later"
    )
    order = (Standing.next_on, Standing.employer_id)
    ranked = (
        sa.select(
            Standing.employer_id,
            part.label("part"),
            sa.func.row_number().over(partition_by=part, order_by=order).label("rank"),
            sa.func.count().over(partition_by=part).label("total"),
        )
        .join(Employer, Employer.id == Standing.employer_id)
        .where(_is_mine(sa.bindparam("owner")), Standing.next_on <= sa.bindparam("until"))
        .subquery()
    )
    return (
        sa.select(ranked.c.part, ranked.c.total, Employer)
        .join(ranked, ranked.c.employer_id == Employer.id)
        .where(ranked.c.rank <= SHOWN)
    )


def _is_mine(person_id: Any) -> Any:
    """Return the condition on owner and rhythm.

    What is due is few and an officer's employers are many: the coalesce lets the search begin with
    what is due.
    """
    return sa.and_(sa.func.coalesce(Employer.owner_id, 0) == person_id, Standing.next_by_rhythm)


@cache
def waiting() -> Any:
    """Return the select of how much is overdue or due ``:today`` for ``:person``, for the menu."""
    person: Any = sa.bindparam("person")
    today: Any = sa.bindparam("today")
    planned = (
        sa.select(sa.func.count())
        .select_from(FollowUp)
        .where(FollowUp.owner_id == person, queries.IS_OPEN, FollowUp.due_on <= today)
    )
    derived = (
        sa.select(sa.func.count())
        .select_from(Standing)
        .join(Employer, Employer.id == Standing.employer_id)
        .where(_is_mine(person), Standing.next_on <= today)
    )
    return sa.select(planned.scalar_subquery() + derived.scalar_subquery())


def has_work(today: date) -> Any:
    """Return the condition "something is overdue or due today" on people."""
    planned = sa.exists().where(
        FollowUp.owner_id == Person.id, queries.IS_OPEN, FollowUp.due_on <= today
    )
    derived = (
        sa.select(Standing.employer_id)
        .join(Employer, Employer.id == Standing.employer_id)
        .where(_is_mine(Person.id), Standing.next_on <= today)
        .exists()
    )
    return sa.or_(planned, derived)
