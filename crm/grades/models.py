"""Tables of grades and their lines."""

from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.core.db import Exact, Model, Numbered, Versioned
from crm.core.permissions import Permission
from crm.employers.models import Employer
from crm.grades.rules import Line, Span
from crm.pay.rules import Basis


class GradeTable(Numbered, Versioned, Model):
    """What an employer pays for its grades from a day on. ``valid_until`` no longer counts."""

    __tablename__ = "grade_table"
    __subject__ = "employer_id"
    __undo_needs__ = Permission.CHECK_PAY
    __table_args__ = (
        sa.Index("ix_grade_table_employer", "employer_id", "valid_from", "id"),
        {"sqlite_autoincrement": True},
    )

    employer_id: Mapped[int] = mapped_column(sa.ForeignKey(Employer.id))
    name: Mapped[str]
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
    source: Mapped[str]
    status: Mapped[str]
    made_up: Mapped[bool] = mapped_column(default=False)

    employer: Mapped[Employer] = relationship(lazy="raise_on_sql")

    @property
    def span(self) -> Span:
        """Return when it counts, as the rules take it."""
        return Span(self.name, self.valid_from, self.valid_until)


class GradeLine(Numbered, Model):
    """What one grade pays, at one point of it where it has points. Pounds for ``basis``."""

    __tablename__ = "grade_line"
    __undo_needs__ = Permission.CHECK_PAY
    __table_args__ = (
        sa.Index("ix_grade_line_table", "table_id", "position"),
        {"sqlite_autoincrement": True},
    )

    table_id: Mapped[int] = mapped_column(sa.ForeignKey(GradeTable.id, ondelete="CASCADE"))
    position: Mapped[int]
    grade: Mapped[str]
    point: Mapped[str]
    amount: Mapped[Decimal]
    basis: Mapped[Basis]
    hours: Mapped[Decimal | None] = mapped_column(Exact)

    @property
    def line(self) -> Line:
        """Return the row as the rules take it."""
        return Line(self.grade, self.point, self.amount, self.basis, self.hours)
