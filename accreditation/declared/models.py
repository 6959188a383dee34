"""One answer of an employer to a criterion that rests on its word."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from crm.core.db import Model, Numbered, Versioned
from crm.core.permissions import Permission
from crm.employers.models import Employer
from crm.people.models import Person


class Source(StrEnum):
    """Whose word it is by now."""

    DECLARED = "declared"
    VERIFIED = "verified"
    NOT_APPLICABLE = "not applicable"
    UNKNOWN = "not assessed"


class Declared(Numbered, Versioned, Model):
    """What an employer said of one metric, or an assessor judged; its newest row counts.

    ``value`` is that of ``Evidence``; it counts to ``until`` at most. What was verified, and what
    does not apply, names the person who checked it: "not applicable" counts only from then on. What
    an assessor could not assess is neither a "no" nor an answer.
    """

    __tablename__ = "declared"
    __subject__ = "employer_id"
    __undo_needs__ = Permission.ASSESS
    __table_args__ = (
        sa.Index("ix_declared_employer_id_metric", "employer_id", "metric", "said_on", "id"),
        sa.Index("ix_declared_application_ref", "application_ref"),
        sa.CheckConstraint(
            "source <> 'verified' OR (checked_by_id IS NOT NULL AND checked_at IS NOT NULL)",
            name="checked",
        ),
        sa.CheckConstraint("value >= 0", name="value"),
        {"sqlite_autoincrement": True},
    )

    employer_id: Mapped[int] = mapped_column(sa.ForeignKey(Employer.id, ondelete="CASCADE"))
    metric: Mapped[str]
    value: Mapped[int] = mapped_column(default=0)
    said_on: Mapped[date]
    until: Mapped[date | None]
    source: Mapped[Source] = mapped_column(default=Source.DECLARED)
    checked_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Person.id))
    checked_at: Mapped[datetime | None]
    application_ref: Mapped[str] = mapped_column(default="")
    words: Mapped[str] = mapped_column(default="")
