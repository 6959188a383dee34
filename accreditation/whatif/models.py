"""One run of a what-if: which version beside which, how far it is, and what was found."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from accreditation.scheme.models import SchemeVersion
from crm.core.db import Model, Numbered
from crm.people.models import Person


class State(StrEnum):
    """Where a run stands."""

    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"


class Run(Numbered, Model):
    """One run. ``digest`` is that of the draft it looked at, which may have changed since.

    ``last_id`` is the employer it came to; ``found`` holds the counts and ``moves`` the movers.
    """

    __tablename__ = "whatif_run"
    __journal__ = False

    version_id: Mapped[int] = mapped_column(
        sa.ForeignKey(SchemeVersion.id, ondelete="CASCADE"), index=True
    )
    digest: Mapped[str]
    base: Mapped[str]
    document: Mapped[dict[str, Any]] = mapped_column(deferred=True)
    scored_for: Mapped[date]
    state: Mapped[State] = mapped_column(default=State.RUNNING, index=True)
    why: Mapped[str] = mapped_column(default="")
    asked_by_id: Mapped[int] = mapped_column(sa.ForeignKey(Person.id), index=True)
    asked_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    total: Mapped[int]
    position: Mapped[int] = mapped_column(default=0)
    last_id: Mapped[int] = mapped_column(default=0)
    found: Mapped[dict[str, Any]]
    moves: Mapped[list[Any]] = deferred(mapped_column(sa.JSON(none_as_null=True), nullable=False))

    asked_by: Mapped[Person] = relationship(lazy="raise_on_sql")
