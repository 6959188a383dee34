"""A reason that letters give, in the words that count from a day on."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped

from accreditation.reasons.rules import Outcome
from crm.core.db import Model, Numbered, Versioned
from crm.core.permissions import Permission


class ReasonText(Numbered, Versioned, Model):
    """A reason for an outcome under a stable code; the newest wording that has begun counts.

    Empty words end a reason: it is not offered from that day on.
    """

    __tablename__ = "decision_reason"
    __undo_needs__ = Permission.DECIDE
    __table_args__ = (
        sa.UniqueConstraint("code", "from_on"),
        {"sqlite_autoincrement": True},
    )

    code: Mapped[str]
    outcome: Mapped[Outcome]
    words: Mapped[str]
    from_on: Mapped[date]
    source: Mapped[str]
    status: Mapped[str]
