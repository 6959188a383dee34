"""What becomes of the next steps with somebody who left. Nothing here commits."""

import re
from typing import Any

import sqlalchemy as sa

from crm.core import formats
from crm.core.db import session
from crm.employers.models import Contact
from crm.followups.models import FollowRule, FollowUp


def hand_on(contact: Contact, successor: Contact | None) -> None:
    """Let open and repeating steps that name the leaver name who follows; they say who left.

    Without anybody who follows, the steps stay and say that the person left; flushes.
    """
    left = f"{contact.name} left{f' on {formats.day(contact.to_on)}' if contact.to_on else ''}."
    name = re.compile(rf"(?<!\w){re.escape(contact.name)}(?!\w)")
    for kind, is_open in (
        (FollowUp, FollowUp.closed_at.is_(None)),
        (FollowRule, FollowRule.ended_at.is_(None)),
    ):
        for row in session.scalars(_naming(kind, contact).where(is_open)):
            if not name.search(row.title):
                continue
            row.why = f"{row.why} {left}".strip()
            if successor is not None:
                row.title = name.sub(lambda _: successor.name, row.title)
    session.flush()


def _naming(kind: Any, contact: Contact) -> Any:
    named = kind.title.contains(contact.name, autoescape=True)
    return sa.select(kind).where(kind.employer_id == contact.employer_id, named)
