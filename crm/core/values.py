"""From the journal back to rows: a table's model, typed values, and what they may point to."""

from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapper

from crm.core import journal
from crm.core.db import Model, session, table_of
from crm.core.errors import RuleBroken


def mapper(table: str) -> Mapper[Any]:
    """Return the mapper of a table named in the journal; raises ``RuleBroken`` when it is gone."""
    for one in Model.registry.mappers:
        if table_of(one.class_).name == table:
            return one
    raise RuleBroken(f"The table {table} is no longer part of this version.")


def refs_made(operation_id: int, among: set[str]) -> set[str]:
    """Return those of the references, such as ``V-00007``, whose rows an operation added."""
    numbers = {int(ref.partition("-")[2]) for ref in among}
    entry = journal.Entry
    rows = session.execute(
        sa.select(entry.table_name, entry.row_id).where(
            entry.operation_id == operation_id,
            entry.change == "insert",
            entry.row_id.in_(numbers),
        )
    )
    return among & {_ref(mapper(table).class_, row_id) for table, row_id in rows}


def _ref(kind: type[Model], row_id: int) -> str:
    written = getattr(kind, "ref", None)
    reads = written.fget if isinstance(written, property) else None
    return str(reads(SimpleNamespace(id=row_id))) if reads else ""


def typed(kind: type[Model], name: str, value: Any) -> Any:
    """Return a journal value as the column's own Python type."""
    if value is None:
        return None
    column = sa.inspect(kind).column_attrs[name].columns[0]
    if isinstance(column.type, sa.Enum) and column.type.enum_class:
        return column.type.enum_class(value)
    wanted = column.type.python_type
    if hasattr(wanted, "fromisoformat"):
        return wanted.fromisoformat(value)
    return value if isinstance(value, wanted | dict | list) else wanted(value)


def lost(kind: type[Model]) -> bool:
    """Return whether a removed row of ``kind`` had values that the journal never held."""
    kept = set(journal.kept_columns(kind)) | {"version"}
    attrs = sa.inspect(kind).column_attrs
    columns = [attr.columns[0] for attr in attrs if attr.key not in kept]
    return any(not column.nullable and column.default is None for column in columns)


def taken(kind: type[Model], row_id: int, name: str, value: Any) -> bool:
    """Say whether another row holds a value that only one may have."""
    column = sa.inspect(kind).column_attrs[name].columns[0]
    if value is None or not column.unique:
        return False
    key = table_of(kind).c.id
    other = session.scalar(sa.select(key).where(column == value, key != row_id).limit(1))
    return other is not None


def gone(kind: type[Model], name: str, value: Any) -> str:
    """Return the table in which the row that ``value`` points to is missing, or ""."""
    column = sa.inspect(kind).column_attrs[name].columns[0]
    target = next(iter(column.foreign_keys), None)
    if target is None or value is None:
        return ""
    found = session.scalar(sa.select(target.column).where(target.column == value))
    return "" if found is not None else target.column.table.name
