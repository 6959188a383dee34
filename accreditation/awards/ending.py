"""What the calendar does to awards: they lapse after their last day. Nothing here commits."""

from collections.abc import Sequence
from datetime import date, timedelta

import sqlalchemy as sa

from accreditation.awards import actions, badging, letters, notices, queries
from accreditation.awards.models import Award
from accreditation.awards.rules import CURRENT, OPEN, Move, State
from crm.core import clock, journal
from crm.core.db import session
from crm.core.formats import long_day
from crm.employers.models import Employer

MOST = 500


def over(on: date) -> Sequence[int]:
    """Return the ids of awards whose last day, with the stated grace, is behind."""
    grace = queries.terms(on).grace_days
    return session.scalars(
        sa.select(Award.id)
        .where(Award.state.in_(OPEN), Award.ends_on < on - timedelta(days=grace))
        .order_by(Award.ends_on, Award.id)
        .limit(MOST)
    ).all()


def lapse(award_id: int) -> bool:
    """End an award whose time is over; False when it was renewed or ended meanwhile. Flushes."""
    award = notices.held(award_id)
    today = clock.today()
    grace = timedelta(days=queries.terms(today).grace_days)
    if award is None or award.state not in OPEN or award.ends_on >= today - grace:
        return False
    employer = session.get_one(Employer, award.employer_id)
    journal.whole(f"{award.ref} of {employer.name} lapsed", kind=actions.KIND, actor=None)
    move = Move.LAPSE if award.state in CURRENT else Move.DROP
    award.state = State.LAPSED if move is Move.LAPSE else State.DROPPED
    award.state_since = clock.now()
    award.state_words = f"It ended on {long_day(award.ends_on)}."
    session.flush()
    line = badging.note(award, move, by=None, words=award.state_words)
    letters.moved(award, line)
    notices.plan(award)
    return True
