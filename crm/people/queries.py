"""Who is on the staff."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from crm.core.config import UnsafeSettings
from crm.core.db import reading, session
from crm.core.errors import RuleBroken
from crm.core.permissions import Permission, Role, may
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


def everybody() -> Sequence[Person]:
    """Return all staff, locked or not, by name."""
    return session.scalars(sa.select(Person).order_by(Person.name, Person.id)).all()


def name_of(number: str) -> str:
    """Return the name of the person with this number in digits, locked or not; "" for nobody."""
    known = number.isascii() and number.isdigit() and len(number) < 10
    found = session.scalar(sa.select(Person.name).where(Person.id == int(number))) if known else ""
    return found or ""


def refuse_made_up() -> None:
    """Raise ``UnsafeSettings`` when this database holds the sign-ins of the demo data."""
    with reading():
        known = sa.inspect(session.connection()).has_table(Person.__tablename__)
        found = known and session.scalar(sa.select(Person.id).where(Person.made_up).limit(1))
        session.rollback()
    if found:
        raise UnsafeSettings(
            "This database holds demo data, whose sign-ins everybody knows. Set DATABASE_URL or "
            "DATA_DIR to one without it, or unset ENVIRONMENT=production."
        )


def acting_as(email: str, permission: Permission) -> Person:
    """Return the person of an address, for a command that acts as them.

    Raises ``RuleBroken`` when there is no such person or they lack ``permission``.
    """
    person = session.scalar(sa.select(Person).where(Person.email_key == email_key(email)))
    if person is None or not person.active:
        raise RuleBroken(f"Nobody here signs in as {email}.")
    if not may(person.role, permission):
        raise RuleBroken(
            f"{person.name} may not {permission.value}: their role is {person.role.value}."
        )
    return person
