"""Opening, taking, handing on and closing assessments. Nothing here commits, but the log."""

from typing import Any

import sqlalchemy as sa

from accreditation.applications import actions as applications
from accreditation.applications.models import Application
from accreditation.applications.models import State as Sent
from accreditation.assessments import desk, queries, refusing
from accreditation.assessments.models import Assessment, Interest
from accreditation.assessments.rules import LIVE, WORKED_ON, State, why_not_assess
from accreditation.scheme import queries as schemes
from crm.core import clock, journal
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.core.permissions import Permission, may
from crm.employers.models import Employer
from crm.people.models import Person

refuse = refusing.refuse
INTEREST = "interest"
"""Of operations about what ties somebody to an employer: what was said stays said."""


def take(application: Application, *, by: Any) -> Assessment:
    """Begin to assess an application that waits; flushes.

    The caller holds the application until the commit. Raises ``NotAllowed`` for who is too close,
    ``RuleBroken`` when somebody was first.
    """
    if application.state is not Sent.SUBMITTED:
        there = queries.of_application(application.id)
        who = there.assessor.name if there and there.assessor else ""
        raise RuleBroken(f"{who} took it already." if who else "It waits no longer.")
    bonds = queries.bonds(application.employer, application.scheme_version)
    if why := why_not_assess(by, bonds):
        raise desk.NotAllowed(why)
    journal.operation(f"Took the application of {application.employer.name}")
    applications.take(application)
    row = Assessment(
        employer_id=application.employer_id,
        application_id=application.id,
        scheme_version_id=application.scheme_version_id,
        assessor_id=by.id,
        opened_at=clock.now(),
        why_opened=f"Application {application.ref}",
        made_up=application.made_up,
    )
    session.add(row)
    session.flush()
    return row


def take_over(row: Assessment, *, by: Any) -> None:
    """Become the assessor of a case that nobody has or that a colleague had; flushes."""
    if row.state not in WORKED_ON:
        raise desk.NotAllowed(desk.SEALED[row.state])
    if row.assessor_id == by.id:
        raise RuleBroken("You have it already.")
    desk.check_free(row, by)
    if row.second_id == by.id:
        raise desk.NotAllowed("You gave the second opinion, so somebody else assesses.")
    journal.operation(f"Took over the assessment of {row.employer.name}")
    row.assessor_id = by.id
    session.flush()


def drop(row: Assessment, why: str, *, by: Any) -> None:
    """End an assessment without a decision; its application waits again. Flushes.

    Raises ``NotAllowed`` for who may not: a review that nobody applied for is a manager's to end.
    """
    if row.application_id is not None:
        desk.check_assesses(row, by)
    else:
        desk.check_ends(row, by)
    if not why:
        raise RuleBroken("Say why it ends.", "why")
    journal.operation(f"Dropped the assessment of {row.employer.name}")
    row.state, row.dropped_why, row.paused_at = State.DROPPED, why, None
    if row.application is not None and row.application.state is Sent.TAKEN:
        applications.give_back(row.application)
    session.flush()


def assign(row: Assessment, person: Person | None, why: str, *, by: Any) -> None:
    """Name somebody from outside the service who may see and judge this very case; flushes."""
    if not may(by.role, Permission.DECIDE):
        raise desk.NotAllowed("Your role does not assign reviewers. Ask a manager.")
    if row.state not in LIVE:
        raise desk.NotAllowed(desk.SEALED[row.state])
    if person is None or not person.independent or not person.active:
        raise RuleBroken("Choose somebody who is marked as independent.", "person")
    if not why:
        raise RuleBroken("Say why an external reviewer is needed.", "why")
    if bond := desk.bonds(row).why_not(person.id):
        raise RuleBroken(f"{person.name} is too close to this employer. {bond}", "person")
    journal.operation(f"Assigned {person.name} to {row.employer.name}")
    row.reviewer_id, row.reviewer_why = person.id, why
    session.flush()


def declare_interest(employer: Employer, words: str, *, by: Any) -> Interest:
    """Write down what ties somebody to an employer: they neither assess nor decide; flushes."""
    if not words:
        raise RuleBroken("Say what ties you to this employer.", "words")
    if any(row.person_id == by.id for row, _ in queries.interests(employer.id)):
        raise RuleBroken("You declared an interest already. End it first to say it anew.")
    journal.operation(f"Declared an interest in {employer.name}", kind=INTEREST)
    row = Interest(
        employer_id=employer.id, person_id=by.id, words=words, declared_at=clock.now()
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def end_interest(employer: Employer, *, by: Any) -> None:
    """End one's own interest in an employer; flushes."""
    mine = [row for row, _ in queries.interests(employer.id) if row.person_id == by.id]
    if not mine:
        raise RuleBroken("You have no declared interest in this employer.")
    journal.operation(f"Ended an interest in {employer.name}", kind=INTEREST)
    mine[0].ended_at = clock.now()
    session.flush()


def open_review(employer: Employer, why: str) -> Assessment:
    """Have an employer assessed anew, saying why; one that is under way is returned. Flushes.

    The employer is held until the commit, so that two reasons at once open one review.
    """
    session.execute(sa.select(Employer.id).where(Employer.id == employer.id).with_for_update())
    if (going := queries.open_for(employer.id)) is not None:
        return going
    version = schemes.in_force(clock.today())
    if version is None:
        raise RuleBroken("No version of the scheme is in force. Publish one first.")
    row = Assessment(
        employer_id=employer.id,
        scheme_version_id=version.id,
        opened_at=clock.now(),
        why_opened=why,
        made_up=employer.made_up,
    )
    journal.operation(f"Opened a review of {employer.name}")
    session.add(row)
    session.flush()
    return row


def close(assessment: Assessment) -> None:
    """Note that an assessment is decided: from now on nothing in it changes. Flushes."""
    if assessment.state is not State.READY:
        raise RuleBroken(f"{assessment.ref} does not wait for a decision.")
    assessment.state = State.DECIDED
    session.flush()
