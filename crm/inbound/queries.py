"""Whose mail is this, and what waits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from crm.core import clock
from crm.core.db import session
from crm.core.features import Holding
from crm.core.outbox import Mail
from crm.core.permissions import Role
from crm.employers.merges import followed
from crm.employers.models import Contact, Employer
from crm.inbound.models import Handling, InboundFiling, InboundMail
from crm.people.models import Person

MOST = 20
#: Mail servers give up after five days and say so. Source: RFC 5321, 4.5.4.1.
LATELY = timedelta(days=7)


@dataclass(frozen=True)
class Party:
    """An employer a message belongs to, with the contact if known."""

    employer_id: int
    contact_id: int | None
    how: str


def parties_at(address: str) -> list[Party]:
    """Return every employer at which somebody has this address."""
    key = address.strip().lower()
    if not key:
        return []
    contacts = session.execute(
        sa.select(Contact.employer_id, Contact.id)
        .where(sa.func.lower(Contact.email) == key)
        .order_by(Contact.to_on.is_not(None), Contact.id)
        .limit(MOST)
    ).all()
    general = session.scalars(
        sa.select(Employer.id)
        .where(sa.func.lower(Employer.email) == key)
        .order_by(Employer.id)
        .limit(MOST)
    ).all()
    found = {employer_id: Party(employer_id, None, "sender") for employer_id in general}
    for employer_id, contact_id in reversed(contacts):
        found[employer_id] = Party(employer_id, contact_id, "sender")
    return list(found.values())


def sent_mails(message_ids: Sequence[str]) -> Sequence[Mail]:
    """Return our own mails that a message answers or speaks of."""
    if not message_ids:
        return []
    return session.scalars(
        sa.select(Mail).where(Mail.message_id.in_(message_ids[:MOST])).order_by(Mail.id)
    ).all()


def ever_sent_to(address: str) -> bool:
    """Return whether this service wrote to an address."""
    found = session.scalar(
        sa.select(Mail.id).where(sa.func.lower(Mail.to_addr) == address.lower()).limit(1)
    )
    return found is not None


def sent_lately(address: str) -> bool:
    """Return whether a mail of ours left for an address within the last days."""
    found = session.scalar(
        sa.select(Mail.id)
        .where(sa.func.lower(Mail.to_addr) == address.lower(), Mail.sent_at > clock.now() - LATELY)
        .limit(1)
    )
    return found is not None


def existing(ids: Sequence[int]) -> Sequence[Employer]:
    """Return the employers of these ids; one merged since is the one it was merged into."""
    return followed(ids)[:MOST]


def responsible(employer: Employer) -> Person | None:
    """Return who looks after an employer: its owner, else a manager, else an administrator."""
    owner = session.get(Person, employer.owner_id) if employer.owner_id else None
    if owner is not None and owner.active:
        return owner
    return session.scalars(
        sa.select(Person)
        .where(Person.role.in_([Role.MANAGER, Role.ADMIN]), Person.locked_at.is_(None))
        .order_by(sa.case((Person.role == Role.MANAGER, 0), else_=1), Person.id)
        .limit(1)
    ).first()


def is_staff(address: str) -> bool:
    """Return whether an address is that of a member of staff."""
    found = session.scalar(sa.select(Person.id).where(Person.email_key == address.lower()))
    return found is not None


def filed_with(mail_id: int) -> Sequence[Any]:
    """Return ``(filing, employer)`` of a message."""
    return session.execute(
        sa.select(InboundFiling, Employer)
        .join(Employer, Employer.id == InboundFiling.employer_id)
        .where(InboundFiling.mail_id == mail_id)
        .order_by(InboundFiling.id)
        .limit(MOST)
    ).all()


def held_about(email_key: str) -> list[Holding]:
    """Return the messages that came from an address, newest first."""
    rows = session.scalars(
        sa.select(InboundMail)
        .where(sa.func.lower(InboundMail.from_addr) == email_key)
        .order_by(InboundMail.id.desc())
        .limit(50)
    ).all()
    facts = [(f"{row.received_at:%d/%m/%Y}", row.subject or "No subject") for row in rows]
    return [Holding("Mails you sent us", facts, "You sent them to this service.")] if facts else []


def waiting() -> int:
    """Return how many messages wait for somebody to say whose they are, up to 99."""
    return session.scalar(waiting_count()) or 0


def waiting_count() -> Any:
    """Return the select of that number, for the menu."""
    some = sa.select(InboundMail.id).where(InboundMail.state == Handling.WAITING).limit(99)
    return sa.select(sa.func.count()).select_from(some.subquery())


def timeline(employer_id: Any) -> Any:
    """Return what was filed with an employer, for its timeline."""
    return (
        sa.select(
            InboundMail.received_at.label("at"),
            InboundMail.id.label("row_id"),
            (InboundMail.kind + "|" + InboundMail.subject).label("head"),
            InboundMail.text.label("body"),
            InboundMail.from_addr.label("who"),
        )
        .join(InboundFiling, InboundFiling.mail_id == InboundMail.id)
        .where(InboundFiling.employer_id == employer_id)
    )
