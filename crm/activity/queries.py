"""What was logged, and the waits in force."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

import sqlalchemy as sa
from flask import abort
from sqlalchemy.orm import aliased, contains_eager, joinedload

from crm.activity.models import Activity, Cadence, EmployerCadence, real_contact
from crm.activity.rhythm import Rhythm, rhythm
from crm.activity.rules import Wait
from crm.core.calendar import london_date
from crm.core.db import session
from crm.employers import standing
from crm.employers.models import Contact, Employer
from crm.people.models import Person

IN_FORCE = aliased(Cadence)


def waits(on: date) -> Mapping[str, Wait]:
    """Return the wait in force on a day for every reason."""
    return {row.reason: Wait(*row) for row in session.execute(_waits(), {"on": on})}


@cache
def _waits() -> sa.Select[Any]:
    """Return the statement, built once; of one reason the latest comes last."""
    wait: tuple[Any, ...] = (
        Cadence.reason,
        Cadence.label,
        Cadence.count,
        Cadence.unit,
        Cadence.act,
    )
    begun = Cadence.from_on <= sa.bindparam("on")
    return sa.select(*wait).where(begun).order_by(Cadence.from_on, Cadence.id)


def current_contacts(employer_id: int) -> Sequence[Contact]:
    """Return the people who work there now, those who can hire first."""
    return session.scalars(_current_contacts(), {"employer": employer_id}).all()


@cache
def _current_contacts() -> sa.Select[Any]:
    return (
        sa.select(Contact)
        .where(Contact.employer_id == sa.bindparam("employer"), Contact.to_on.is_(None))
        .order_by(sa.func.coalesce(Contact.can_hire, False).desc(), Contact.name, Contact.id)
        .limit(50)
    )


def contacts_for(activity: Activity) -> Sequence[Contact]:
    """Return the people to choose from for a contact: who is there, and who it was."""
    found = list(current_contacts(activity.employer_id))
    if activity.contact is not None and activity.contact not in found:
        found.append(activity.contact)
    return found


def activity_or_404(activity_id: int) -> Activity:
    """Return one contact with its employer, person and author, or answer 404."""
    found: Activity | None = session.scalar(
        sa.select(Activity)
        .options(
            joinedload(Activity.employer), joinedload(Activity.contact), joinedload(Activity.by)
        )
        .where(Activity.id == min(activity_id, 2**31 - 1))
    )
    if found is None:
        abort(404)
    return found


def last_real_contacts(employer_ids: Sequence[int]) -> Mapping[int, Activity]:
    """Return the newest real contact of each employer that has one, with who made it."""
    if not employer_ids:
        return {}
    rows = session.scalars(_last_real_contacts(), {"employers": [*set(employer_ids)]})
    return {row.employer_id: row for row in rows}


@cache
def _last_real_contacts() -> sa.Select[Any]:
    newest = sa.select(_newest_real(Activity.id)).where(_among_employers())
    return (
        sa.select(Activity)
        .join(Activity.by)
        .options(contains_eager(Activity.by))
        .where(Activity.id.in_(newest))
    )


def _among_employers() -> Any:
    return Employer.id.in_(sa.bindparam("employers", expanding=True))


def own_cadence(employer_id: int) -> EmployerCadence | None:
    """Return how often to be in touch that was set for one employer, if it was."""
    return session.scalar(
        sa.select(EmployerCadence).where(EmployerCadence.employer_id == employer_id)
    )


def rhythms(employer_ids: Sequence[int], on: date) -> Mapping[int, tuple[Rhythm, Any]]:
    """Return the rhythm of each employer that has one, with the moment of its last real contact."""
    if not employer_ids:
        return {}
    rows = session.execute(_rhythms(), {"employers": [*set(employer_ids)], "on": on}).all()
    found = {row.id: (_rhythm(row), row.last_at) for row in rows}
    return {i: (one, last_at) for i, (one, last_at) in found.items() if one is not None}


def rhythm_of(employer_id: int, on: date) -> tuple[Rhythm | None, Activity | None]:
    """Return the rhythm of one employer and its last real contact with who made it.

    One statement; neither where the employer has no rhythm.
    """
    row = session.execute(_rhythm_of(), {"employers": [employer_id], "on": on}).one_or_none()
    return (_rhythm(row), row[-1]) if row else (None, None)


@cache
def _rhythms() -> Any:
    return _with_rhythm(_newest_real(Activity.happened_at).label("last_at"))


@cache
def _rhythm_of() -> Any:
    last = aliased(Activity)
    return (
        _with_rhythm(last)
        .outerjoin(last, last.id == _newest_real(Activity.id))
        .outerjoin(last.by)
        .options(contains_eager(last.by))
    )


def _with_rhythm(more: Any) -> Any:
    in_force = (
        sa.select(IN_FORCE.id)
        .where(
            IN_FORCE.reason == sa.literal("tier:") + Employer.tier,
            IN_FORCE.from_on <= sa.bindparam("on", type_=sa.Date),
        )
        .order_by(IN_FORCE.from_on.desc(), IN_FORCE.id.desc())
        .limit(1)
        .correlate(Employer)
        .scalar_subquery()
    )
    return (
        sa.select(
            Employer.id,
            Employer.tier,
            Employer.stage_code,
            EmployerCadence.count.label("own_count"),
            EmployerCadence.unit.label("own_unit"),
            EmployerCadence.why.label("own_why"),
            Cadence.reason,
            Cadence.label,
            Cadence.count.label("count_"),
            Cadence.unit,
            Cadence.act,
            more,
        )
        .select_from(Employer)
        .outerjoin(EmployerCadence, EmployerCadence.employer_id == Employer.id)
        .outerjoin(Cadence, Cadence.id == in_force)
        .where(_among_employers(), sa.or_(Employer.tier != "", EmployerCadence.id.is_not(None)))
    )


def _rhythm(row: Any) -> Rhythm | None:
    wait = row.reason and Wait(row.reason, row.label, row.count_, row.unit, row.act)
    return rhythm(
        tier=row.tier,
        stage=row.stage_code,
        waits={row.reason: wait} if wait else {},
        own=(row.own_count, row.own_unit, row.own_why) if row.own_unit else None,
    )


def _newest_real(column: Any) -> Any:
    """Return a column of an employer's newest real contact, found from the end of an index."""
    return (
        sa.select(column)
        .where(Activity.employer_id == Employer.id, real_contact())
        .order_by(Activity.happened_at.desc(), Activity.id.desc())
        .limit(1)
        .correlate(Employer)
        .scalar_subquery()
    )


def timeline(employer_id: Any) -> sa.Select[tuple[object, ...]]:
    """Return the five columns of an employer's activities; ``head`` is its parts in a row."""
    head = (
        sa.cast(Activity.kind, sa.Text)
        + "|"
        + sa.func.coalesce(sa.cast(Activity.outcome, sa.Text), "")
        + "|"
        + sa.func.coalesce(Contact.name, "")
    )
    both = sa.and_(Activity.summary != "", Activity.note != "")
    body = sa.case(
        (both, Activity.summary + "\n" + Activity.note), else_=Activity.summary + Activity.note
    )
    return (
        sa.select(
            Activity.happened_at.label("at"),
            Activity.id.label("row_id"),
            head.label("head"),
            body.label("body"),
            Person.name.label("who"),
        )
        .join(Person, Person.id == Activity.by_id)
        .outerjoin(Contact, Contact.id == Activity.contact_id)
        .where(Activity.employer_id == employer_id)
    )


def keep_last_contact(employer_ids: Sequence[int]) -> None:
    """Write the day of the last real contact to the standing of these employers."""
    rows = session.execute(_last_contacts(), {"employers": employer_ids})
    days = {row_id: at and london_date(at) for row_id, at in rows}
    standing.keep(
        {
            row_id: {"employer_id": row_id, "last_contact_on": on, "spoken_on": on or date.min}
            for row_id, on in days.items()
        }
    )


@cache
def _last_contacts() -> sa.Select[Any]:
    return sa.select(Employer.id, _newest_real(Activity.happened_at)).where(_among_employers())
