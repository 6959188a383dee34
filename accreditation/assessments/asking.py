"""Asking the employer for one more thing on a criterion: the clock stops until all has come."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from accreditation.assessments import desk
from accreditation.assessments.models import Assessment
from accreditation.assessments.rules import State
from crm.core import calendar, clock, journal, refs
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

    Raises ``NotAllowed`` for who may not, ``RuleBroken`` without words or anybody to ask, and while
    something is waited for on the same criterion.
    """
    desk.check_assesses(row, by)
    if not words:
        raise RuleBroken("Say what the employer should send.", "ask")
    if row.state is State.DRAFT_SENT:
        raise RuleBroken("They have the draft to correct. Ask once their answer is here.")
    if any(one["criterion"] == code for one in waiting(row)):
        raise RuleBroken("Something is asked for here already. Wait, or go on without it.", "ask")
    purpose, found = requests.purpose(PURPOSE), about(row.id)
    people = requests.who_to_ask(row.employer_id)
    if purpose is None or found is None or not people:
        raise RuleBroken("Nobody there has an email address. Add one to a contact first.", "ask")
    journal.whole(f"Asked {row.employer.name} for one more thing", kind="change", actor=by)
    contact = _applicant(row, people) or people[0]
    request = evidence.ask(
        purpose, found, row.id, contact=contact, by=by, words=words, beside=True
    )  # fmt: skip
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


def go_on(row: Assessment, code: str = "", *, by: Any) -> None:
    """Go on without what was asked, on one criterion or on all: its link is ended; flushes.

    The clock starts again once nothing is waited for any more.
    """
    desk.check_assesses(row, by)
    left = [one for one in waiting(row) if code in ("", one["criterion"])]
    if row.state is not State.ASKED or not left:
        raise RuleBroken("Nothing is waited for.")
    journal.whole(f"Went on with {row.employer.name}", kind="change", actor=by)
    asked = {one["request"] for one in left}
    for request in requests.about_subject(SUBJECT, row.id):
        if request.ref in asked and requests.works(request):
            evidence.close(request, "The assessment went on without it.", by=by)
    _came_back(row, asked)


def waiting(row: Assessment) -> list[dict[str, Any]]:
    """Return what the employer was asked for and has not sent."""
    return [one for one in row.asked if not one["back_on"]]


def files_came(employer_ids: Sequence[int]) -> None:
    """Note for which asks files came, in the transaction that took them in.

    The clock of an assessment starts again once nothing is waited for any more.
    """
    rows = session.scalars(
        sa.select(Assessment).where(
            Assessment.employer_id.in_(employer_ids), Assessment.state == State.ASKED
        )
    ).all()
    if not rows:
        return
    came = session.execute(
        sa.select(EvidenceRequest.subject_id, EvidenceRequest.id).where(
            EvidenceRequest.subject_kind == SUBJECT,
            EvidenceRequest.subject_id.in_([row.id for row in rows]),
            sa.exists().where(EvidenceFile.request_id == EvidenceRequest.id),
        )
    ).all()
    for row in rows:
        _came_back(row, {refs.ref("R", number) for about_id, number in came if about_id == row.id})


def _came_back(row: Assessment, asked: Collection[str]) -> None:
    """Note that these requests are waited for no more; start the clock when none is left."""
    if not any(one["request"] in asked for one in waiting(row)):
        return
    today = clock.today()
    row.asked = [
        one | {"back_on": today.isoformat()}
        if one["request"] in asked and not one["back_on"]
        else one
        for one in row.asked
    ]
    if not waiting(row):
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
