"""Invented awards, so that the register of the demo has somebody on it."""

from collections.abc import Iterator
from datetime import date, timedelta

import sqlalchemy as sa

from accreditation.awards import actions
from accreditation.awards.models import Award
from accreditation.awards.rules import CURRENT, last_day
from accreditation.levels import queries as levels
from accreditation.scheme import queries as schemes
from crm.core import journal
from crm.core.db import session
from crm.employers.models import Employer
from crm.placements.models import Placement

MOST, APART = 14, timedelta(days=23)
UNLISTED = 6
"""One holder in this many did not agree to be listed."""


def awards(on: date) -> None:
    """Award invented employers the level that their invented records come to; flushes."""
    version = schemes.in_force(on)
    if version is None:
        return
    journal.whole("Awarded levels to invented employers", kind="award", actor=None)
    scheme = schemes.ready(version)
    months = {level.code: level.months for level in scheme.levels}
    for number, (employer, level) in enumerate(_reached(on), 1):
        begins = on - APART * number
        actions.grant(
            employer=employer,
            version=version,
            level=level,
            valid_from=begins,
            valid_until=last_day(begins, months[level]),
            decision_ref="invented for the demo",
            public_ok=number % UNLISTED != 0,
            conditional=False,
            officer=None,
            evidence="Invented example: nobody was assessed.",
        )
        session.flush()


def _reached(on: date) -> Iterator[tuple[Employer, str]]:
    version = schemes.in_force(on)
    assert version is not None
    held = sa.exists().where(Award.employer_id == Employer.id, Award.state.in_(CURRENT))
    worked = sa.exists().where(Placement.employer_id == Employer.id)
    found = session.scalars(
        sa.select(Employer)
        .where(Employer.made_up, Employer.council.is_(False), worked, ~held)
        .order_by(Employer.id)
    ).all()
    left = MOST
    for employer in found:
        level = levels.result_of(employer, schemes.ready(version), on).level
        if level and left:
            left -= 1
            yield employer, level
