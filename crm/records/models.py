"""The import of one file, from the upload to the result."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, deferred, mapped_column

from crm.core.db import Model, Numbered, Versioned
from crm.people.models import Person
from crm.records.headings import Layout, chosen_layout


class State(StrEnum):
    """How far an import has come. A worker takes up ``WAITING`` and ``APPROVED`` ones."""

    WAITING = "waiting to be checked"
    MAPPING = "waiting for its columns"
    CHECKING = "being checked"
    READY = "checked"
    APPROVED = "waiting to be imported"
    IMPORTING = "being imported"
    DONE = "imported"
    REFUSED = "refused"
    DISCARDED = "discarded"


class ColumnMapping(Numbered, Versioned, Model):
    """What the headings of one kind of file mean, as a person chose; applied to the next one.

    ``fields`` holds a field for each heading, empty where the column is left out.
    """

    __tablename__ = "column_mapping"

    layout_key: Mapped[str] = mapped_column(unique=True)
    headings: Mapped[list[Any]]
    fields: Mapped[list[Any]]
    saved_by_id: Mapped[int] = mapped_column(sa.ForeignKey(Person.id), index=True)
    saved_by: Mapped[str]
    saved_at: Mapped[datetime]

    def layout(self, headings: Sequence[str]) -> Layout:
        """Return the layout of a file with these headings."""
        return chosen_layout(headings, self.fields)


class ImportFile(Numbered, Model):
    """An uploaded file and what came of it; ``content`` goes once it is taken apart into rows.

    ``columns`` holds the field of each heading, or an empty text, once it is decided; ``mapped``
    says by whom. ``stale`` says that cells were mended since the dry run. ``outcomes`` holds a
    list per row: row number, result, employer id, name and what changed.
    """

    __tablename__ = "import_file"
    __journal__ = False

    name: Mapped[str]
    size: Mapped[int]
    state: Mapped[State] = mapped_column(index=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey(Person.id))
    person_name: Mapped[str]
    uploaded_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(default="")
    rows: Mapped[int] = mapped_column(default=0)
    counts: Mapped[dict[str, Any] | None]
    operation_id: Mapped[int | None]
    lease_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    form_token: Mapped[str | None] = mapped_column(unique=True)
    headings: Mapped[list[Any] | None] = mapped_column(sa.JSON(none_as_null=True))
    heading_row: Mapped[int] = mapped_column(default=1)
    remarks: Mapped[list[Any] | None] = mapped_column(sa.JSON(none_as_null=True))
    columns: Mapped[list[Any] | None] = mapped_column(sa.JSON(none_as_null=True))
    mapped: Mapped[str] = mapped_column(default="")
    stale: Mapped[bool] = mapped_column(default=False)
    content: Mapped[bytes | None] = deferred(mapped_column(sa.LargeBinary))
    issues: Mapped[dict[str, Any] | None] = deferred(mapped_column(sa.JSON(none_as_null=True)))
    sample: Mapped[list[Any] | None] = deferred(mapped_column(sa.JSON(none_as_null=True)))
    outcomes: Mapped[list[Any] | None] = deferred(mapped_column(sa.JSON(none_as_null=True)))


class ImportRow(Numbered, Model):
    """One row of an uploaded file, kept until it is imported; what failed is kept for a month.

    ``rank`` sorts what needs a person first: 0 cannot be imported, 1 has something to say, 2 is
    fine. ``faults`` are those of the reading ([heading, reason]); ``issues`` hold whether each
    stops the row, then field, heading and reason.
    """

    __tablename__ = "import_row"
    __journal__ = False
    __table_args__ = (
        sa.Index("ix_import_row_rank", "file_id", "rank", "number"),
        sa.UniqueConstraint("file_id", "number"),
        {"sqlite_autoincrement": True},
    )

    file_id: Mapped[int] = mapped_column(sa.ForeignKey(ImportFile.id, ondelete="CASCADE"))
    number: Mapped[int]
    rank: Mapped[int] = mapped_column(default=2)
    cells: Mapped[list[Any]]
    faults: Mapped[list[Any]]
    issues: Mapped[list[Any]]
    mended: Mapped[bool] = mapped_column(default=False)
