"""Every change of a business row, recorded by the session itself and grouped into operations.

One request, import or undo is one operation. The timeline, the history of a record and undo all
read what is written here; nobody writes here by hand. Columns marked ``info={"journal": "omit"}``
never enter, and tables with ``__journal__ = False`` are not journalled.
"""

import enum
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from flask import has_request_context
from sqlalchemy import event
from sqlalchemy.orm import Mapped, ORMExecuteState, Session, UOWTransaction, mapped_column

from crm.core import access, clock
from crm.core.db import Model, Numbered, session, table_of

OPEN = "journal.operation"
TOUCHED = "journal.touched"
LAST = "journal.last"

_acting: ContextVar[Any] = ContextVar("acting", default=None)


class Operation(Numbered, Model):
    """Changes that were made together and are undone together."""

    __tablename__ = "operation"
    __journal__ = False

    at: Mapped[datetime]
    actor_id: Mapped[int | None]
    actor: Mapped[str]
    title: Mapped[str]
    kind: Mapped[str]
    undoes_id: Mapped[int | None] = mapped_column(sa.ForeignKey("operation.id"), index=True)


class Entry(Numbered, Model):
    """One row's change. ``before`` and ``after`` hold only columns that changed."""

    __tablename__ = "journal_entry"
    __journal__ = False
    __table_args__ = (
        sa.Index("ix_journal_entry_row", "table_name", "row_id", "id"),
        sa.Index("ix_journal_entry_subject", "subject_id", "id"),
        {"sqlite_autoincrement": True},
    )

    operation_id: Mapped[int] = mapped_column(sa.ForeignKey(Operation.id), index=True)
    table_name: Mapped[str]
    row_id: Mapped[int]
    change: Mapped[str]
    before: Mapped[dict[str, Any] | None]
    after: Mapped[dict[str, Any] | None]
    subject_id: Mapped[int | None]
    digest: Mapped[str]
    seal_id: Mapped[int | None] = mapped_column(index=True)


THEIRS = "theirs"
"""What somebody outside did by a link of their own: staff never take it back for them."""
FINAL = frozenset(
    {"adoption", "award", "badge", "case", "decision", "export", "file", "interest", THEIRS}
)
"""Kinds of operations that no undo brings back: what left, was signed or settled, or is proof."""


class BulkChange(RuntimeError):
    """A bulk statement would change business rows behind the journal's back."""


def operation(
    title: str, *, kind: str = "change", actor: Any = None, undoes_id: int | None = None
) -> None:
    """Name the operation that the coming changes belong to.

    ``actor`` has ``id`` and ``name``; without one the signed-in person, or the system, acts.
    """
    if (session.info.get(OPEN) or {}).get("whole"):
        return
    session.info[OPEN] = {"title": title, "kind": kind, "actor": actor, "undoes_id": undoes_id}


def whole(title: str, *, kind: str, actor: Any, operation_id: int | None = None) -> None:
    """Let all changes until the commit be one operation, whatever actions on the way call theirs.

    ``operation_id`` goes on with the operation that an earlier transaction began.
    """
    operation(title, kind=kind, actor=actor)
    session.info[OPEN] |= {"whole": True} | ({"id": operation_id} if operation_id else {})


@contextmanager
def acting(person: Any) -> Iterator[None]:
    """Let ``person`` (``id`` and ``name``) act inside this block, where nobody is signed in."""
    mark = _acting.set(person)
    try:
        yield
    finally:
        _acting.reset(mark)


def current_operation_id() -> int | None:
    """Return the id of the operation written in this transaction, if a row changed yet."""
    return (session.info.get(OPEN) or {}).get("id")


def last_operation_id() -> int | None:
    """Return the id of the operation this session committed last, for its Undo button."""
    found: int | None = session.info.get(LAST)
    return found


def install() -> None:
    """Listen to the session; called once when the application is made."""
    if not event.contains(Session, "after_flush", _record):
        event.listen(Session, "after_flush", _record)
        event.listen(Session, "do_orm_execute", _refuse_bulk)
        event.listen(Session, "after_commit", _close)
        event.listen(Session, "after_soft_rollback", _close)


def plain(value: Any) -> Any:
    """Return ``value`` as JSON can hold it."""
    match value:
        case enum.Enum():
            return value.value
        case datetime() | date():
            return value.isoformat()
        case Decimal():
            return _digits(value)
        case _:
            return value


def _digits(value: Decimal) -> str:
    """Return one text for equal amounts, typed or read back: two decimals at least."""
    whole = value.normalize()
    exponent = whole.as_tuple().exponent
    return f"{whole:.2f}" if isinstance(exponent, int) and exponent > -2 else f"{whole:f}"


def digest_of(parts: Mapping[str, Any]) -> str:
    """Return the SHA-256 of an entry's parts in canonical JSON."""
    text = json.dumps(parts, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def kept_columns(kind: type[Model]) -> Iterable[str]:
    """Return the attribute names of ``kind`` that the journal keeps."""
    return _KEPT.get(kind) or _learn(kind)


_KEPT: dict[type[Model], tuple[str, ...]] = {}


def _learn(kind: type[Model]) -> tuple[str, ...]:
    mapper = sa.inspect(kind)
    names = tuple(
        attr.key
        for attr in mapper.column_attrs
        if attr.columns[0] is not mapper.version_id_col
        and attr.columns[0].info.get("journal") != "omit"
    )
    _KEPT[kind] = names
    return names


def _record(db_session: Session, _context: UOWTransaction) -> None:
    rows = [
        line
        for change, objects in (
            ("insert", db_session.new),
            ("update", db_session.dirty),
            ("delete", db_session.deleted),
        )
        for row in objects
        if isinstance(row, Model) and row.__journal__ and (line := _line(change, row))
    ]
    if not rows:
        return
    operation_id = _operation_id(db_session)
    touched = db_session.info.setdefault(TOUCHED, {})
    for line in rows:
        for subject in _subjects(line):
            touched.setdefault(subject, set()).add(line["table_name"])
        line["operation_id"] = operation_id
        line["digest"] = digest_of(line)
    db_session.connection().execute(sa.insert(Entry), rows)


def _subjects(line: dict[str, Any]) -> set[int]:
    """Return whom the change is about; a row that moved is about both employers."""
    found = {line["subject_id"], line.pop("left_id")}
    return {subject for subject in found if subject is not None}


def _line(change: str, row: Model) -> dict[str, Any] | None:
    kind = type(row)
    before, after = _CHANGES[change](row, kept_columns(kind))
    if change == "update" and not after:
        return None
    subject = kind.__subject__
    return {
        "table_name": kind.__tablename__,
        "row_id": row.id,  # type: ignore[attr-defined]
        "change": change,
        "before": before,
        "after": after,
        "subject_id": getattr(row, subject) if subject else None,
        "left_id": (before or {}).get(subject) if subject and change == "update" else None,
    }


Values = dict[str, Any] | None


def _inserted(row: Model, names: Iterable[str]) -> tuple[Values, Values]:
    state = row.__dict__
    return None, {name: plain(state[name]) for name in names if state.get(name) is not None}


def _deleted(row: Model, names: Iterable[str]) -> tuple[Values, Values]:
    before, _ = _old_values(row, names)
    return {k: v for k, v in before.items() if v is not None}, None


def _updated(row: Model, names: Iterable[str]) -> tuple[Values, Values]:
    old, changed = _old_values(row, names)
    return {k: old[k] for k in changed}, changed


def _old_values(row: Model, names: Iterable[str]) -> tuple[dict[str, Any], dict[str, Any]]:
    state = sa.inspect(row)
    old: dict[str, Any] = {}
    changed: dict[str, Any] = {}
    for name in names:
        history = state.attrs[name].history
        new = plain(getattr(row, name))
        deleted: Any = history.deleted or ()
        # A value that was never set since the row was inserted has no old value to load.
        was = plain(deleted[0]) if deleted else None if history.added else new
        old[name] = was
        if history.has_changes() and was != new:
            changed[name] = new
    return old, changed


_CHANGES = {"insert": _inserted, "update": _updated, "delete": _deleted}


def _operation_id(db_session: Session) -> int:
    opened: dict[str, Any] = db_session.info.setdefault(OPEN, {"title": "Changed records"})
    if "id" not in opened:
        actor = opened.get("actor") or acts()
        result = db_session.connection().execute(
            sa.insert(Operation),
            {
                "at": clock.now(),
                "actor_id": getattr(actor, "id", None),
                "actor": getattr(actor, "name", "The system"),
                "title": opened["title"],
                "kind": opened.get("kind", "change"),
                "undoes_id": opened.get("undoes_id"),
            },
        )
        opened["id"] = result.inserted_primary_key[0]  # type: ignore[index]
    return int(opened["id"])


def acts() -> Any:
    """Return who is acting (``id`` and ``name``): signed in or named by ``acting``; else None."""
    return access.find_user() if has_request_context() else _acting.get()


def _refuse_bulk(state: ORMExecuteState) -> None:
    if not (state.is_insert or state.is_update or state.is_delete):
        return
    mapper = state.bind_mapper
    if mapper is not None and getattr(mapper.class_, "__journal__", False):
        raise BulkChange(
            f"A bulk statement on {table_of(mapper.class_).name} would leave no journal entry: "
            "change the rows through the session."
        )


def _close(db_session: Session, _previous: Any = None) -> None:
    if db_session.in_nested_transaction():
        return
    opened = db_session.info.pop(OPEN, None) or {}
    db_session.info.pop(TOUCHED, None)
    if _previous is None and "id" in opened:
        db_session.info[LAST] = opened["id"]
