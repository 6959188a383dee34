"""A change to many employers, from the choice of rows to what became of each."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, deferred, mapped_column

from crm.bulk.rules import State
from crm.core.db import Model, Numbered
from crm.people.models import Person


class BulkChange(Numbered, Model):
    """One change. ``chosen`` holds id and version of each row as its chooser saw them.

    ``position`` is how many of them were dealt with; ``refused`` holds id, name and reason.
    """

    __tablename__ = "bulk_change"
    __journal__ = False

    act: Mapped[str]
    told: Mapped[dict[str, Any] | None]
    listed: Mapped[str]
    state: Mapped[State] = mapped_column(index=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey(Person.id), index=True)
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    total: Mapped[int]
    position: Mapped[int] = mapped_column(default=0)
    operation_id: Mapped[int | None]
    why: Mapped[str] = mapped_column(default="")
    refused: Mapped[list[Any]]
    chosen: Mapped[list[Any]] = deferred(mapped_column(sa.JSON(none_as_null=True), nullable=False))

    @property
    def done(self) -> int:
        """Return how many rows were changed."""
        return self.position - len(self.refused)
