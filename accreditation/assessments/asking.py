"""Asking the employer for one more thing on one criterion: the clock stops until it comes."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from accreditation.assessments import desk
from accreditation.assessments.models import Assessment
from accreditation.assessments.rules import State
from crm.core import calendar, clock, journal
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.core.features import About
from crm.evidence import actions as evidence
from crm.evidence import queries as requests
from crm.evidence.models import EvidenceFile, EvidenceRequest
from crm.reference import queries as reference

SUBJECT = "assessment"
PURPOSE = "review"
"""The code of what is asked, in ``crm/evidence/purposes.csv``."""


def about(assessment_id: int) -> About | None:
    """Return what an assessment is to people, for the slice that takes files in."""
    row = session.get(Assessment, assessment_id)
    return (
        About(row.employer_id, f"Assessment {row.ref}", f"/accreditation/reviews/{row.ref}")
        if row
        else None
    )


def ask(row: Assessment, code: str, words: str, *, by: Any) -> EvidenceRequest:
    """Mail the likeliest contact a link for one thing, and stop the clock; flushes.

    Raises ``NotAllowed`` for who may not, ``RuleBroken`` without words or anybody to ask.
    """
    desk.check_assesses(row, by)
    if not words:
        raise RuleBroken("Say what the employer should send.", "ask")
    if row.state is State.DRAFT_SENT:
        raise RuleBroken("They have the draft to correct. Ask once their answer is here.")
    purpose, found = requests.purpose(PURPOSE), about(row.id)
    people = requests.who_to_ask(row.employer_id)
    if purpose is None or found is None or not people:
        raise RuleBroken("Nobody there has an email address. Add one to a contact first.", "ask")
    journal.whole(f"Asked {row.employer.name} for one more thing", kind="change", actor=by)
    contact = _applicant(row, people) or people[0]
    request = evidence.ask(purpose, found, row.id, contact=contact, by=by, words=words)
    line = {
        "criterion": code,
        "words": words,
        "request": request.ref,
        "on": clock.today().isoformat(),
        "back_on": "",
    }
    row.asked = [*row.asked, line]
    row.state = State.ASKED
    row.paused_at = row.paused_at or clock.now()
    session.flush()
    return request


def _applicant(row: Assessment, people: Sequence[Any]) -> Any:
    wanted = row.application.contact_id if row.application else None
    return next((one for one in people if one.id == wanted), None)


def go_on(row: Assessment, *, by: Any) -> None:
    """Start the clock again without what was asked: the link is ended; flushes."""
    desk.check_assesses(row, by)
    if row.state is not State.ASKED:
        raise RuleBroken("Nothing is waited for.")
    journal.whole(f"Went on with {row.employer.name}", kind="change", actor=by)
    for request in requests.about_subject(SUBJECT, row.id):
        if requests.works(request):
            evidence.close(request, "The assessment went on without it.", by=by)
    _resume(row)


def files_came(employer_ids: Sequence[int]) -> None:
    """Start the clock of assessments again whose file came, in the transaction that took it in."""
    came = (
        sa.exists()
        .where(EvidenceRequest.id == EvidenceFile.request_id)
        .where(
            EvidenceRequest.subject_kind == SUBJECT,
            EvidenceRequest.subject_id == Assessment.id,
            EvidenceFile.sent_at >= Assessment.paused_at,
        )
    )
    rows = session.scalars(
        sa.select(Assessment).where(
            Assessment.employer_id.in_(employer_ids), Assessment.state == State.ASKED, came
        )
    ).all()
    for row in rows:
        _resume(row)


def _resume(row: Assessment) -> None:
    today = clock.today()
    row.asked = [one if one["back_on"] else one | {"back_on": today.isoformat()}
                 for one in row.asked]  # fmt: skip
    row.paused_days += paused_days(row, today)
    row.paused_at, row.state = None, State.OPEN
    session.flush()


def paused_days(row: Assessment, today: date) -> int:
    """Return the working days of the pause that runs now, the day it began left out."""
    if row.paused_at is None:
        return 0
    return working_days(clock.to_london(row.paused_at).date(), today)


def working_days(since: date, today: date) -> int:
    """Return how many working days after a day are over or begun."""
    return max(0, calendar.working_days(since + timedelta(days=1), today, reference.holidays()))


def age(row: Assessment, since: date, today: date) -> int:
    """Return for how many working days an employer waits, without those it was asked in."""
    days = working_days(since, today)
    return max(0, days - row.paused_days - paused_days(row, today))
