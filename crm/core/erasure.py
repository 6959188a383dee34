"""Erasing what the journal knows of rows: values go, the sealed chain of digests stays whole."""

from collections.abc import Collection

import sqlalchemy as sa

from crm.core.db import session, table_of
from crm.core.journal import Entry, Operation

ERASED = "A change whose values were erased"
AT_ONCE = 500


def erase(table: str, ids: Collection[int]) -> int:
    """Blank every value the journal holds of these rows; return how many entries that were."""
    entry, operation = table_of(Entry), table_of(Operation)
    connection, blanked = session.connection(), 0
    wanted = sorted(ids)
    for start in range(0, len(wanted), AT_ONCE):
        part = wanted[start : start + AT_ONCE]
        of_these = (entry.c.table_name == table, entry.c.row_id.in_(part))
        blank = sa.update(entry).where(*of_these).values(before=sa.null(), after=sa.null())
        blanked += connection.execute(blank).rowcount
        other = entry.alias()
        left = sa.exists().where(
            other.c.operation_id == operation.c.id,
            sa.or_(other.c.before.is_not(None), other.c.after.is_not(None)),
        )
        touched = sa.select(entry.c.operation_id).where(*of_these)
        titles = sa.update(operation).where(operation.c.id.in_(touched), sa.not_(left))
        connection.execute(titles.values(title=ERASED))
    return blanked
