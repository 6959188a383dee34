"""Setting a tier. Nothing here commits."""

from datetime import date
from typing import Any

import sqlalchemy as sa

from crm.activity import queries as activities
from crm.core import clock, journal
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.employers.models import Employer
from crm.followups import actions as followups
from crm.followups.models import FollowUp
from crm.reference import queries as reference

#: The wait until a tier is looked at again, among the dated waits.
WAIT = "review:tier"
STEP = "Review the tier"


def proposed_review(today: date) -> date | None:
    """Return the day a tier set today is looked at again, as the dated waits say."""
    wait = activities.waits(today).get(WAIT)
    return wait.due(today, reference.holidays())[1] if wait else None


def set_tier(employer: Employer, tier: str, why: str, review_on: date | None, *, by: Any) -> None:
    """Set or take away a tier, and plan its review as a next step; flushes.

    Raises ``RuleBroken`` without a reason or with a review that does not lie ahead.
    """
    if tier and not why:
        raise RuleBroken("Say why it has this tier.", "why")
    if tier and (review_on is None or review_on <= clock.today()):
        raise RuleBroken("Enter a day to come.", "review_on")
    said = f"tier {tier}" if tier else "without a tier"
    journal.operation(f"{employer.name} is {said}{f': {why}' if why else ''}")
    employer.tier, employer.tier_why = tier, why
    employer.tier_review_on = review_on if tier else None
    for row in _open_reviews(employer.id):
        followups.drop(row, "the tier was looked at")
    if tier and review_on:
        owner = employer.owner if employer.owner and not employer.owner.locked_at else by
        followups.plan(
            employer, owner=owner, title=STEP, due_on=review_on, why=f"Tier {tier}: {why}."
        )
    session.flush()


def _open_reviews(employer_id: int) -> Any:
    return session.scalars(
        sa.select(FollowUp).where(
            FollowUp.employer_id == employer_id,
            FollowUp.title == STEP,
            FollowUp.closed_at.is_(None),
        )
    ).all()
