"""Writing down a contact."""

from datetime import datetime
from typing import Any

from crm.activity.models import Activity
from crm.activity.rules import Kind, Outcome, Topic, is_face_to_face, settle_outcome
from crm.core import clock
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.employers.models import Contact, Employer

SPEAK_FOR_THEMSELVES = (Outcome.LEFT_MESSAGE, Outcome.NO_ANSWER)


def log(
    employer: Employer,
    *,
    by: Any,
    kind: Kind,
    summary: str,
    outcome: Outcome | None = None,
    contact: Contact | None = None,
    hiring_authority: bool | None = None,
    met: bool = False,
    topic: Topic | None = None,
    note: str = "",
    happened_at: datetime | None = None,
    form_token: str | None = None,
) -> Activity:
    """Add a contact to the log; flushes. ``by`` has an ``id``; without a moment it is now.

    Raises ``RuleBroken`` for a moment to come, a missing line or another employer's contact.
    """
    activity = Activity(employer_id=employer.id, by_id=by.id, form_token=form_token)
    session.add(activity)
    return change(
        activity,
        kind=kind,
        outcome=outcome,
        contact=contact,
        hiring_authority=hiring_authority,
        met=met,
        topic=topic,
        summary=summary,
        note=note,
        happened_at=happened_at or clock.now(),
    )


def change(
    activity: Activity,
    *,
    kind: Kind,
    outcome: Outcome | None,
    contact: Contact | None,
    hiring_authority: bool | None,
    met: bool,
    topic: Topic | None,
    summary: str,
    note: str,
    happened_at: datetime,
) -> Activity:
    """Set all that is known of a contact; flushes. Raises ``RuleBroken`` as ``log`` does."""
    if happened_at > clock.now():
        raise RuleBroken("This has not happened yet: plan it as a follow-up instead.", "on")
    settled = settle_outcome(kind, outcome)
    if not summary.strip() and settled not in SPEAK_FOR_THEMSELVES:
        raise RuleBroken("Enter one line about what happened.", "summary")
    if contact is not None and contact.employer_id != activity.employer_id:
        raise RuleBroken("Choose a contact of this employer.", "contact")
    activity.kind = kind
    activity.outcome = settled
    activity.contact_id = contact.id if contact else None
    activity.hiring_authority = hiring_authority
    activity.face_to_face = is_face_to_face(kind, met=met)
    activity.topic = topic
    activity.summary = summary.strip()
    activity.note = note
    activity.happened_at = happened_at
    session.flush()
    return activity
