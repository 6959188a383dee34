"""The stored fair pay check, and the rule that two people stand behind it."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.core import journal
from crm.core.db import Exact, Model, Numbered, Versioned
from crm.core.errors import RuleBroken
from crm.core.permissions import Permission
from crm.employers.models import Employer
from crm.followups.models import FollowUp
from crm.parity.counted import Case
from crm.parity.openings import Reason
from crm.parity.paydays import Frequency
from crm.parity.rules import Status
from crm.pay.rates import Apprentice
from crm.pay.rules import Basis, weeks_from
from crm.people.models import Person
from crm.placements.models import Placement


class Comparator(StrEnum):
    """What the pay was compared with, the best first. Source: the domain reference, 4.9."""

    PAY_SCALE = "published pay scale or grade"
    ADVERT = "job description or advert"
    STATEMENT = "employer's written statement of the rate"
    SURVEY = "survey of pay outside"
    PEER = "a colleague's wage slip"
    NOBODY = "nobody else does this job"


class Review(StrEnum):
    """Whether a check counts: it waits until a second person has confirmed it."""

    FINAL = "final"
    WAITING = "second check"
    SENT_BACK = "sent back"


def _evidence(kind: Any = None) -> Any:
    """Return a column for wage evidence: kept out of the journal, which more people read."""
    return mapped_column(kind, info={"journal": "omit"})


class ParityCheck(Numbered, Versioned, Model):
    """One check of one pay period, with all it was given and what came out.

    ``latest`` marks the newest final check of its placement. ``by_one`` marks a check that became
    final before every check had a second person. Money is pounds.
    """

    __tablename__ = "parity_check"
    __subject__ = "employer_id"
    __shown_to__ = {"review_note": Permission.CHECK_PAY}
    __table_args__ = (
        sa.Index("ix_parity_check_status", "latest", "status", "id"),
        sa.Index("ix_parity_check_review", "review", "id"),
        sa.Index("ix_parity_check_placement", "placement_id", "id"),
        sa.Index("ix_parity_check_employer", "employer_id", "latest", "id"),
        sa.CheckConstraint(
            "review <> 'final' OR by_one OR (reviewed_by_id IS NOT NULL "
            "AND (checked_by_id IS NULL OR checked_by_id <> reviewed_by_id))",
            name="two_people",
        ),
        {"sqlite_autoincrement": True},
    )

    employer_id: Mapped[int] = mapped_column(sa.ForeignKey(Employer.id))
    placement_id: Mapped[int] = mapped_column(sa.ForeignKey(Placement.id))
    status: Mapped[Status]
    review: Mapped[Review] = mapped_column(default=Review.WAITING)
    latest: Mapped[bool] = mapped_column(default=False)
    comparator: Mapped[Comparator] = mapped_column(default=Comparator.NOBODY)
    period_start: Mapped[date | None]
    period_end: Mapped[date | None]
    checked_on: Mapped[date]
    checked_at: Mapped[datetime]
    checked_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Person.id))
    reviewed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Person.id))
    reviewed_at: Mapped[datetime | None]
    review_note: Mapped[str] = mapped_column(default="")
    by_one: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    made_up: Mapped[bool] = mapped_column(default=False)
    #: Why it was opened again: the rates that it was tested against were put right since.
    reopened: Mapped[str] = mapped_column(default="")

    age: Mapped[int | None] = _evidence()
    apprentice: Mapped[Apprentice] = _evidence()
    pay_basis: Mapped[Basis | None] = _evidence()
    basic_pay: Mapped[Decimal | None] = _evidence()
    contract_weekly_hours: Mapped[Decimal | None] = _evidence(Exact)
    weeks_per_year: Mapped[str] = _evidence()
    paid_hours: Mapped[Decimal | None] = _evidence(Exact)
    worked_hours: Mapped[Decimal | None] = _evidence(Exact)
    overtime_hours: Mapped[Decimal] = _evidence(Exact)
    overtime_rate: Mapped[Decimal | None] = _evidence()
    premium_pay: Mapped[Decimal] = _evidence()
    allowances: Mapped[Decimal] = _evidence()
    tips: Mapped[Decimal] = _evidence()
    bonus: Mapped[Decimal] = _evidence()
    deductions_for_employer: Mapped[Decimal] = _evidence()
    accommodation_charge: Mapped[Decimal] = _evidence()
    accommodation_nights: Mapped[Decimal] = _evidence(Exact)
    comparator_basis: Mapped[Basis | None] = _evidence()
    comparator_amount: Mapped[Decimal | None] = _evidence()
    comparator_weekly_hours: Mapped[Decimal | None] = _evidence(Exact)
    #: The table, grade and point compared with, where there is a table of the employer's.
    grade: Mapped[str] = mapped_column(default="", server_default="", info={"journal": "omit"})
    #: Why nothing better than a colleague's slip exists.
    comparator_why: Mapped[str] = mapped_column(
        default="", server_default="", info={"journal": "omit"}
    )
    factor: Mapped[str] = _evidence()
    factor_evidence: Mapped[bool] = _evidence()

    hourly: Mapped[Decimal | None] = _evidence()
    minimum_hourly: Mapped[Decimal | None] = _evidence()
    minimum: Mapped[Decimal | None] = _evidence()
    minimum_shortfall: Mapped[Decimal | None] = _evidence()
    comparator_hourly: Mapped[Decimal | None] = _evidence()
    gap_percent: Mapped[Decimal | None] = _evidence(Exact)
    reasons: Mapped[list[Any]] = _evidence()
    explanation: Mapped[str] = _evidence()
    #: What was asked about the figures, and answered with "yes, it is right".
    sure: Mapped[list[Any] | None] = _evidence()

    employer: Mapped[Employer] = relationship(lazy="raise_on_sql")
    placement: Mapped[Placement] = relationship(lazy="raise_on_sql")
    checked_by: Mapped[Person | None] = relationship(
        lazy="raise_on_sql", foreign_keys=[checked_by_id]
    )
    reviewed_by: Mapped[Person | None] = relationship(
        lazy="raise_on_sql", foreign_keys=[reviewed_by_id]
    )


RESULTS = (
    "status", "hourly", "minimum_hourly", "minimum", "minimum_shortfall", "comparator_hourly",
    "gap_percent", "explanation",
)  # fmt: skip
CASE_COLUMNS = (
    "period_start", "period_end", "age", "apprentice", "pay_basis", "basic_pay",
    "contract_weekly_hours", "paid_hours", "worked_hours", "overtime_hours", "overtime_rate",
    "premium_pay", "allowances", "tips", "bonus", "deductions_for_employer",
    "accommodation_charge", "accommodation_nights", "comparator_basis", "comparator_amount",
    "comparator_weekly_hours", "factor", "factor_evidence",
)  # fmt: skip

SENT = (
    *CASE_COLUMNS, *RESULTS, "weeks_per_year", "comparator", "comparator_why", "grade", "reasons",
    "placement_id",
)  # fmt: skip
"""What a second person looks at: a change of any of it takes their word away again."""
TOUCHED = "Changed after it was sent to the reviewer. Look at it again."


@event.listens_for(ParityCheck, "before_update")
def _two_people(_mapper: object, _connection: object, check: ParityCheck) -> None:
    """Return what was changed after it was sent; let nobody confirm in another's name.

    It holds for every way to change a row, undo among them.
    """
    now = {attr.key: attr.history for attr in sa.inspect(check).attrs}
    if check.review is not Review.SENT_BACK and any(now[n].has_changes() for n in SENT):
        check.review, check.latest, check.review_note = Review.SENT_BACK, False, TOUCHED
    elif now["review"].has_changes() and check.review is Review.FINAL:
        acting = journal.acts()
        if acting is not None and acting.id != check.reviewed_by_id:
            raise RuleBroken("Only the person who looks at a check confirms it.")
    check.latest = check.latest and check.review is Review.FINAL


def case_of(given: Mapping[str, Any]) -> Case:
    """Return the case that the columns of a check describe, to be compared."""
    known = {name: given[name] for name in CASE_COLUMNS}
    return Case(weeks_per_year=weeks_from(given["weeks_per_year"]), **known)


class CheckDue(Numbered, Versioned, Model):
    """A fair pay check that is to be made, or a fault that is to be put right, until it is settled.

    ``event_on`` is what happened, ``due_on`` when to look at it. ``check_id`` is the check that
    found a fault, ``answered_by_id`` the one that settled it. ``follow_up_id`` is the owner's next
    step, shared by all that is open for one placement.
    """

    __tablename__ = "parity_due"
    __subject__ = "employer_id"
    __table_args__ = (
        sa.UniqueConstraint("placement_id", "reason", "event_on"),
        sa.Index(
            "ix_parity_due_open", "placement_id", "reason", unique=True,
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        ),
        sa.Index("ix_parity_due_closed_due", "closed_at", "due_on", "id"),
        {"sqlite_autoincrement": True},
    )  # fmt: skip

    employer_id: Mapped[int] = mapped_column(sa.ForeignKey(Employer.id), index=True)
    placement_id: Mapped[int] = mapped_column(sa.ForeignKey(Placement.id))
    reason: Mapped[Reason]
    event_on: Mapped[date]
    due_on: Mapped[date]
    note: Mapped[str] = mapped_column(default="")
    check_id: Mapped[int | None] = mapped_column(sa.ForeignKey(ParityCheck.id), index=True)
    follow_up_id: Mapped[int | None] = mapped_column(sa.ForeignKey(FollowUp.id), index=True)
    opened_at: Mapped[datetime]
    asked_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey(ParityCheck.id), index=True)
    closed_at: Mapped[datetime | None]
    ended_why: Mapped[str] = mapped_column(default="")

    employer: Mapped[Employer] = relationship(lazy="raise_on_sql")
    placement: Mapped[Placement] = relationship(lazy="raise_on_sql")


class PayDays(Numbered, Versioned, Model):
    """When the person of a placement is paid: how often, and any one pay day."""

    __tablename__ = "parity_pay_days"
    __undo_needs__ = Permission.CHECK_PAY

    placement_id: Mapped[int] = mapped_column(sa.ForeignKey(Placement.id), unique=True)
    every: Mapped[Frequency]
    known_on: Mapped[date]


class CheckFile(Numbered, Model):
    """A file that a check was made from: it counts as evidence after the file is destroyed too."""

    __tablename__ = "parity_check_file"
    __table_args__ = (
        sa.UniqueConstraint("check_id", "file_id"),
        {"sqlite_autoincrement": True},
    )

    check_id: Mapped[int] = mapped_column(sa.ForeignKey(ParityCheck.id, ondelete="CASCADE"))
    file_id: Mapped[int] = mapped_column(sa.ForeignKey("stored_file.id"), index=True)
