"""What happened to stages, and what a stage expects."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from crm.core.db import Model, Numbered, Versioned
from crm.employers.models import Employer, Stage
from crm.people.models import Person


class StageMove(Numbered, Model):
    """One change of stage. ``days`` is how long the employer stood at the stage it left.

    ``previous_id`` chains the moves of an employer, so that undo keeps one that others followed.
    ``override`` says why it moved although a check was not met; ``unmet`` names those checks.
    """

    __tablename__ = "stage_move"
    __subject__ = "employer_id"
    __table_args__ = (
        sa.Index("ix_stage_move_employer", "employer_id", "id"),
        sa.Index("ix_stage_move_moved", "moved_at", "id"),
        {"sqlite_autoincrement": True},
    )

    employer_id: Mapped[int] = mapped_column(sa.ForeignKey(Employer.id))
    previous_id: Mapped[int | None] = mapped_column(sa.ForeignKey("stage_move.id"), index=True)
    from_code: Mapped[str] = mapped_column(sa.ForeignKey(Stage.code))
    to_code: Mapped[str] = mapped_column(sa.ForeignKey(Stage.code))
    moved_at: Mapped[datetime]
    days: Mapped[int]
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Person.id))
    by: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    revisit_on: Mapped[date | None]
    unmet: Mapped[str] = mapped_column(default="")
    override: Mapped[str] = mapped_column(default="")


class StageLimit(Numbered, Versioned, Model):
    """Expected and warning days of a stage from a day on; the newest in force counts."""

    __tablename__ = "stage_limit"
    __table_args__ = (sa.UniqueConstraint("stage_code", "from_on"), {"sqlite_autoincrement": True})

    stage_code: Mapped[str] = mapped_column(sa.ForeignKey(Stage.code))
    expected_days: Mapped[int]
    warning_days: Mapped[int]
    from_on: Mapped[date]
    source: Mapped[str]
    status: Mapped[str]


class ExitCheck(Numbered, Versioned, Model):
    """What should be done before an employer leaves a stage forwards."""

    __tablename__ = "exit_check"

    stage_code: Mapped[str] = mapped_column(sa.ForeignKey(Stage.code))
    name: Mapped[str]
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    source: Mapped[str]
    status: Mapped[str]


class ExitTick(Numbered, Model):
    """A check that somebody ticked for one employer; it counts for this stay at the stage."""

    __tablename__ = "exit_tick"
    __subject__ = "employer_id"

    employer_id: Mapped[int] = mapped_column(sa.ForeignKey(Employer.id), index=True)
    check_id: Mapped[int] = mapped_column(sa.ForeignKey(ExitCheck.id), index=True)
    ticked_at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(sa.ForeignKey(Person.id))


class PauseReason(Numbered, Versioned, Model):
    """One of the closed list of reasons for "not now"."""

    __tablename__ = "pause_reason"

    name: Mapped[str]
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    source: Mapped[str]
    status: Mapped[str]
