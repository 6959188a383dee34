"""The draft goes to the employer to correct facts; then the case waits for its decision."""

from datetime import datetime, time, timedelta
from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa

from accreditation.assessments import desk, letters, queries
from accreditation.assessments.case import Case
from accreditation.assessments.judging import unsecond
from accreditation.assessments.models import KIND, Assessment, sealed_parts
from accreditation.assessments.rules import State, why_not_ready, why_not_sent, why_second
from accreditation.scheme.document import digest
from crm.core import calendar, clock, journal, links, outbox
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.core.outbox import Audience
from crm.evidence import queries as requests
from crm.reference import queries as reference

UNDO_LASTS = timedelta(seconds=30)
"""Sending can be undone before the mail leaves."""
ENDPOINT = "assessments.draft"
MAIL = "draft result"
BUSINESS = SimpleNamespace(id=None, name="The employer, by a link")


def send_draft(found: Case, *, by: Any) -> None:
    """Mail the employer a link to its draft result, and give it the days to correct facts; flushes.

    Raises ``NotAllowed`` for who may not, ``RuleBroken`` while something is open.
    """
    row = found.row
    desk.check_assesses(row, by)
    if why := why_not_sent(found.paper()):
        raise RuleBroken(why)
    if row.state is State.DRAFT_SENT:
        raise RuleBroken("They have a draft already. Wait for the answer or the last day.")
    people = requests.who_to_ask(row.employer_id)
    wanted = found.application.contact_id if found.application else None
    contact = next((one for one in people if one.id == wanted), people[0] if people else None)
    if contact is None:
        raise RuleBroken("Nobody there has an email address. Add one to a contact first.")
    journal.operation(f"Sent {row.employer.name} its draft result")
    today = clock.today()
    row.correct_until = calendar.add_working_days(
        today, found.scheme.correction_days, reference.holidays()
    )
    ends = datetime.combine(row.correct_until + timedelta(days=1), time())
    link = links.make(
        queries.DRAFT, ENDPOINT, row.id, calendar.utc_from_london(ends) - clock.now(), most=1
    )
    _keep(found)
    row.state, row.draft_sent_at = State.DRAFT_SENT, clock.now()
    row.corrections, row.corrected_at = "", None
    row.link_id, row.contact_id = link.id, contact.id
    unsecond(row)
    session.flush()
    subject, body = letters.draft(found, contact, by)
    outbox.post(
        kind=MAIL,
        audience=Audience.EXTERNAL,
        to=contact.email,
        subject=subject,
        body=body,
        dedupe_key=f"draft:{link.id}",
        due_at=clock.now() + UNDO_LASTS,
        link_id=link.id,
        about=outbox.About(employer_id=row.employer_id, contact_id=contact.id),
    )
    links.note(link.id, "asked", by.name)


def _keep(found: Case) -> None:
    row, result = found.row, found.result
    row.facts, row.result = result.facts.plain(), result.plain()
    row.proposed = result.level or ""
    row.confidence = found.sure
    row.kept_percent, row.borderline = found.firm.percent, found.firm.borderline


def why_not_mailed(mail: outbox.Mail) -> str:
    """Say why the mail of a draft must not leave: its sending was undone."""
    if mail.kind != MAIL:
        return ""
    row = session.scalar(sa.select(Assessment).where(Assessment.link_id == mail.link_id))
    return "" if row and row.state is State.DRAFT_SENT else "the draft was taken back"


def answer(row: Assessment, words: str, *, by: Any) -> None:
    """Take in what the employer says of its draft; no words are "nothing to correct". Flushes."""
    if row.state is not State.DRAFT_SENT or row.link_id is None or not links.use(row.link_id):
        raise RuleBroken("This was answered already, or the days to answer are over.")
    title = f"{row.employer.name} answered its draft result"
    journal.operation(title, kind=journal.THEIRS, actor=by)
    row.corrections = words
    row.corrected_at = clock.now()
    row.state = State.OPEN
    session.flush()
    links.note(row.link_id, "corrected" if words else "agreed", by.name)


def lapse(row: Assessment) -> None:
    """Give a draft back to its assessor: the days to correct it are over; flushes."""
    journal.operation(f"The days to correct the draft of {row.employer.name} are over")
    row.state = State.OPEN
    session.flush()


def needs_second(found: Case) -> str:
    """Say why a second opinion is needed; nothing when none is, or when it was given."""
    row = found.row
    apart = any(p is not None and p.independent for p in (row.assessor, row.reviewer))
    return why_second(
        borderline=found.firm.borderline, council=row.employer.council, apart=apart
    )  # fmt: skip


def submit(found: Case, words: str, *, by: Any) -> str:
    """Send the case for a decision, or first for a second opinion; return what it waits for.

    Flushes. Raises ``NotAllowed`` for who may not, ``RuleBroken`` while something is open.
    """
    row = found.row
    desk.check_assesses(row, by)
    row.assessor_words = words
    if why := why_not_ready(found.paper()):
        raise RuleBroken(why, "words" if not words else None)
    journal.operation(f"Sent the assessment of {row.employer.name} for a decision", kind=KIND)
    if needs_second(found):
        row.second_asked_at = clock.now()
        session.flush()
        return "a second opinion"
    _seal(found)
    return "a decision"


def second(found: Case, words: str, *, agree: bool, by: Any) -> None:
    """Give the second opinion: agreed it waits for a decision, else it goes back. Flushes."""
    row = found.row
    if row.state is not State.OPEN or row.second_asked_at is None:
        raise desk.NotAllowed(desk.SEALED.get(row.state, "Nobody asked for a second opinion."))
    desk.check_seconds(row, by)
    if not words:
        raise RuleBroken("Say what you found.", "words")
    journal.operation(f"Gave a second opinion on {row.employer.name}", kind=KIND)
    if not agree:
        row.sent_back = f"Second opinion, {by.name}: {words}"
        unsecond(row)
        session.flush()
        return
    if why := why_not_ready(found.paper()):
        raise RuleBroken(why)
    row.second_id, row.second_words, row.second_at = by.id, words, clock.now()
    _seal(found)


def _seal(found: Case) -> None:
    """Freeze what was judged, by whom and what it came to."""
    row = found.row
    _keep(found)
    row.digest = digest(sealed_parts(row))
    row.state, row.ready_at, row.sent_back = State.READY, clock.now(), ""
    session.flush()


def send_back(row: Assessment, words: str, *, by: Any) -> None:
    """Give a case back to its assessor, as the one who would decide it; flushes."""
    desk.check_decides(row, by)
    if row.state is not State.READY:
        raise desk.NotAllowed(desk.SEALED.get(row.state, "It does not wait for a decision."))
    if not words:
        raise RuleBroken("Say what has to be looked at again.", "words")
    journal.operation(f"Sent the assessment of {row.employer.name} back", kind=KIND)
    row.state, row.sent_back, row.ready_at, row.digest = State.OPEN, words, None, ""
    unsecond(row)
    session.flush()


def due(today: Any) -> list[int]:
    """Return drafts whose days to correct are over, by id."""
    return list(
        session.scalars(
            sa.select(Assessment.id)
            .where(Assessment.state == State.DRAFT_SENT, Assessment.correct_until < today)
            .order_by(Assessment.id)
        )
    )


def held(assessment_id: int) -> Assessment | None:
    """Return a draft, held until the commit, while its days are over and nobody answered."""
    return queries.one(
        Assessment.id == assessment_id,
        Assessment.state == State.DRAFT_SENT,
        Assessment.correct_until < clock.today(),
        lock=True,
    )
