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
from crm.followups import cover, queries
from crm.followups.models import Away, FollowUp
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
    owner: Person
    away: Away
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
    def owner_id(self) -> int:
        """Return the owner's id, as a follow-up has it."""
        return self.owner.id

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
    return day_of(row), row.due_time, row.id


def day_of(row: FollowUp | InTouch) -> date:
    """Return the day a step is shown on: leave may move it."""
    return row.away.shown_on if row.away else row.due_on


def in_touch(person_id: int, today: date, until: date) -> list[InTouch]:
    """Return the days to be in touch by ``until``, some of each part of Today."""
    return [row for _, _, row in _in_touch(person_id, today, until)]


def _in_touch(person_id: int, today: date, until: date) -> list[tuple[str, int, Any]]:
    asked = {"owner": person_id, "today": today, "until": until}
    rows = session.execute(_in_touch_rows(), asked).all()
    rhythms = activities.rhythms([row.employer_id for row in rows], today)
    holidays = reference.holidays()
    found = []
    for row in rows:
        rhythm, last_at = rhythms.get(row.employer_id, (None, None))
        due = next_due(last_at, rhythm, holidays)
        if due is not None and rhythm is not None:
            step = InTouch(
                row.Employer,
                due.planned_on,
                due.due_on,
                rhythm.words,
                row.Person,
                Away(row.shown, row.until, row.cover),
            )
            found.append((row.part, row.total, step))
    return found


@cache
def _in_touch_rows() -> sa.Select[Any]:
    on: Any = sa.bindparam("today", type_=sa.Date)
    until: Any = sa.bindparam("until", type_=sa.Date)
    shown = cover.shown_on(Employer.owner_id, Standing.next_on)
    part = sa.case((shown < on, "overdue"), (shown == on, "today"), else_="later")
    order = (shown, Standing.employer_id)
    ranked = (
        sa.select(
            Standing.employer_id,
            *cover.told(Employer.owner_id, Standing.next_on, on),
            part.label("part"),
            sa.func.row_number().over(partition_by=part, order_by=order).label("rank"),
            sa.func.count().over(partition_by=part).label("total"),
        )
        .join(Employer, Employer.id == Standing.employer_id)
        .where(
            _is_mine(sa.bindparam("owner", type_=sa.Integer), on),
            Standing.next_on <= until,
            shown <= until,
        )
        .subquery()
    )
    return (
        sa.select(ranked, Employer, Person)
        .join(ranked, ranked.c.employer_id == Employer.id)
        .join(Person, Person.id == Employer.owner_id)
        .where(ranked.c.rank <= SHOWN)
    )


def _is_mine(person_id: Any, today: Any) -> Any:
    """Return the condition on who acts, and rhythm.

    What is due is few and an officer's employers are many: asking who acts lets the search begin
    with what is due.
    """
    acting = cover.acting(Employer.owner_id, Standing.next_on, today)
    return sa.and_(acting == person_id, Standing.next_by_rhythm)


@cache
def waiting() -> Any:
    """Return the select of how much is overdue or due ``:today`` for ``:person``, for the menu."""
    person: Any = sa.bindparam("person", type_=sa.Integer)
    today: Any = sa.bindparam("today", type_=sa.Date)
    planned = (
        sa.select(sa.func.count())
        .select_from(FollowUp)
        .where(queries.is_for(person, today), queries.IS_OPEN, _planned_by(today))
    )
    derived = (
        sa.select(sa.func.count())
        .select_from(Standing)
        .join(Employer, Employer.id == Standing.employer_id)
        .where(_is_mine(person, today), _derived_by(today))
    )
    return sa.select(planned.scalar_subquery() + derived.scalar_subquery())


def has_work(today: date) -> Any:
    """Return the condition "here today, and something is overdue or due" on people."""
    planned = sa.select(cover.acting(FollowUp.owner_id, FollowUp.due_on, today)).where(
        queries.IS_OPEN, _planned_by(today)
    )
    derived = (
        sa.select(cover.acting(Employer.owner_id, Standing.next_on, today))
        .select_from(Standing)
        .join(Employer, Employer.id == Standing.employer_id)
        .where(Employer.owner_id.is_not(None), Standing.next_by_rhythm, _derived_by(today))
    )
    here = sa.not_(cover.is_away(Person.id, today))
    return sa.and_(here, Person.id.in_(sa.union(planned, derived)))


def _planned_by(today: Any) -> Any:
    shown = cover.shown_on(FollowUp.owner_id, FollowUp.due_on, FollowUp.due_time)
    return sa.and_(FollowUp.due_on <= today, shown <= today)


def _derived_by(today: Any) -> Any:
    shown = cover.shown_on(Employer.owner_id, Standing.next_on)
    return sa.and_(Standing.next_on <= today, shown <= today)
