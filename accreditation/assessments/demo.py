"""Invented cases for the demo: taken, asked about, with the employer, waiting for a decision."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from accreditation.assessments import actions, asking, drafting, judging, queries
from accreditation.assessments.case import Case, case
from accreditation.assessments.judging import choices
from accreditation.assessments.models import Assessment
from accreditation.assessments.rules import why_not_assess
from crm.core import journal
from crm.core.db import session
from crm.core.permissions import Permission, may
from crm.employers.models import Contact, Employer
from crm.people.models import Person
from crm.placements.models import Placement

WHY = "A first look at what the records say"


def invent(_on: date) -> None:
    """Open a few cases at invented employers with placements, each further on; flushes."""
    people = [one for one in _staff() if may(one.role, Permission.ASSESS)]
    for number, employer in enumerate(_likely()):
        opened = actions.open_review(employer, WHY)
        row = queries.one(Assessment.id == opened.id) or opened
        bonds = queries.bonds(employer, row.scheme_version)
        free = [one for one in people if not why_not_assess(one, bonds)]
        if not free:
            continue
        by = free[number % len(free)]
        with journal.acting(by):
            actions.take_over(row, by=by)
            ACTS[number](row, by, free[(number + 1) % len(free)])


def _staff() -> Sequence[Person]:
    return session.scalars(sa.select(Person).where(Person.made_up).order_by(Person.id)).all()


def _likely() -> Sequence[Employer]:
    reached = sa.exists().where(
        Contact.employer_id == Employer.id, Contact.email != "", Contact.to_on.is_(None)
    )
    placed = sa.exists().where(Placement.employer_id == Employer.id)
    return session.scalars(
        sa.select(Employer).where(reached, placed).order_by(Employer.id.desc()).limit(len(ACTS))
    ).all()


def _judge_all(row: Assessment, by: Any) -> Case:
    """Give every criterion that rests on the employer's word a verdict."""
    found = case(row)
    for code in found.unsaid:
        criterion = found.scheme.criteria[found.scheme.index[code]]
        chosen = choices(found, criterion)[0]
        judging.judge(found, code, chosen.value, "Said on the telephone.", by=by)
    return case(row)


def _open(row: Assessment, by: Any, _other: Any) -> None:
    _judge_all(row, by)


def _asked(row: Assessment, by: Any, _other: Any) -> None:
    asking.ask(row, "SW3", "The induction plan that a new starter gets.", by=by)


def _with_employer(row: Assessment, by: Any, _other: Any) -> None:
    drafting.send_draft(_judge_all(row, by), by=by)


def _answered(row: Assessment, by: Any, other: Any) -> None:
    """Send it on: for a decision, or for the second opinion that a borderline case needs."""
    _with_employer(row, by, other)
    drafting.answer(row, "", by=drafting.BUSINESS)
    drafting.submit(case(row), "The records bear it out.", by=by)


def _waiting(row: Assessment, by: Any, other: Any) -> None:
    _answered(row, by, other)
    if row.second_asked_at is not None and other.id != by.id:
        with journal.acting(other):
            drafting.second(case(row), "I looked at all of it too.", agree=True, by=other)


ACTS = (_open, _asked, _with_employer, _answered, _waiting)
