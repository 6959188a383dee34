"""Opening and closing assessments. Nothing here commits, but the log of refused acts."""

import sqlalchemy as sa

from accreditation.assessments import queries, refusing
from accreditation.assessments.models import Assessment
from accreditation.assessments.rules import State
from accreditation.scheme import queries as schemes
from crm.core import clock, journal
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.employers.models import Employer

refuse = refusing.refuse


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
