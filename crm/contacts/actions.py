"""Changes to contacts."""

from datetime import date
from typing import Any

from crm.core import journal
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.employers.models import Contact

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


def leave(contact: Contact, to_on: date, *, replaced_by: str = "") -> None:
    """Note that somebody left their role; keep them, and add who follows if known.

    Raises ``RuleBroken`` for a day before they came, and for somebody who left already.
    """
    if contact.to_on is not None:
        raise RuleBroken(f"{contact.name} is already marked as having left.")
    if contact.from_on and to_on < contact.from_on:
        raise RuleBroken("They cannot have left before they came. Check the date.", "to_on")
    journal.operation(f"{contact.name} left")
    contact.to_on = to_on
    if replaced_by:
        session.add(
            Contact(
                employer_id=contact.employer_id,
                site_id=contact.site_id,
                name=replaced_by,
                role=contact.role,
                from_on=to_on,
            )
        )
    session.flush()
