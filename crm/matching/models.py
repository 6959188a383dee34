"""What is still a stretch, as dated data."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped

from crm.core.db import Model, Numbered
from crm.core.permissions import Permission


class MatchLimit(Numbered, Model):
    """One number of matching from a day on; the newest that has begun counts.

    ``name`` is one of ``crm.matching.numbers.NUMBERS``.
    """

    __tablename__ = "match_limit"
    __undo_needs__ = Permission.EDIT_RATES
    __table_args__ = (
        sa.UniqueConstraint("name", "from_on"),
        {"sqlite_autoincrement": True},
    )

    name: Mapped[str]
    value: Mapped[int]
    from_on: Mapped[date]
    source: Mapped[str]
    status: Mapped[str]
