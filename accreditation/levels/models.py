"""The stored outcome of the last scoring of each employer; worked out again when facts change."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from crm.core.db import Model, Numbered
from crm.employers.models import Employer

DUE = date(1970, 1, 1)


class ProposedLevel(Model):
    """What pages show of an employer's score; ``holds_until`` in the past means it is due again.

    The digest is the hash of the whole result, which the same facts, scheme and date give again.
    ``decided`` says in short what people decided last, for the page to show beside it.
    """

    __tablename__ = "proposed_level"
    __journal__ = False
    __table_args__ = (
        sa.Index("ix_proposed_level_rank", "rank", "percent_hundredths", "employer_id"),
        sa.Index("ix_proposed_level_percent", "percent_hundredths", "employer_id"),
    )

    employer_id: Mapped[int] = mapped_column(
        sa.ForeignKey(Employer.id, ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    scheme: Mapped[str] = mapped_column(default="")
    rank: Mapped[int] = mapped_column(default=0)
    level: Mapped[str] = mapped_column(default="")
    points: Mapped[int] = mapped_column(default=0)
    possible: Mapped[int] = mapped_column(default=0)
    percent_hundredths: Mapped[int] = mapped_column(default=0)
    confidence: Mapped[str] = mapped_column(default="")
    headline: Mapped[str] = mapped_column(default="")
    summary: Mapped[dict[str, Any]] = mapped_column(default=dict)
    digest: Mapped[str] = mapped_column(default="")
    decided: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    scored_on: Mapped[date | None]
    holds_until: Mapped[date] = mapped_column(default=DUE, index=True)
    worked_out_at: Mapped[datetime | None]


class LevelChange(Numbered, Model):
    """One rise or fall of a proposed level, for the timeline."""

    __tablename__ = "level_change"
    __journal__ = False
    __table_args__ = (
        sa.Index("ix_level_change_employer", "employer_id", "id"),
        {"sqlite_autoincrement": True},
    )

    employer_id: Mapped[int] = mapped_column(sa.ForeignKey(Employer.id, ondelete="CASCADE"))
    at: Mapped[datetime]
    before: Mapped[str]
    after: Mapped[str]
    rose: Mapped[bool]
    why: Mapped[str]
