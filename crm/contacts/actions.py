"""Changes to contacts."""

from datetime import date
from typing import Any

from crm.core import journal, neighbours
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.employers.models import Contact, Employer

ANSWERS = {"yes": True, "no": False}


def save(contact: Contact, values: dict[str, Any]) -> Contact:
    """Add or change a contact; the address and number are kept as typed."""
    journal.operation(f"Saved contact {values['name']}")
    for text in ("name", "role", "email", "phone", "notes"):
        setattr(contact, text, values[text] or "")
    contact.can_hire = ANSWERS.get(values["can_hire"] or "")
    contact.site_id = int(values["site_id"]) if values["site_id"] else None
    contact.from_on = values["from_on"]
    session.add(contact)
    session.flush()
    return contact


def leave(
    contact: Contact,
    to_on: date,
    *,
    follows: Contact | None = None,
    replaced_by: str = "",
    now_at: Employer | None = None,
) -> Contact | None:
    """Note that somebody left their role; keep them, and return who follows if known; flushes.

    ``replaced_by`` names somebody new. At ``now_at`` the same person gets a role of its own. Raises
    ``RuleBroken`` for a day before they came, and for somebody who left already.
    """
    if contact.to_on is not None:
        raise RuleBroken(f"{contact.name} is already marked as having left.")
    if contact.from_on and to_on < contact.from_on:
        raise RuleBroken("They cannot have left before they came. Check the date.", "to_on")
    if now_at is not None and now_at.id == contact.employer_id:
        raise RuleBroken("That is the employer they left.", "now_at")
    journal.operation(f"{contact.name} left")
    contact.to_on = to_on
    if replaced_by:
        follows = Contact(
            employer_id=contact.employer_id,
            site_id=contact.site_id,
            name=replaced_by,
            role=contact.role,
            from_on=to_on,
        )
        session.add(follows)
    if now_at is not None:
        session.add(
            Contact(
                employer_id=now_at.id, name=contact.name, from_on=to_on, came_from_id=contact.id
            )
        )
    session.flush()
    neighbours.contact_left(contact, follows)
    return follows
