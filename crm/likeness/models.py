"""The weights in force from a day on; every saved change is a row of its own."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from crm.core.db import Model, Numbered
from crm.core.permissions import Permission


class LikenessRules(Numbered, Model):
    """Points for every sign, and the score (in hundredths) from which a pair is worth a look."""

    __tablename__ = "likeness_rules"
    __undo_needs__ = Permission.EDIT_RATES

    from_on: Mapped[date] = mapped_column(sa.Date, index=True)
    points: Mapped[dict[str, Any]]
    threshold: Mapped[int]
    source: Mapped[str]
    status: Mapped[str]
