"""A gate that is set aside for one employer until a day."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.core.db import Model, Numbered, Versioned
from crm.core.permissions import Permission
from crm.employers.models import Employer
from crm.people.models import Person


class Waiver(Numbered, Versioned, Model):
    """One gate waived for one employer: by whom, why, and until which day.

    ``case_ref`` is the assessment in which it was asked for, like S-00003.
    """

    __tablename__ = "waiver"
    __subject__ = "employer_id"
    __undo_needs__ = Permission.DECIDE
    __table_args__ = (
        sa.Index("ix_waiver_employer", "employer_id", "until"),
        sa.CheckConstraint("why <> ''", name="has_reason"),
        sa.CheckConstraint("(ended_at IS NULL) = (ended_by_id IS NULL)", name="ended_by_somebody"),
        {"sqlite_autoincrement": True},
    )

    employer_id: Mapped[int] = mapped_column(sa.ForeignKey(Employer.id))
    gate: Mapped[str]
    why: Mapped[str]
    until: Mapped[date]
    case_ref: Mapped[str] = mapped_column(default="")
    by_id: Mapped[int] = mapped_column(sa.ForeignKey(Person.id), index=True)
    at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Person.id), index=True)
    made_up: Mapped[bool] = mapped_column(default=False)

    employer: Mapped[Employer] = relationship(lazy="raise_on_sql")
    by: Mapped[Person] = relationship(lazy="raise_on_sql", foreign_keys=[by_id])
    ended_by: Mapped[Person | None] = relationship(lazy="raise_on_sql", foreign_keys=[ended_by_id])
