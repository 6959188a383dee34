"""Questions about assessments, and who is too close to an employer."""

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any

import sqlalchemy as sa
from flask import abort
from sqlalchemy.orm import joinedload, undefer

from accreditation.assessments.models import (
    Assessment,
    Interest,
    RefusedAct,
    named,
    written_of,
)
from accreditation.assessments.rules import LIVE, Bonds, State
from accreditation.scheme import queries as schemes
from accreditation.scheme.models import SchemeVersion
from crm.core import calendar, clock, links, refs
from crm.core.db import session
from crm.core.journal import Entry, Operation
from crm.core.permissions import ALLOWED, Permission, may
from crm.employers.models import Employer, EmployerMerge
from crm.people.models import Person

PEOPLE = (Assessment.assessor, Assessment.second, Assessment.reviewer)
SEE_ALL = tuple(role for role in ALLOWED if may(role, Permission.VIEW_ACCREDITATION))
MOST = 200
DRAFT = "draft result"
"""The purpose of the link to a draft."""


def _whole() -> sa.Select[Assessment]:
    return sa.select(Assessment).options(
        joinedload(Assessment.employer),
        joinedload(Assessment.application),
        joinedload(Assessment.scheme_version).undefer(SchemeVersion.document),
        *(joinedload(person) for person in PEOPLE),
        undefer(Assessment.facts),
        undefer(Assessment.result),
    )


def assessment_or_404(ref: str, *, lock: bool = False) -> Assessment:
    """Return an assessment with its people and its version, or answer 404.

    ``lock`` holds it until the commit and reads it anew.
    """
    return one(Assessment.id == refs.number_in(ref, "S"), lock=lock) or abort(404)


def one(*which: Any, lock: bool = False) -> Assessment | None:
    """Return the assessment that meets the conditions, with its people and its version."""
    statement = _whole().where(*which)
    if lock:
        statement = statement.with_for_update(of=Assessment)
    return session.scalar(statement.execution_options(populate_existing=lock))


def ready() -> Sequence[Assessment]:
    """Return what waits for a decision, oldest first."""
    return session.scalars(
        _whole()
        .where(Assessment.state == State.READY)
        .order_by(Assessment.ready_at, Assessment.id)
        .limit(MOST)
    ).all()


def open_for(employer_id: int) -> Assessment | None:
    """Return the assessment of an employer that is under way, the newest of several."""
    return session.scalars(
        sa.select(Assessment)
        .where(Assessment.employer_id == employer_id, Assessment.state.in_(LIVE))
        .options(*(joinedload(person) for person in PEOPLE))
        .order_by(Assessment.id.desc())
        .limit(1)
    ).first()


def of_employer(employer_id: int) -> Sequence[Assessment]:
    """Return the assessments of an employer, newest first."""
    return session.scalars(
        sa.select(Assessment)
        .where(Assessment.employer_id == employer_id)
        .options(*(joinedload(person) for person in PEOPLE))
        .order_by(Assessment.id.desc())
        .limit(20)
    ).all()


def refused(assessment_id: int) -> Sequence[RefusedAct]:
    """Return what was tried and refused, oldest first."""
    return session.scalars(
        sa.select(RefusedAct)
        .where(RefusedAct.assessment_id == assessment_id)
        .options(joinedload(RefusedAct.person))
        .order_by(RefusedAct.id)
        .limit(MOST)
    ).all()


def interests(employer_id: int) -> Sequence[tuple[Interest, str]]:
    """Return declared interests that have not ended, each with the name of who declared it."""
    rows = session.execute(
        sa.select(Interest, Person.name)
        .join(Person, Person.id == Interest.person_id)
        .where(Interest.employer_id == employer_id, Interest.ended_at.is_(None))
        .order_by(Interest.id)
    )
    return [(row[0], row[1]) for row in rows]


def bonds(employer: Employer, version: SchemeVersion, case_id: int | None = None) -> Bonds:
    """Return who is too close to an employer: its officers of the last months, from the journal.

    The journal outlives every hand-over, so nobody can step aside for a day to decide. Officers of
    an employer that was merged into this one count too. ``case_id`` names the assessment in
    question: who ever assessed it is told too. A declared interest that ended counts as long as an
    officer who handed on.
    """
    months = schemes.ready(version).independence_months
    first = calendar.add_months(clock.today(), -months)
    since = calendar.utc_from_london(datetime.combine(first, time()))
    merged = sa.select(EmployerMerge.gone_id).where(EmployerMerge.survivor_id == employer.id)
    owned = sa.and_(
        Entry.table_name == Employer.__tablename__,
        sa.or_(Entry.row_id == employer.id, Entry.row_id.in_(merged)),
        Operation.at >= since,
    )
    entries = session.execute(
        sa.select(Entry.before, Entry.after)
        .join(Operation, Operation.id == Entry.operation_id)
        .where(sa.or_(owned, written_of(case_id)) if case_id else owned)
    ).all()
    owner: set[int] = {employer.owner_id} if employer.owner_id is not None else set()
    officers = named("owner_id", entries) | owner
    declared = session.scalars(
        sa.select(Interest.person_id).where(
            Interest.employer_id == employer.id,
            sa.or_(Interest.ended_at.is_(None), Interest.ended_at >= since),
        )
    )
    return Bonds(officers, frozenset(declared), months, named("assessor_id", entries))


def of_application(application_id: int) -> Assessment | None:
    """Return the assessment that an application was taken into."""
    return session.scalar(
        sa.select(Assessment)
        .where(Assessment.application_id == application_id, Assessment.state != State.DROPPED)
        .options(joinedload(Assessment.assessor))
    )


def behind(token: str) -> Assessment | None:
    """Return the assessment behind the link of a draft that may be read.

    Answered, a draft is read on until its last day, and never once the case is sealed.
    """
    link = links.look(token, DRAFT)
    state = links.state(link) if link else None
    if link is None or state not in (links.State.OPEN, links.State.USED_UP):
        return None
    row = one(Assessment.link_id == link.id)
    sealed = row is not None and row.state in (State.READY, State.DECIDED)
    return None if sealed and state is links.State.USED_UP else row


def under_way(only: int | None) -> Sequence[Assessment]:
    """Return what is under way, oldest first; ``only`` what is assigned to this person."""
    statement = _whole().where(Assessment.state.in_(LIVE))
    if only is not None:
        statement = statement.where(Assessment.reviewer_id == only)
    return session.scalars(
        statement.order_by(Assessment.opened_at, Assessment.id).limit(MOST)
    ).all()


def independent() -> Sequence[Person]:
    """Return people from outside the service, by name."""
    return session.scalars(
        sa.select(Person)
        .where(Person.independent, Person.locked_at.is_(None))
        .order_by(Person.name, Person.id)
        .limit(MOST)
    ).all()


def is_assigned(employer_id: int, person_id: int) -> bool:
    """Tell whether a case of an employer was assigned to this external reviewer."""
    mine = Assessment.employer_id == employer_id, Assessment.reviewer_id == person_id
    return bool(session.scalar(sa.select(sa.exists().where(*mine))))


def waiting_for() -> Any:
    """Return the select of how many cases wait for ``:person`` to assess, take or look at.

    For whose role sees only assigned cases, of those alone.
    """
    return _for_them(sa.func.count())


def waiting_since() -> Any:
    """Return the select of the moment since when the oldest of those cases is open."""
    return _for_them(sa.func.min(Assessment.opened_at))


def _for_them(what: Any) -> Any:
    person: Any = sa.bindparam("person")
    sees_all = sa.exists().where(Person.id == person, Person.role.in_(SEE_ALL))
    return (
        sa.select(what)
        .select_from(Assessment)
        .where(
            Assessment.state.in_((State.OPEN, State.ASKED)),
            sa.or_(
                Assessment.assessor_id == person,
                Assessment.assessor_id.is_(None),
                Assessment.second_asked_at.is_not(None),
            ),
            sa.or_(Assessment.reviewer_id == person, sees_all),
        )
    )


def number_of(ref: str) -> Assessment | None:
    """Return the assessment of a reference, if there is one, with nothing beside it."""
    number = refs.number_in(ref, "S")
    return session.get(Assessment, number) if number else None
