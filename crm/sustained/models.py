"""The dated rules of milestones, and what was seen that proves them."""

from datetime import date, datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.core.db import Exact, Model, Numbered, Versioned
from crm.core.permissions import Permission
from crm.employers.models import Employer
from crm.people.models import Person
from crm.placements.models import Placement
from crm.sustained.rules import Basis, RateBasis, Rule
from crm.vault.models import StoredFile


class OutcomeRule(Numbered, Versioned, Model):
    """One milestone as dated data: what it counts, the gap it allows and where it is from."""

    __tablename__ = "outcome_rule"
    __undo_needs__ = Permission.EDIT_RATES
    __table_args__ = (
        sa.UniqueConstraint("code", "programme", "pathway", "cohort", "valid_from"),
        {"sqlite_autoincrement": True},
    )

    code: Mapped[str]
    label: Mapped[str]
    programme: Mapped[str]
    pathway: Mapped[str] = mapped_column(default="")
    cohort: Mapped[str] = mapped_column(default="")
    basis: Mapped[Basis]
    hours_per_week: Mapped[Decimal | None] = mapped_column(Exact)
    weeks: Mapped[int] = mapped_column(default=0)
    rate_basis: Mapped[RateBasis | None]
    fixed_amount: Mapped[Decimal | None]
    window_weeks: Mapped[int | None]
    gap_days: Mapped[int] = mapped_column(default=0)
    evidence: Mapped[str] = mapped_column(default="")
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    source: Mapped[str]
    status: Mapped[str]

    @property
    def rule(self) -> Rule:
        """Return the row as the rules take it."""
        return Rule(
            code=self.code,
            label=self.label,
            basis=self.basis,
            weeks=self.weeks,
            hours_per_week=self.hours_per_week,
            rate_basis=self.rate_basis,
            fixed_amount=self.fixed_amount,
            window_weeks=self.window_weeks,
            gap_days=self.gap_days,
            evidence=tuple(code for code in self.evidence.split(",") if code),
            pathway=self.pathway,
            cohort=self.cohort,
            valid_from=self.valid_from,
            valid_to=self.valid_to,
        )


class WorkEvidence(Numbered, Versioned, Model):
    """Something seen that shows a person in work: what, when it was seen, by whom, for which day.

    ``kind`` is a code of ``rules.EVIDENCE``; without a file it was seen and not kept.
    """

    __tablename__ = "work_evidence"
    __subject__ = "employer_id"

    employer_id: Mapped[int] = mapped_column(sa.ForeignKey(Employer.id), index=True)
    placement_id: Mapped[int] = mapped_column(sa.ForeignKey(Placement.id), index=True)
    kind: Mapped[str]
    shows_on: Mapped[date]
    seen_on: Mapped[date]
    note: Mapped[str] = mapped_column(default="")
    file_id: Mapped[int | None] = mapped_column(sa.ForeignKey(StoredFile.id), index=True)
    by_id: Mapped[int] = mapped_column(sa.ForeignKey(Person.id))
    made_at: Mapped[datetime]

    by: Mapped[Person] = relationship(lazy="raise_on_sql")
    file: Mapped[StoredFile | None] = relationship(lazy="raise_on_sql")
