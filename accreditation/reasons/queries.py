"""Questions about the reasons that letters give."""

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa

from accreditation.reasons.models import ReasonText
from accreditation.reasons.rules import Outcome
from crm.core.db import session


def counting(on: date) -> Sequence[ReasonText]:
    """Return the wording of each reason that counts on a day, in the order of their codes."""
    rows = session.scalars(
        sa.select(ReasonText)
        .where(ReasonText.from_on <= on)
        .order_by(ReasonText.from_on, ReasonText.id)
    )
    newest = {row.code: row for row in rows}
    return [newest[code] for code in sorted(newest) if newest[code].words]


def first(outcome: Outcome, on: date) -> str:
    """Return the code of the first reason for an outcome; empty when there is none."""
    return next((row.code for row in counting(on) if row.outcome is outcome), "")


def every() -> Sequence[ReasonText]:
    """Return every wording there was or will be, by code, the newest first."""
    return session.scalars(
        sa.select(ReasonText).order_by(ReasonText.code, ReasonText.from_on.desc())
    ).all()
