"""Setting matches aside and changing the numbers of matching. Nothing here commits."""

from datetime import date
from typing import Any

import sqlalchemy as sa

from crm.core import clock
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.matching import queries
from crm.matching.models import MatchLimit
from crm.matching.numbers import NUMBERS
from crm.participants.models import PassedMatch, WorkProfile
from crm.vacancies.models import Vacancy

REASONS = {
    "wish": "They do not want it",
    "journey": "The journey does not work",
    "times": "The times do not work",
    "tasks": "The tasks do not suit",
    "support": "The support is not there yet",
    "tried": "They tried there before",
    "employer": "The employer said no",
    "later": "Not now",
}


def pass_by(profile: WorkProfile, vacancy: Vacancy, reason: str, *, by: Any) -> PassedMatch:
    """Set a match aside: it is not offered again from either side. Flushes."""
    if reason not in REASONS:
        raise RuleBroken("Choose why it is not for this person.", "reason")
    if queries.passed(profile.id, vacancy.id) is not None:
        raise RuleBroken("This match was set aside already.")
    row = PassedMatch(
        profile_id=profile.id,
        vacancy_id=vacancy.id,
        reason=reason,
        by_id=by.id if by else None,
        at=clock.now(),
    )
    session.add(row)
    session.flush()
    return row


def offer_again(profile: WorkProfile, vacancy: Vacancy) -> None:
    """Take back that a match was set aside; flushes."""
    row = queries.passed(profile.id, vacancy.id)
    if row is None:
        raise RuleBroken("This match is offered already.")
    session.delete(row)
    session.flush()


def change_limit(name: str, value: int, *, from_on: date, source: str, status: str) -> MatchLimit:
    """Let a number be another from a day on; what counted until then stays. Flushes."""
    number = NUMBERS[name]
    if not number.least <= value <= number.most:
        raise RuleBroken(f"Enter {number.least} to {number.most}.", "value")
    if from_on < clock.today():
        raise RuleBroken("Choose today or a later day: the past is not rewritten.", "from_on")
    twin = sa.select(MatchLimit.id).where(MatchLimit.name == name, MatchLimit.from_on == from_on)
    if session.scalar(twin) is not None:
        raise RuleBroken("There is a row for this from that day already.", "from_on")
    row = MatchLimit(name=name, value=value, from_on=from_on, source=source, status=status)
    session.add(row)
    session.flush()
    return row
