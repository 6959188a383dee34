"""Which columns point to a table, learned from the foreign keys, so that no table is forgotten."""

from collections.abc import Iterator

import sqlalchemy as sa

from crm.core.db import Model, table_of


def pointing_to(
    kind: type[Model], *, journalled: bool = True
) -> Iterator[tuple[type[Model], sa.Column[object]]]:
    """Yield each model with its column that points to rows of ``kind``, in order.

    Either those that the journal keeps, or the others.
    """
    for mapper in sorted(Model.registry.mappers, key=lambda m: table_of(m.class_).name):
        if mapper.class_.__journal__ is journalled:
            for key in sorted(table_of(mapper.class_).foreign_keys, key=lambda k: k.parent.name):
                if key.column.table is table_of(kind):
                    yield mapper.class_, key.parent
