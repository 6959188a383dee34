"""Everything that hangs on a record, found by the foreign keys, so that no table is forgotten."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from crm.core.db import Model, session, table_of

Rows = dict[str, dict[int, Any]]
AT_ONCE = 500


def rows_with(row: Any) -> Rows:
    """Return a record and all journalled rows that cannot be without it, by table and id."""
    found: Rows = defaultdict(dict)
    found[row.__tablename__][row.id] = row
    wave = {row.__tablename__: {row.id}}
    while wave:
        following: dict[str, set[int]] = defaultdict(set)
        for kind, column, table in _keys(nullable=False):
            for one in _pointing(kind, column, wave.get(table, ())):
                if one.id not in found[kind.__tablename__]:
                    found[kind.__tablename__][one.id] = one
                    following[kind.__tablename__].add(one.id)
        wave = following
    return {table: rows for table, rows in found.items() if rows}


def let_go(rows: Rows) -> None:
    """Empty what points to these rows and can be without them; flushes."""
    for kind, column, table in _keys(nullable=True):
        for one in _pointing(kind, column, rows.get(table, ())):
            goes = one.id in rows.get(kind.__tablename__, ())
            if not goes or table == kind.__tablename__:
                setattr(one, column.key, None)
    session.flush()


def remove(rows: Rows) -> None:
    """Remove rows, those that point before those pointed to; flushes."""
    for table in reversed(Model.metadata.sorted_tables):
        for one in rows.get(table.name, {}).values():
            session.delete(one)
        if table.name in rows:
            session.flush()


def _keys(*, nullable: bool) -> Iterator[tuple[Any, sa.Column[Any], str]]:
    for one in Model.registry.mappers:
        for key in table_of(one.class_).foreign_keys if one.class_.__journal__ else ():
            if bool(key.parent.nullable) is nullable:
                yield one.class_, key.parent, key.column.table.name


def _pointing(kind: Any, column: sa.Column[Any], ids: Any) -> Iterator[Any]:
    wanted = sorted(ids)
    for start in range(0, len(wanted), AT_ONCE):
        part = wanted[start : start + AT_ONCE]
        yield from session.scalars(sa.select(kind).where(column.in_(part)).order_by(kind.id)).all()
