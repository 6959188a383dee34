"""The people of an employer in their dated roles: who is there, who left, who came from where."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from crm.core.db import session
from crm.core.refs import ref
from crm.employers.models import Contact, Employer


@dataclass(frozen=True)
class Role:
    """One contact, with the employer they came from and the one they went to, where known."""

    contact: Contact
    came_from: tuple[str, str] | None
    went_to: tuple[str, str] | None


def roles(employer_id: int) -> Sequence[Role]:
    """Return the contacts in one statement: who is there first, people who hire on top."""
    found: dict[int, Role] = {}
    for contact, *others in session.execute(_roles(), {"employer": employer_id}):
        before, after = (
            (ref("E", row_id), name) if row_id else None
            for row_id, name in (others[:2], others[2:])
        )
        found.setdefault(contact.id, Role(contact, before, after))
    return list(found.values())


@cache
def _roles() -> Any:
    was, went = aliased(Contact), aliased(Contact)
    before, after = aliased(Employer), aliased(Employer)
    return (
        sa.select(Contact, before.id, before.name, after.id, after.name)
        .outerjoin(was, was.id == Contact.came_from_id)
        .outerjoin(before, before.id == was.employer_id)
        .outerjoin(went, went.came_from_id == Contact.id)
        .outerjoin(after, after.id == went.employer_id)
        .where(Contact.employer_id == sa.bindparam("employer"))
        .order_by(
            Contact.to_on.is_not(None),
            sa.case((Contact.can_hire.is_(True), 0), else_=1),
            Contact.name,
            Contact.id,
            went.id,
        )
        .limit(100)
    )
