"""Questions about contacts that may be one person."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import abort

from crm.core import keys
from crm.core.db import session
from crm.employers import queries as employers
from crm.employers.models import Contact, Employer
from crm.twins import rules

NAMES = {
    "activity": "Contacts logged",
    "contact": "Later roles elsewhere",
    "inbound_filing": "Mails filed",
    "mail_consent": "Agreements to mail",
}


@dataclass(frozen=True)
class Other:
    """Another contact of the employer, and why the two may be one person."""

    contact: Contact
    why: str


def facts(contact: Contact) -> dict[str, Any]:
    """Return what of a contact a merge may choose from."""
    return {name: getattr(contact, name) for name in (*rules.LABELS, "notes")}


def contact_or_404(employer: Employer, contact_id: int) -> Contact:
    """Return the employer's own contact, or answer 404."""
    found = session.get(Contact, contact_id) if contact_id < 2**31 else None
    if found is None or found.employer_id != employer.id:
        abort(404)
    return found


def others(contact: Contact) -> Sequence[Other]:
    """Return the other contacts of the employer, the likely ones first."""
    mine = facts(contact)
    found = [
        Other(other, rules.likely(mine, facts(other)))
        for other in employers.contacts(contact.employer_id)
        if other.id != contact.id
    ]
    return sorted(found, key=lambda one: (not one.why, one.contact.name.casefold()))


def hanging(keep: Contact, fold: Contact) -> Sequence[tuple[str, int, int]]:
    """Return what points to each of the two, by name, in one statement."""
    parts = [
        sa.select(
            sa.literal(kind.__tablename__).label("name"),
            sa.func.sum(sa.case((column == keep.id, 1), else_=0)).label("mine"),
            sa.func.sum(sa.case((column == fold.id, 1), else_=0)).label("theirs"),
        ).where(column.in_((keep.id, fold.id)))
        for kind, column in keys.pointing_to(Contact)
    ]
    rows = session.execute(sa.union_all(*parts)).all()
    return sorted(
        (_said(row.name), int(row.mine), int(row.theirs)) for row in rows if row.mine is not None
    )


def _said(table: str) -> str:
    return NAMES.get(table) or f"{table.replace('_', ' ').capitalize()}s".replace("ys", "ies")
