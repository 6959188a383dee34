"""Who may confirm a fair pay check: never who made it, and for the council somebody independent."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from crm.core.db import session
from crm.core.permissions import ALLOWED, Permission, may
from crm.employers.models import Employer
from crm.parity.models import ParityCheck
from crm.people.models import Person

MOST = 200
CONFIRM = tuple(role for role in ALLOWED if may(role, Permission.SECOND_CHECK))
NOBODY = (
    "Nobody else here may confirm it. Ask an administrator to invite a colleague, or somebody of "
    "another service, as an officer."
)
NOBODY_APART = (
    "Nobody who may confirm it is an independent reviewer yet. Ask an administrator to mark "
    "somebody from outside the service on the page People."
)


def people(check: ParityCheck) -> Sequence[Person]:
    """Return who may confirm the check, by name; ``check`` has its employer at hand."""
    rows = session.scalars(
        sa.select(Person)
        .where(Person.role.in_(CONFIRM), Person.locked_at.is_(None))
        .order_by(Person.name, Person.id)
        .limit(MOST)
    )
    return [row for row in rows if not why_not(check, check.employer, row)]


def why_not(check: ParityCheck, employer: Employer, person: Any) -> str:
    """Return why this person may not confirm the check, or nothing when they may."""
    if check.checked_by_id == person.id:
        return "You cannot confirm your own check. Ask a colleague."
    if not may(person.role, Permission.SECOND_CHECK):
        return "Your role does not confirm checks. Ask an officer or manager."
    if employer.council and not person.independent:
        return "This employer is part of the council, so an independent reviewer confirms it."
    if employer.council and employer.owner_id == person.id:
        return "You look after this part of the council, so somebody else confirms its checks."
    return ""


def who(check: ParityCheck, found: Sequence[Person]) -> str:
    """Say in a sentence who confirms the check, or what to do while nobody can."""
    if not found:
        return NOBODY_APART if check.employer.council else NOBODY
    names = [person.name for person in found]
    listed = names[0] if len(names) == 1 else f"{', '.join(names[:3][:-1])} or {names[:3][-1]}"
    apart = "an independent reviewer, " if check.employer.council else ""
    more = f" or one of {len(names) - 3} others" if len(names) > 3 else ""
    return f"A second person confirms this: {apart}{listed}{more}."


def waiting_for(person: Any) -> Any:
    """Return the condition that this person (an id, or a bound parameter) may confirm a check.

    For statements that read checks with ``Employer`` and ``Person`` joined.
    """
    apart = sa.and_(Person.independent, Employer.owner_id.is_distinct_from(person))
    return sa.and_(
        ParityCheck.checked_by_id.is_distinct_from(person),
        Person.role.in_(CONFIRM),
        sa.or_(sa.not_(Employer.council), apart),
    )
