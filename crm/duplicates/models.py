"""The queue of likely pairs and the pairs somebody has judged."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.core.db import Model, Numbered
from crm.core.permissions import Permission
from crm.employers.models import Employer
from crm.people.models import Person


class LikelyPair(Numbered, Model):
    """Two employers that may be one, as the last sweep found them; ``reasons`` strongest first."""

    __tablename__ = "likely_pair"
    __journal__ = False
    __table_args__ = (
        sa.UniqueConstraint("one_id", "other_id"),
        sa.Index("ix_likely_pair_points", "points", "id"),
        {"sqlite_autoincrement": True},
    )

    one_id: Mapped[int] = mapped_column(sa.ForeignKey(Employer.id, ondelete="CASCADE"))
    other_id: Mapped[int] = mapped_column(
        sa.ForeignKey(Employer.id, ondelete="CASCADE"), index=True
    )
    points: Mapped[int]
    reasons: Mapped[list[Any]]
    found_at: Mapped[datetime]

    one: Mapped[Employer] = relationship(foreign_keys=[one_id], lazy="raise_on_sql")
    other: Mapped[Employer] = relationship(foreign_keys=[other_id], lazy="raise_on_sql")

    @property
    def score(self) -> str:
        """Return the score, 0.00 to 1.00, in digits."""
        return f"{min(max(self.points, 0), 100) / 100:.2f}"


class NotTheSame(Numbered, Model):
    """Somebody's word that two employers are two; such a pair does not come back."""

    __tablename__ = "not_the_same"
    __undo_needs__ = Permission.MERGE
    __subject__ = "one_id"

    one_id: Mapped[int] = mapped_column(sa.ForeignKey(Employer.id), index=True)
    other_id: Mapped[int] = mapped_column(sa.ForeignKey(Employer.id), index=True)
    reason: Mapped[str] = mapped_column(default="")
    by_id: Mapped[int] = mapped_column(sa.ForeignKey(Person.id))
    person_name: Mapped[str]
    at: Mapped[datetime]
