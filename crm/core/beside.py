"""Rows outside the journal that go with a removed row: kept in its note, put back by undo."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

import sqlalchemy as sa

from crm.core import journal
from crm.core.db import Model, session, table_of
from crm.core.journal import Entry
from crm.core.values import gone, mapper, typed

Beside = dict[str, list[dict[str, Any]]]


def rows(removed: Mapping[str, Collection[int]]) -> Beside:
    """Return rows outside the journal that the database removes with ``removed``, ids by table.

    Those that are worked out anew have no number of their own and are left out.
    """
    found: Beside = {}
    for one in Model.registry.mappers:
        table = table_of(one.class_)
        if one.class_.__journal__ or "id" not in table.c:
            continue
        ways = [
            key.parent.in_(removed[key.column.table.name])
            for key in table.foreign_keys
            if key.column.table.name in removed and not key.parent.nullable
        ]
        if ways:
            known = session.execute(sa.select(table).where(sa.or_(*ways)).order_by(table.c.id))
            here = [{k: journal.plain(v) for k, v in row._mapping.items()} for row in known]
            if here:
                found[table.name] = here
    return found


def put_back(entries: Iterable[Entry]) -> None:
    """Put back what notes among ``entries`` kept; a row whose owner is gone stays away."""
    for entry in entries:
        kept: Beside = (entry.after or {}).get("beside") or {}
        for table, lines in kept.items():
            kind = mapper(table).class_
            known = set(session.scalars(sa.select(kind.id)
                        .where(kind.id.in_([line["id"] for line in lines]))))  # fmt: skip
            back = [
                {name: typed(kind, name, value) for name, value in fit.items()}
                for line in lines
                if line["id"] not in known and (fit := _fit(kind, line)) is not None
            ]
            if back:
                session.connection().execute(sa.insert(table_of(kind)), back)


def _fit(kind: type[Model], line: Mapping[str, Any]) -> dict[str, Any] | None:
    left = dict(line)
    for name, value in line.items():
        if gone(kind, name, value):
            if not sa.inspect(kind).column_attrs[name].columns[0].nullable:
                return None
            left[name] = None
    return left
