"""The import of one file, from the upload to the result."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, deferred, mapped_column

from crm.core.db import Model, Numbered
from crm.people.models import Person


class State(StrEnum):
    """How far an import has come. A worker takes up ``WAITING`` and ``APPROVED`` ones."""

    WAITING = "waiting to be checked"
    CHECKING = "being checked"
    READY = "checked"
    APPROVED = "waiting to be imported"
    IMPORTING = "being imported"
    DONE = "imported"
    REFUSED = "refused"
    DISCARDED = "discarded"


class ImportFile(Numbered, Model):
    """An uploaded file and what came of it; ``content`` is dropped once it is not needed.

    ``outcomes`` holds a list per row: row number, result, employer id, name and what changed.
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
    content: Mapped[bytes | None] = deferred(mapped_column(sa.LargeBinary))
    issues: Mapped[dict[str, Any] | None] = deferred(mapped_column(sa.JSON(none_as_null=True)))
    sample: Mapped[list[Any] | None] = deferred(mapped_column(sa.JSON(none_as_null=True)))
    outcomes: Mapped[list[Any] | None] = deferred(mapped_column(sa.JSON(none_as_null=True)))
