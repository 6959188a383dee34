"""What lies in the trash, and for how many days things lie there."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from crm.core.db import Model, Numbered
from crm.core.journal import Operation
from crm.core.permissions import Permission
from crm.people.models import Person


class Trashed(Numbered, Model):
    """The note of something thrown away; the thing itself is only in the journal until erased.

    So nothing else can find it. ``beside`` holds rows that went along and that no journal keeps.
    """

    __tablename__ = "trashed"
    __undo_needs__ = Permission.TRASH
    __shown_to__ = {"beside": Permission.UNDO_ANY}

    kind: Mapped[str]
    row_id: Mapped[int]
    title: Mapped[str]
    place: Mapped[str] = mapped_column(default="")
    counts: Mapped[dict[str, Any]]
    beside: Mapped[dict[str, Any]]
    operation_id: Mapped[int] = mapped_column(sa.ForeignKey(Operation.id), index=True)
    by_id: Mapped[int] = mapped_column(sa.ForeignKey(Person.id))
    by_name: Mapped[str]
    at: Mapped[datetime]
    erase_on: Mapped[date] = mapped_column(index=True)


class TrashDays(Numbered, Model):
    """For how many days things lie in the trash, from a day on."""

    __tablename__ = "trash_days"
    __undo_needs__ = Permission.EDIT_RATES

    days: Mapped[int]
    from_on: Mapped[date] = mapped_column(sa.Date, index=True)
    source: Mapped[str]
    status: Mapped[str]
