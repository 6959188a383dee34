"""Who is on the staff."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from crm.core.db import reading, session
from crm.core.permissions import Role
from crm.people.models import Person, email_key


@dataclass(frozen=True)
class Account:
    """What sign-in compares with, read in a transaction that has ended."""

    person_id: int | None
    password_hash: str | None


def account(email: str) -> Account:
    """Return the account of an address, with nothing in it for a stranger or a locked person.

    Ends the transaction, so that a password can be hashed next.
    """
    session.rollback()
    with reading():
        row = session.execute(
            sa.select(Person.id, Person.password_hash).where(
                Person.email_key == email_key(email), Person.locked_at.is_(None)
            )
        ).one_or_none()
        session.rollback()
    return Account(row.id, row.password_hash) if row else Account(None, None)


def by_email(email: str) -> Person | None:
    """Return the person of an address, locked or not."""
    return session.scalar(sa.select(Person).where(Person.email_key == email_key(email)))


def active() -> Sequence[Person]:
    """Return everybody who may sign in, by name."""
    return session.scalars(
        sa.select(Person).where(Person.locked_at.is_(None)).order_by(Person.name, Person.id)
    ).all()


def admins() -> Sequence[Person]:
    """Return the administrators who are not locked, held until this transaction ends."""
    return session.scalars(
        sa.select(Person)
        .where(Person.role == Role.ADMIN, Person.locked_at.is_(None))
        .order_by(Person.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
