"""Files, who opened them, and how long each class of them is kept."""

from collections.abc import Sequence
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.core import refs
from crm.core.db import Model, Numbered, Versioned, table_of
from crm.employers.models import Employer
from crm.people.models import Person
from crm.vault.rules import PRIVATE, Kind


class StoredFile(Numbered, Versioned, Model):
    """A file that proves something about an employer. Its sender's name for it is not kept.

    After ``destroyed_at`` the bytes are gone; this row, its digest and what was worked out of it
    stay. ``covered`` counts the parts painted over.
    """

    __tablename__ = "stored_file"
    __subject__ = "employer_id"
    __table_args__ = (
        sa.Index("ix_stored_file_due", "destroyed_at", "kept_until", "id"),
        {"sqlite_autoincrement": True},
    )

    employer_id: Mapped[int] = mapped_column(sa.ForeignKey(Employer.id), index=True)
    kind: Mapped[Kind]
    place: Mapped[str] = mapped_column(unique=True, info={"journal": "omit"})
    media: Mapped[str]
    suffix: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str]
    pages: Mapped[int]
    covered: Mapped[int] = mapped_column(default=0)
    scanned: Mapped[bool]
    arrived_at: Mapped[datetime]
    arrived_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Person.id))
    came_by: Mapped[str]
    class_code: Mapped[str]
    kept_until: Mapped[date]
    kept_why: Mapped[str]
    held: Mapped[str] = mapped_column(default="")
    destroyed_at: Mapped[datetime | None]
    destroyed_why: Mapped[str] = mapped_column(default="")
    made_up: Mapped[bool] = mapped_column(default=False)

    employer: Mapped[Employer] = relationship(lazy="raise_on_sql")
    arrived_by: Mapped[Person | None] = relationship(lazy="raise_on_sql")

    @property
    def ref(self) -> str:
        """Return the short reference, like F-00012."""
        return refs.ref("F", self.id)

    @property
    def private(self) -> bool:
        """Return whether it tells what one person is paid."""
        return self.kind in PRIVATE

    @property
    def file_name(self) -> str:
        """Return a name for a download that tells nobody's name."""
        return f"{self.ref}-{self.kind.value.replace(' ', '-').replace(chr(39), '')}.{self.suffix}"


class Opening(Numbered, Model):
    """Somebody saw, or was refused, a part of a file. Never changed, never removed."""

    __tablename__ = "file_opening"
    __journal__ = False
    __table_args__ = (
        sa.Index("ix_file_opening_file", "file_id", "id"),
        {"sqlite_autoincrement": True},
    )

    file_id: Mapped[int] = mapped_column(sa.ForeignKey(StoredFile.id))
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Person.id))
    at: Mapped[datetime]
    what: Mapped[str]
    why: Mapped[str]
    refused: Mapped[bool] = mapped_column(default=False)

    person: Mapped[Person | None] = relationship(lazy="raise_on_sql")


class RetentionClass(Numbered, Versioned, Model):
    """How long files of a class are kept, as dated data with its source."""

    __tablename__ = "retention_class"

    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    covers: Mapped[str]
    months: Mapped[int]
    counts_from: Mapped[str]
    source: Mapped[str]
    status: Mapped[str]


SQLITE_GUARDS = (
    """CREATE TRIGGER file_opening_kept BEFORE UPDATE ON file_opening
    BEGIN SELECT RAISE(ABORT, 'the log of openings keeps what was written'); END""",
    """CREATE TRIGGER file_opening_stays BEFORE DELETE ON file_opening
    BEGIN SELECT RAISE(ABORT, 'the log of openings keeps what was written'); END""",
)
POSTGRES_GUARDS = (
    """CREATE FUNCTION file_opening_kept() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'the log of openings keeps what was written'; END $$""",
    """CREATE TRIGGER file_opening_kept BEFORE UPDATE OR DELETE ON file_opening
    FOR EACH ROW EXECUTE FUNCTION file_opening_kept()""",
)


def _guard(
    _target: object, connection: sa.Connection, *, tables: Sequence[sa.Table], **_: object
) -> None:
    if table_of(Opening) not in tables:
        return
    sqlite = connection.dialect.name == "sqlite"
    for statement in SQLITE_GUARDS if sqlite else POSTGRES_GUARDS:
        connection.exec_driver_sql(statement)


event.listen(Model.metadata, "after_create", _guard)
