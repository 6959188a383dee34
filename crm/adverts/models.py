"""A page or feed that was brought, what was read in it, and where a saved vacancy came from."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from crm.core.db import Model, Numbered
from crm.people.models import Person
from crm.vacancies.models import Vacancy


class State(StrEnum):
    """How far an import has come. A worker takes up ``WAITING`` and ``APPROVED`` ones."""

    WAITING = "waiting to be read"
    COMPARING = "being compared"
    READY = "ready to look at"
    APPROVED = "waiting to be saved"
    SAVING = "being saved"
    DONE = "saved"
    DISCARDED = "discarded"


class Kind(StrEnum):
    """How a found vacancy stands to those that are here."""

    NEW = "new"
    CHANGED = "changed"
    HERE = "here already"


class AdvertFile(Numbered, Model):
    """One page or feed; ``content`` goes as soon as it is read, its rows when they are saved.

    ``done`` counts the rows that were compared with what is here. ``outcomes`` holds a list per
    saved row: title, employer, reference of the vacancy and what was done.
    """

    __tablename__ = "advert_file"
    __journal__ = False

    name: Mapped[str]
    size: Mapped[int]
    state: Mapped[State] = mapped_column(index=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey(Person.id))
    person_name: Mapped[str]
    uploaded_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    found: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    notices: Mapped[list[Any]] = mapped_column(default=list)
    outcomes: Mapped[list[Any]] = mapped_column(default=list)
    operation_id: Mapped[int | None]
    lease_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    form_token: Mapped[str | None] = mapped_column(unique=True)
    content: Mapped[bytes | None] = deferred(mapped_column(sa.LargeBinary))


class AdvertRow(Numbered, Model):
    """One vacancy that was found, as read and as it would be saved; gone once that is decided.

    ``told`` holds what is shown beside it (where, place, pay, source, doubts); ``read`` the values
    as the file states them, ``facts`` the same as they were edited. ``employer`` is the chosen
    employer's reference, "new", "skip" or "" while nobody chose; ``likely`` are known ones, each
    with reference, name and reason. ``kind`` is None until it was compared with what is here;
    ``changes`` are then field, words now and words before.
    """

    __tablename__ = "advert_row"
    __journal__ = False
    __table_args__ = (
        sa.UniqueConstraint("file_id", "number"),
        {"sqlite_autoincrement": True},
    )

    file_id: Mapped[int] = mapped_column(sa.ForeignKey(AdvertFile.id, ondelete="CASCADE"))
    number: Mapped[int]
    key: Mapped[str]
    organisation: Mapped[str]
    told: Mapped[dict[str, Any]]
    read: Mapped[dict[str, Any]]
    facts: Mapped[dict[str, Any]]
    place: Mapped[dict[str, Any]]
    kind: Mapped[Kind | None]
    employer: Mapped[str] = mapped_column(default="")
    employer_name: Mapped[str] = mapped_column(default="")
    likely: Mapped[list[Any]] = mapped_column(default=list)
    vacancy_id: Mapped[int | None]
    changes: Mapped[list[Any]] = mapped_column(default=list)
    remark: Mapped[str] = mapped_column(default="")
    ticked: Mapped[bool] = mapped_column(default=False)
    fault: Mapped[str] = mapped_column(default="")


class AdvertSource(Numbered, Model):
    """Where a vacancy was read, so that reading it again offers changes, not a second one.

    ``read`` holds the values as the source stated them when they were last taken over.
    """

    __tablename__ = "advert_source"

    vacancy_id: Mapped[int] = mapped_column(
        sa.ForeignKey(Vacancy.id, ondelete="CASCADE"), index=True
    )
    key: Mapped[str] = mapped_column(index=True)
    organisation: Mapped[str] = mapped_column(index=True)
    url: Mapped[str] = mapped_column(default="")
    name: Mapped[str] = mapped_column(default="")
    read: Mapped[dict[str, Any]]
    read_at: Mapped[datetime]

    vacancy: Mapped[Vacancy] = relationship(lazy="raise_on_sql")
