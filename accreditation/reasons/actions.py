"""Words for the reasons of decisions, as dated rows. Nothing here commits."""

from datetime import date

import sqlalchemy as sa

from accreditation.reasons.models import ReasonText
from accreditation.reasons.rules import Outcome, names_pay
from crm.core import journal
from crm.core.db import session
from crm.core.errors import RuleBroken


def reword(
    *, code: str, outcome: Outcome, words: str, from_on: date, source: str, status: str
) -> ReasonText:
    """Let a reason read so from a day on; flushes. A code keeps the outcome it began with."""
    earlier = session.scalars(sa.select(ReasonText).where(ReasonText.code == code)).all()
    if any(row.outcome is not outcome for row in earlier):
        raise RuleBroken("This code is used for another decision. Choose a new code.", "code")
    if any(row.from_on == from_on for row in earlier):
        raise RuleBroken("There are words for this code from this day already.", "from_on")
    if names_pay(words):
        raise RuleBroken("Leave pay figures out: the words go to businesses.", "words")
    journal.operation(f"Worded reason {code}")
    row = ReasonText(
        code=code, outcome=outcome, words=words, from_on=from_on, source=source, status=status
    )
    session.add(row)
    session.flush()
    return row
