"""Putting one field back as it was before a change: an operation of its own, undone like any."""

from typing import Any

import sqlalchemy as sa

from crm.core import journal, values
from crm.core.db import Model, session
from crm.core.errors import RuleBroken
from crm.core.journal import Entry, Operation
from crm.core.permissions import may, needs_second_check


def fields(entry: Entry) -> list[str]:
    """Return the fields of a change that can be put back alone."""
    if entry.change != "update" or entry.after is None:
        return []
    kind = next((m.class_ for m in Model.registry.mappers if _named(m.class_, entry)), None)
    alone = kind.__restorable__ if kind else {}
    return [name for name in entry.after if name in alone]


def put_back(entry: Entry, name: str, *, actor: Any) -> str:
    """Give one field the value it had before ``entry``; return what was done, in words.

    Flushes. Raises ``RuleBroken`` with the reason when it cannot, or ``actor`` may not.
    """
    kind = values.mapper(entry.table_name).class_
    _check_may(kind, entry, actor)
    row = session.get(kind, entry.row_id, with_for_update=True, populate_existing=True)
    _check_can(kind, entry, name, row)
    words = name.replace("_", " ")
    what = entry.table_name.replace("_", " ")
    title = f"Restored {words} of {getattr(row, 'name', '') or f'{what} {entry.row_id}'}"
    journal.operation(title, actor=actor)
    for one in (name, *kind.__restorable__[name]):
        setattr(row, one, values.typed(kind, one, _value_at(entry, row, one)))
    session.flush()
    return title


def _named(kind: type[Model], entry: Entry) -> bool:
    return bool(kind.__tablename__ == entry.table_name)


def _check_may(kind: type[Model], entry: Entry, actor: Any) -> None:
    if not may(actor.role, kind.__undo_needs__):
        raise RuleBroken("Your role may not make this change. Ask a manager to restore it.")
    if needs_second_check(actor.role):
        operation = session.get_one(Operation, entry.operation_id)
        if operation.actor_id != actor.id:
            raise RuleBroken("A colleague made this change. Ask an officer to restore it.")


def _check_can(kind: type[Model], entry: Entry, name: str, row: Any) -> None:
    if entry.before is None and entry.after is None:
        raise RuleBroken("This value was erased, so it cannot be restored.")
    if name not in fields(entry):
        raise RuleBroken("This value belongs with others. Undo the whole change instead.")
    if row is None:
        raise RuleBroken("This record was removed since. Bring it back first.")
    value = (entry.before or {}).get(name)
    if journal.plain(getattr(row, name)) == value:
        raise RuleBroken("It has this value now, so there is nothing to restore.")
    if values.taken(kind, row.id, name, value):
        raise RuleBroken("Another record has this value now. Change it there first.")


def _value_at(entry: Entry, row: Any, name: str) -> Any:
    """Return what ``name`` was just before ``entry``: there, or before the next change of it."""
    if name in (entry.after or {}):
        return (entry.before or {}).get(name)
    since = session.scalars(
        sa.select(Entry)
        .where(
            Entry.table_name == entry.table_name,
            Entry.row_id == entry.row_id,
            Entry.id > entry.id,
            Entry.change == "update",
        )
        .order_by(Entry.id)
    )
    for one in since:
        if name in (one.after or {}):
            return (one.before or {}).get(name)
    return journal.plain(getattr(row, name))
