"""Saved views, and what each person keeps as tabs."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.core.db import Model, Numbered, Versioned
from crm.core.permissions import Permission, Role
from crm.people.models import Person
from crm.views.rules import Scope


class SavedView(Numbered, Versioned, Model):
    """A view under a name. ``role`` is the saver's own, for views of a team.

    The history shows what is in it to those who may undo for others, for a view may be private.
    """

    __tablename__ = "saved_view"
    __shown_to__ = {"*": Permission.UNDO_ANY}
    __table_args__ = (
        sa.Index("ix_saved_view_list", "list_name", "name", "id"),
        {"sqlite_autoincrement": True},
    )

    list_name: Mapped[str]
    name: Mapped[str]
    query: Mapped[str]
    scope: Mapped[Scope]
    role: Mapped[Role]
    owner_id: Mapped[int] = mapped_column(sa.ForeignKey(Person.id), index=True)
    made_at: Mapped[datetime]

    owner: Mapped[Person] = relationship(lazy="raise_on_sql")

    @property
    def key(self) -> str:
        """Return what names this view in an address."""
        return str(self.id)


class ViewChoice(Numbered, Model):
    """What one person keeps for one list: ``pinned`` keys of views, and the one to begin with."""

    __tablename__ = "view_choice"
    __table_args__ = (
        sa.UniqueConstraint("person_id", "list_name"),
        {"sqlite_autoincrement": True},
    )

    person_id: Mapped[int] = mapped_column(sa.ForeignKey(Person.id))
    list_name: Mapped[str]
    pinned: Mapped[list[Any]]
    first: Mapped[str] = mapped_column(default="")
