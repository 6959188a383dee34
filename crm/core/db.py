"""The database: session, base model, column types and how transactions begin.

SQLite runs in WAL with foreign keys on; a transaction that may write starts with
``BEGIN IMMEDIATE`` so that it waits its turn instead of failing half-way.
"""

import enum
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from typing import Any, ClassVar, TypeVar, cast

import sqlalchemy as sa
from flask import abort
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import event
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.engine import Dialect, Engine
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column

from crm.core.permissions import Permission

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
BUSY_MS = 30_000
T = TypeVar("T", bound="Model")

_may_write: ContextVar[bool] = ContextVar("may_write", default=True)


class Moment(sa.types.TypeDecorator[datetime]):
    """A moment in time: UTC in the database, aware in Python."""

    impl = sa.DateTime
    cache_ok = True

    @property
    def python_type(self) -> type[datetime]:
        """Return what undo and page addresses turn text back into."""
        return datetime

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a moment without a zone; store the rest as UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A moment needs a time zone: take it from crm.core.clock.")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give back the moment, aware, in UTC."""
        return None if value is None else value.replace(tzinfo=UTC)


class Money(sa.types.TypeDecorator[Decimal]):
    """Pounds as an exact ``Decimal``; kept as a whole number of hundredths of a penny."""

    impl = sa.BigInteger
    cache_ok = True
    SCALE: ClassVar[Decimal] = Decimal(10_000)

    @property
    def python_type(self) -> type[Decimal]:
        """Say what undo and cursors turn text back into."""
        return Decimal

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        """Refuse an amount finer than a hundredth of a penny."""
        if value is None:
            return None
        scaled = value * self.SCALE
        if scaled != scaled.to_integral_value():
            raise ValueError(f"{value} pounds is finer than a hundredth of a penny.")
        return int(scaled)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        """Give back pounds."""
        return None if value is None else Decimal(value) / self.SCALE


class Exact(sa.types.TypeDecorator[Decimal]):
    """Any exact ``Decimal`` (hours, weeks): kept as its text, so that nothing is rounded."""

    impl = sa.Text
    cache_ok = True

    @property
    def python_type(self) -> type[Decimal]:
        """Say what undo and cursors turn text back into."""
        return Decimal

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:
        """Store the plain digits."""
        return None if value is None else format(value, "f")

    def process_result_value(self, value: str | None, dialect: Dialect) -> Decimal | None:
        """Give back the same number."""
        return None if value is None else Decimal(value)


def words(kind: type[enum.Enum]) -> sa.Enum:
    """Return a text column type that holds the values of ``kind``."""
    return sa.Enum(
        kind,
        native_enum=False,
        create_constraint=False,
        length=60,
        values_callable=lambda members: [m.value for m in members],
    )


class Model(DeclarativeBase):
    """Base of every table. A business row is journalled unless ``__journal__`` is false."""

    metadata = sa.MetaData(naming_convention=NAMES)
    type_annotation_map = {
        str: sa.Text(),
        datetime: Moment(),
        Decimal: Money(),
        enum.Enum: sa.Enum(
            enum.Enum,
            native_enum=False,
            create_constraint=False,
            length=60,
            values_callable=lambda members: [m.value for m in members],
        ),
        dict[str, Any]: sa.JSON(none_as_null=True),
        list[Any]: sa.JSON(none_as_null=True),
    }

    __journal__: ClassVar[bool] = True
    #: Whether undo may put back rows of this table; staff accounts change on their own page only.
    __undo__: ClassVar[bool] = True
    #: What it takes to undo a change of this table, beside the right to edit employers.
    __undo_needs__: ClassVar[Permission] = Permission.EDIT_EMPLOYERS
    #: What it takes to see a value of this table in the history: by attribute, "*" for all others.
    __shown_to__: ClassVar[Mapping[str, Permission]] = {}
    #: Fields that can be put back alone from the history, each with those that follow from it.
    __restorable__: ClassVar[Mapping[str, Sequence[str]]] = {}
    #: Name of the attribute that holds the employer (or other subject) a row belongs to.
    __subject__: ClassVar[str | None] = None


@event.listens_for(Model, "attribute_instrument", propagate=True)
def _know_old_values(_kind: type, _name: str, attribute: Any) -> None:
    """Load an expired value before it is overwritten, so that the journal knows what it was."""
    event.listen(attribute, "set", _unchanged, active_history=True)


def _unchanged(*_: Any) -> None:
    return None


class Numbered:
    """A row with a whole-number id that is never used twice."""

    @declared_attr.directive
    def __table_args__(cls) -> Any:  # noqa: N805
        """Keep ids of deleted rows unused on SQLite too."""
        return {"sqlite_autoincrement": True}

    id: Mapped[int] = mapped_column(primary_key=True, sort_order=-10)


class Versioned:
    """An editable row: the version seen in a form must still be the version saved."""

    version: Mapped[int] = mapped_column(default=1, sort_order=90)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805
        """Let every update compare and set the version."""
        return {"version_id_col": cls.version}


db = SQLAlchemy(metadata=Model.metadata, session_options={"autoflush": False})
session = db.session


MOST_ID = 2**31 - 1
"""The largest id that a row can have on every engine."""


def get_or_404(kind: type[T], row_id: int | None) -> T:
    """Return the row, or answer 404 as for a row that was never there."""
    known = row_id is not None and row_id <= MOST_ID
    row = session.get(kind, row_id) if known else None
    if row is None:
        abort(404)
    return row


def upsert(kind: type[Model], rows: Sequence[Mapping[str, Any]], *keys: str) -> None:
    """Insert ``rows``, or overwrite the rows with the same ``keys``; for tables without journal."""
    if not rows:
        return
    names = tuple(name for name in rows[0] if name not in keys)
    statement = _upserting(table_of(kind), engine_name(), keys, names)
    session.connection().execute(statement, list(rows))


@cache
def _upserting(
    table: sa.Table, engine: str, keys: tuple[str, ...], names: tuple[str, ...]
) -> sa.Insert:
    statement = sqlite_insert(table) if engine == "sqlite" else postgres_insert(table)
    taken = {name: statement.excluded[name] for name in names}
    return statement.on_conflict_do_update(index_elements=list(keys), set_=taken)


def table_of(kind: type[Model]) -> sa.Table:
    """Return the table itself, for statements below the mapping."""
    return cast(sa.Table, kind.__table__)


def engine_name() -> str:
    """Return ``sqlite`` or ``postgresql``."""
    return db.engine.dialect.name


@contextmanager
def reading() -> Iterator[None]:
    """Begin transactions inside this block without taking SQLite's write lock."""
    mark = _may_write.set(False)
    try:
        yield
    finally:
        _may_write.reset(mark)


def set_may_write(may: bool) -> None:  # noqa: FBT001
    """Say whether the transactions of this request may write (GET may not)."""
    _may_write.set(may)


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, _record: Any) -> None:
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={BUSY_MS}")
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA cache_size=-32000")
    cursor.execute("PRAGMA mmap_size=268435456")
    cursor.close()


@event.listens_for(Engine, "begin")
def _begin_sqlite(connection: sa.Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE" if _may_write.get() else "BEGIN")
