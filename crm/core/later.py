"""What happened to an operation's rows after it: undo asks, so that later work is kept.

A merge moves rows from one employer to another without anybody editing them; an undo sees through
such moves, and rows that were added to a moved row since go back with it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from crm.core import journal
from crm.core.db import Model, session, table_of
from crm.core.journal import Entry, Operation

MERGE = "merge"
MOST = 500


@dataclass(frozen=True)
class Edit:
    """One later edit that an undo keeps."""

    table: str
    id: int
    fields: str
    who: str
    at: datetime


@dataclass(frozen=True)
class Moved:
    """A row that an undo gave back to another employer (or other subject)."""

    table: str
    id: int
    old: int
    new: int


def edits(merge: Operation) -> list[Edit]:
    """Return what people edited of a merge's rows since, oldest first; nothing for the rest."""
    if merge.kind != MERGE:
        return []
    mine, since = aliased(Entry), aliased(Entry)
    rows = session.execute(
        sa.select(since, Operation.actor, Operation.at)
        .join(Operation, Operation.id == since.operation_id)
        .where(
            sa.exists().where(
                mine.operation_id == merge.id,
                mine.table_name == since.table_name,
                mine.row_id == since.row_id,
                mine.id < since.id,
            ),
            since.operation_id != merge.id,
            since.change == "update",
            Operation.kind.not_in(("undo", MERGE)),
        )
        .order_by(since.id)
        .limit(MOST)
    )
    return [
        Edit(e.table_name, e.row_id, ", ".join(sorted(e.after or {})), who, at)
        for e, who, at in rows
    ]


def only_moved(entry: Entry, kind: type[Model], name: str) -> bool:
    """Say whether a reference changed since only because what it pointed to was merged away."""
    column = sa.inspect(kind).column_attrs[name].columns[0]
    target = next(iter(column.foreign_keys), None)
    pointed = (entry.after or {}).get(name)
    if target is None or pointed is None:
        return False
    if session.scalar(sa.select(target.column).where(target.column == pointed)) is not None:
        return False
    undone = aliased(Operation)
    rows = session.execute(
        sa.select(Entry.after, Operation.kind, undone.kind, undone.id)
        .join(Operation, Operation.id == Entry.operation_id)
        .outerjoin(undone, undone.id == Operation.undoes_id)
        .where(
            Entry.table_name == entry.table_name,
            Entry.row_id == entry.row_id,
            Entry.id > entry.id,
            Entry.change == "update",
        )
    )
    moves = [
        # A later merge, or the undo of one; the undo of an earlier merge took the row past us.
        did == MERGE or (what == MERGE and which > entry.operation_id)
        for after, did, what, which in rows
        if name in (after or {})
    ]
    return bool(moves) and all(moves)


def as_left(entry: Entry) -> dict[str, Any]:
    """Return the values before ``entry``, without what was undone of them since."""
    values = dict(entry.before or {})
    undoing = aliased(Operation)
    earlier = session.scalars(
        sa.select(Entry)
        .join(undoing, undoing.undoes_id == Entry.operation_id)
        .where(
            Entry.table_name == entry.table_name,
            Entry.row_id == entry.row_id,
            Entry.change == "update",
            Entry.id < entry.id,
            undoing.id > entry.operation_id,
        )
        .order_by(Entry.id.desc())
    )
    for one in earlier:
        for name, value in (one.after or {}).items():
            if values.get(name) == value:
                values[name] = (one.before or {}).get(name)
    return values


def follow(moved: Sequence[Moved], since: int) -> None:
    """Let rows that were added to moved rows after entry ``since`` go with them."""
    wave = list(moved)
    while wave:
        wave = [one for kind in _with_subject() for one in _followers(kind, wave, since)]
        session.flush()


def _with_subject() -> Iterable[type[Model]]:
    for mapper in Model.registry.mappers:
        kind = mapper.class_
        if kind.__journal__ and kind.__subject__ not in (None, "id"):
            yield kind


def _followers(kind: type[Model], wave: Sequence[Moved], since: int) -> Iterable[Moved]:
    by_table: dict[str, dict[int, Moved]] = {}
    for one in wave:
        by_table.setdefault(one.table, {})[one.id] = one
    for key in table_of(kind).foreign_keys:
        leaders = by_table.get(key.column.table.name)
        if not leaders:
            continue
        rows = session.scalars(sa.select(kind).where(key.parent.in_(list(leaders))))
        for row in rows:
            leader = leaders[getattr(row, key.parent.key)]
            if _goes_along(row, leader, since):
                setattr(row, str(kind.__subject__), leader.new)
                yield Moved(kind.__tablename__, cast(Any, row).id, leader.old, leader.new)


def _goes_along(row: Any, leader: Moved, since: int) -> bool:
    if getattr(row, row.__subject__) != leader.old:
        return False
    added = session.scalar(
        sa.select(sa.func.max(Entry.id)).where(
            Entry.table_name == row.__tablename__,
            Entry.row_id == row.id,
            Entry.change == "insert",
        )
    )
    return added is not None and added > since


@dataclass(frozen=True)
class Carried:
    """Rows that the journal does not keep and a merge carried; who has them now, who had them."""

    column: sa.Column[Any]
    ids: list[int]
    now: int
    before: int


def carried(entries: Iterable[Entry]) -> list[Carried]:
    """Return what merges carried; asked before the undo, which removes the rows that know it."""
    found = []
    for entry in entries:
        after = entry.after or {}
        for place, ids in (after.get("carried") or {}).items():
            merges = Model.metadata.tables[entry.table_name]
            now = session.scalar(sa.select(merges.c.survivor_id).where(merges.c.id == entry.row_id))
            name, column = place.split(".")
            if now is not None:
                where = Model.metadata.tables[name].c[column]
                found.append(Carried(where, ids, now, after["gone_id"]))
    return found


def carry_back(carried: Iterable[Carried]) -> None:
    """Give rows back to whom a merge took them from, but for those that went elsewhere since."""
    for one in carried:
        table = one.column.table
        here = sa.update(table).where(table.c.id.in_(one.ids), one.column == one.now)
        session.connection().execute(here.values({one.column.name: one.before}))


def point_again(entries: Sequence[Entry], target: Operation) -> None:
    """Let rows point again to what comes back, if an undo since left that out because it was gone.

    Only where nobody chose another value in the meantime.
    """
    back: dict[str, set[int]] = {}
    for entry in entries:
        if entry.change == "delete":
            back.setdefault(entry.table_name, set()).add(entry.row_id)
    for mapper in Model.registry.mappers if back else ():
        kind = mapper.class_
        for key in table_of(kind).foreign_keys if kind.__journal__ else ():
            if key.parent.nullable and key.column.table.name in back:
                name = mapper.get_property_by_column(key.parent).key
                _point_again(kind, name, back[key.column.table.name], target)


def _point_again(kind: type[Model], name: str, back: set[int], target: Operation) -> None:
    undoing = aliased(Operation)
    left_out = session.execute(
        sa.select(Entry, undoing.id)
        .join(undoing, undoing.undoes_id == Entry.operation_id)
        .where(
            Entry.table_name == kind.__tablename__,
            Entry.change.in_(("delete", "update")),
            undoing.id > target.id,
        )
        .order_by(Entry.id)
    )
    for entry, undo_id in left_out:
        wanted = (entry.before or {}).get(name)
        if wanted not in back or as_left(entry).get(name) != wanted:
            continue
        if _chosen_since(entry, name, undo_id):
            continue
        row = session.get(kind, entry.row_id)
        if row is not None and journal.plain(getattr(row, name)) == (entry.after or {}).get(name):
            setattr(row, name, wanted)


def _chosen_since(entry: Entry, name: str, undo_id: int) -> bool:
    """Tell whether a row got another value in this column after an undo."""
    later = session.scalars(
        sa.select(Entry.after).where(
            Entry.table_name == entry.table_name,
            Entry.row_id == entry.row_id,
            Entry.operation_id > undo_id,
        )
    )
    return any(name in (after or {}) for after in later)


def moved_back(kind: type[Model], row: Any, name: str, before: Any) -> Moved | None:
    """Return the move that an undo makes by setting ``name`` to ``before``, if it is one."""
    if name != kind.__subject__ or before is None:
        return None
    return Moved(kind.__tablename__, row.id, journal.plain(getattr(row, name)), before)
