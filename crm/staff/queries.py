"""The staff list."""

from typing import Any

import sqlalchemy as sa

from crm.core import pages
from crm.core.pages import Order, Page
from crm.people.models import Person, SignIn

LAST = (
    sa.select(sa.func.max(SignIn.started_at))
    .where(SignIn.person_id == Person.id)
    .scalar_subquery()
    .label("signed_in_at")
)


def everybody() -> Page[Any]:
    """Return a page of people by name, each with the moment of the last sign-in."""
    order = Order((Person.name, Person.id), lambda row: (row.Person.name, row.Person.id))
    statement: Any = sa.select(Person, LAST)
    return pages.page(statement, order, scalars=False)


def state(person: Person) -> str:
    """Return ``active``, ``invited`` or ``locked``."""
    if not person.active:
        return "locked"
    return "active" if person.password_hash else "invited"
