"""Asking for evidence and ending it, as the staff do. Nothing here commits."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from crm.core import clock, journal, links, outbox
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.core.features import About
from crm.core.outbox import Audience
from crm.employers.models import Contact, Employer
from crm.evidence import letters, queries
from crm.evidence.models import EvidencePurpose, EvidenceRequest
from crm.followups import actions as followups
from crm.followups.actions import WaitsFor
from crm.followups.models import FollowUp
from crm.people.models import Person
from crm.vault import queries as vault
from crm.vault.rules import CLASS_OF

UNDO_LASTS = timedelta(seconds=30)
"""A request can be undone before its mail leaves."""
ENDPOINT = "door.show"


def ask(
    purpose: EvidencePurpose, about: About, subject_id: int, *, contact: Contact, by: Any,
    words: str = "", beside: bool = False,
) -> EvidenceRequest:  # fmt: skip
    """Mail a contact a link to send files by, and plan the asker's next step; flushes.

    ``words`` say what to send instead of what the purpose says. ``beside`` tells that the caller
    asks for several things of one row, and sees itself that nothing is asked for twice.

    The employer is held until the commit, so that a button pressed twice at once asks once. Raises
    ``RuleBroken`` for a contact who cannot get it and while the same is asked already.
    """
    held = {"key_share": True}
    employer = session.get_one(Employer, about.employer_id, with_for_update=held)
    _refuse(employer, contact)
    if not beside:
        _refuse_twice(purpose, subject_id)
    ends_on = clock.today() + timedelta(days=purpose.days)
    journal.operation(f"Asked {employer.name} for {purpose.name.lower()}")
    step = followups.plan(
        employer,
        owner=by,
        title=f"{purpose.name} asked for",
        due_on=ends_on,
        why="A secure link was mailed. On its last day ask again, or close the request.",
        waits_for=WaitsFor(contact.name),
    )
    row = EvidenceRequest(
        employer_id=employer.id,
        contact_id=contact.id,
        purpose=purpose.code,
        subject_kind=purpose.about,
        subject_id=subject_id,
        asked_by_id=by.id,
        asked_at=clock.now(),
        ends_on=ends_on,
        words=words,
        follow_up_id=step.id,
    )
    session.add(row)
    session.flush()
    lasts = ends_at(ends_on) - clock.now()
    link = links.make(queries.PURPOSE, ENDPOINT, row.id, lasts, most=purpose.most_files)
    row.link_id = link.id
    row.asked_by = session.get_one(Person, by.id)
    session.flush()
    kept = vault.retention(CLASS_OF[purpose.kind])
    _post(row, contact, letters.asked(row, purpose, kept), "asked")
    links.note(link.id, queries.ASKED, by.name)
    return row


def ends_at(last_day: date) -> datetime:
    """Return the moment at which a link stops: London's midnight after its last day."""
    midnight = datetime.combine(last_day + timedelta(days=1), time(), clock.LONDON)
    return midnight.astimezone(UTC)


def _refuse(employer: Employer, contact: Contact) -> None:
    if contact.employer_id != employer.id or contact.to_on is not None:
        raise RuleBroken("Choose somebody who works there now.", "contact")
    if not contact.email:
        raise RuleBroken(f"{contact.name} has no email address. Add one first.", "contact")


def _refuse_twice(purpose: EvidencePurpose, subject_id: int) -> None:
    there = queries.open_request(purpose.code, purpose.about, subject_id)
    if there is not None:
        on = f"{clock.to_london(there.asked_at):%-d %B}"
        raise RuleBroken(f"This was asked on {on} and its link still works. Remind them instead.")


def remind(row: EvidenceRequest, *, by: Any) -> None:
    """Mail the same link once more, at most once a day; flushes."""
    purpose = _going(row)
    contact = session.get(Contact, row.contact_id) if row.contact_id else None
    if contact is None or not contact.email or contact.to_on is not None:
        raise RuleBroken("Nobody there can get the mail. Close this request and ask somebody else.")
    asked_on = clock.to_london(row.asked_at).date()
    if asked_on == clock.today():
        raise RuleBroken("The link was mailed today. Remind them tomorrow.")
    came = row.link.uses if row.link else 0
    kept = vault.retention(CLASS_OF[purpose.kind])
    letter = letters.reminder(row, purpose, kept, asked_on, came)
    if not _post(row, contact, letter, f"reminded:{clock.today().isoformat()}"):
        raise RuleBroken("A reminder went out today already.")
    _note(row, queries.REMINDED, by)


def extend(row: EvidenceRequest, *, by: Any) -> date:
    """Let the link work for its days again, from today on; return its last day. Flushes."""
    if row.closed_at is not None:
        raise RuleBroken("This request is closed. Ask again instead.")
    purpose = queries.purpose(row.purpose)
    days = purpose.days if purpose else 0
    last = clock.today() + timedelta(days=days)
    if last <= row.ends_on:
        raise RuleBroken("The link works until that day already.")
    journal.operation(f"Gave the link of {row.ref} more time")
    row.ends_on = last
    step = step_of(row)
    if step is not None and step.waiting_for:
        step.due_on = last
    session.flush()
    _note(row, queries.EXTENDED, by)
    return last


def close(row: EvidenceRequest, why: str, *, by: Any) -> None:
    """End the link before its day, saying why; the asker's next step ends with it. Flushes."""
    if row.closed_at is not None:
        raise RuleBroken("This request is closed already.")
    if not why.strip():
        raise RuleBroken("Say in a few words why the link ends.", "why")
    journal.operation(f"Closed {row.ref}")
    row.closed_at = clock.now()
    row.closed_why = why.strip()
    step = step_of(row)
    if step is not None:
        followups.drop(step, f"{row.ref} was closed: {why.strip()}")
    session.flush()
    _note(row, queries.CLOSED, by)


def step_of(row: EvidenceRequest) -> FollowUp | None:
    """Return the asker's next step while it is open."""
    step = session.get(FollowUp, row.follow_up_id) if row.follow_up_id else None
    return step if step is not None and step.closed_at is None else None


def _going(row: EvidenceRequest) -> EvidencePurpose:
    purpose = queries.purpose(row.purpose)
    if row.closed_at is not None or row.ends_on < clock.today() or purpose is None:
        raise RuleBroken("The link does not work any more. Give it more time, or ask again.")
    return purpose


def _note(row: EvidenceRequest, what: str, by: Any) -> None:
    if row.link_id is not None:
        links.note(row.link_id, what, by.name)


def _post(row: EvidenceRequest, contact: Contact, letter: tuple[str, str], key: str) -> bool:
    subject, body = letter
    mail = outbox.post(
        kind=queries.MAIL,
        audience=Audience.EXTERNAL,
        to=contact.email,
        subject=subject,
        body=body,
        dedupe_key=f"evidence:{row.id}:{key}",
        due_at=clock.now() + UNDO_LASTS,
        link_id=row.link_id,
        about=outbox.About(employer_id=row.employer_id, contact_id=contact.id),
    )
    return mail is not None
