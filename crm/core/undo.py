"""Undo: apply an operation backwards, and refuse what was changed since.

The same function undoes one edit, a whole import and another undo. A new row that was edited or
used since stays, together with the other new rows of its employer; everything else goes back.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from crm.core import beside, journal, later
from crm.core.db import Model, session, table_of
from crm.core.errors import RuleBroken
from crm.core.journal import Entry, Operation
from crm.core.later import Edit, Moved
from crm.core.permissions import may, needs_second_check
from crm.core.values import gone, lost, mapper, taken, typed

CHUNK = 500
CHANGED = "changed since"
TAKEN = "another record has it now"
GONE = "what it pointed to is gone"


@dataclass(frozen=True)
class Refusal:
    """One value or row that was left as it is, and why."""

    table: str
    id: int
    field: str
    reason: str


@dataclass
class Undone:
    """What an undo did: the number of rows put back, what it refused, later edits it kept."""

    operation_id: int
    restored: int = 0
    refused: list[Refusal] = field(default_factory=list)
    kept: list[Edit] = field(default_factory=list)
    moved: list[Moved] = field(default_factory=list)
    merge: bool = False

    def before(self, entry: Entry) -> dict[str, Any]:
        """Return the values to put back; merges may be undone in any order."""
        return later.as_left(entry) if self.merge else entry.before or {}

    def refuse(self, entry: Entry, column: str, reason: str) -> None:
        """Note that part of ``entry`` stays as it is."""
        self.refused.append(Refusal(entry.table_name, entry.row_id, column, reason))


def _undoable(operation_id: int) -> Operation:
    target = session.get(Operation, operation_id, with_for_update=True)
    if target is None:
        raise RuleBroken(f"There is no operation {operation_id}.")
    if target.kind == journal.THEIRS:
        raise RuleBroken(f"Only who did it can take it back: “{target.title}”.")
    if target.kind in journal.FINAL:
        raise RuleBroken(f"“{target.title}” stays as it happened.")
    again = session.scalar(sa.select(Operation.id).where(Operation.undoes_id == operation_id))
    if again is not None:
        raise RuleBroken(f"“{target.title}” was undone before, in operation {again}.")
    return target


def undo(operation_id: int, *, actor: Any = None) -> Undone:
    """Apply operation ``operation_id`` backwards; flushes, does not commit.

    ``actor`` has ``id`` and ``role``; without one nobody is asked what they may do. Raises
    ``RuleBroken`` when there is no such operation, it was undone before, or ``actor`` may not.
    """
    target = _undoable(operation_id)
    journal.operation(f"Undid: {target.title}", kind="undo", actor=actor, undoes_id=operation_id)
    result = Undone(operation_id)
    entries = list(
        session.scalars(
            sa.select(Entry).where(Entry.operation_id == operation_id).order_by(Entry.id.desc())
        )
    )
    if any(e.before is None and e.after is None for e in entries):
        raise RuleBroken("Some of these values were erased, so this change cannot be undone.")
    kinds = {e.table_name: mapper(e.table_name).class_ for e in entries}
    if not all(kind.__undo__ for kind in kinds.values()):
        raise RuleBroken("This stays as it happened. Change a staff account on its own page.")
    if any(lost(kinds[e.table_name]) for e in entries if e.change == "delete"):
        raise RuleBroken("The history does not keep wage evidence, so enter it again.")
    if actor is not None:
        _check_may(actor, kinds.values(), entries)
    result.merge, result.kept = target.kind == later.MERGE, later.edits(target)
    kept = _kept_inserts(entries, result)
    carried = later.carried(e for e in entries if e.id not in kept)
    for change, table, run in _runs(entries):
        _BACK[change](table, [e for e in run if e.id not in kept], result)
        session.flush()
    later.carry_back(carried)
    if result.merge:
        later.point_again(entries, target)
    beside.put_back(entries)
    later.follow(result.moved, max((e.id for e in entries), default=0))
    return result


def _check_may(actor: Any, kinds: Iterable[type[Model]], entries: Sequence[Entry]) -> None:
    if not all(may(actor.role, kind.__undo_needs__) for kind in kinds):
        raise RuleBroken("Your role may not make this change. Ask a manager to undo it.")
    if needs_second_check(actor.role) and any(_by_others(actor.id, e) for e in entries):
        raise RuleBroken("A colleague has worked on this since. Ask an officer to undo it.")


def _by_others(actor_id: int, entry: Entry) -> bool:
    """Return whether somebody else changed the entry's row later."""
    later = (
        sa.select(Entry.id)
        .join(Operation, Operation.id == Entry.operation_id)
        .where(
            Entry.table_name == entry.table_name,
            Entry.row_id == entry.row_id,
            Entry.id > entry.id,
            Operation.actor_id.is_distinct_from(actor_id),
        )
    )
    return session.scalar(later.limit(1)) is not None


def _runs(entries: Sequence[Entry]) -> Iterator[tuple[str, str, list[Entry]]]:
    """Group neighbours of one kind, in chunks, so that rows are loaded together."""
    run: list[Entry] = []
    for entry in entries:
        same = run and (run[0].change, run[0].table_name) == (entry.change, entry.table_name)
        if run and (not same or len(run) >= CHUNK):
            yield run[0].change, run[0].table_name, run
            run = []
        run.append(entry)
    if run:
        yield run[0].change, run[0].table_name, run


def _load(table: str, ids: Iterable[int]) -> dict[int, Any]:
    kind = mapper(table).class_
    found: dict[int, Any] = {}
    wanted = list(ids)
    for start in range(0, len(wanted), CHUNK):
        part = wanted[start : start + CHUNK]
        rows = session.scalars(sa.select(kind).where(kind.id.in_(part)))
        found |= {row.id: row for row in rows}
    return found


def _kept_inserts(entries: Sequence[Entry], result: Undone) -> set[int]:
    """Return entries whose new rows must stay: edited or used since, or beside one that is."""
    by_table: dict[str, dict[int, Entry]] = defaultdict(dict)
    for entry in entries:
        if entry.change == "insert":
            by_table[entry.table_name][entry.row_id] = entry
    blocked: dict[int, tuple[Entry, str, str]] = {}
    for table, inserted in by_table.items():
        for entry, column, reason in _changed_since(table, inserted, entries):
            blocked.setdefault(entry.id, (entry, column, reason))
        for entry, column, reason in _used_since(table, inserted, by_table, entries):
            blocked.setdefault(entry.id, (entry, column, reason))
    for entry, column, reason in blocked.values():
        result.refuse(entry, column, reason)
    subjects = {e.subject_id for e, _, _ in blocked.values() if e.subject_id is not None}
    beside = {
        e.id
        for e in entries
        if e.change == "insert" and e.subject_id in subjects and e.id not in blocked
    }
    return set(blocked) | beside


def _changed_since(
    table: str, inserted: dict[int, Entry], entries: Sequence[Entry]
) -> Iterator[tuple[Entry, str, str]]:
    again = {(e.table_name, e.row_id) for e in entries if e.change == "update"}
    rows = _load(table, inserted)
    for row_id, entry in inserted.items():
        row = rows.get(row_id)
        if row is None or (table, row_id) in again:
            continue
        for name in journal.kept_columns(type(row)):
            same = journal.plain(getattr(row, name)) == (entry.after or {}).get(name)
            if not same and not later.only_moved(entry, type(row), name):
                yield entry, name, CHANGED
                break


def _used_since(
    table: str,
    inserted: dict[int, Entry],
    by_table: dict[str, dict[int, Entry]],
    entries: Sequence[Entry],
) -> Iterator[tuple[Entry, str, str]]:
    pointed = {
        (e.table_name, e.row_id, name)
        for e in entries
        if e.change == "update"
        for name in e.after or ()
    }
    for one in Model.registry.mappers:
        kind = one.class_
        if not kind.__journal__:
            continue
        for key in table_of(kind).foreign_keys:
            if key.column.table.name != table:
                continue
            own = by_table.get(kind.__tablename__, {})
            for used_id, user_id in _references(kind, key.parent, list(inserted)):
                by_this = (kind.__tablename__, user_id, key.parent.key) in pointed
                if user_id not in own and not by_this:
                    name = kind.__tablename__.replace("_", " ")
                    yield inserted[used_id], name, f"a {name} was added since"


def _references(kind: Any, column: Any, ids: list[int]) -> Iterator[Any]:
    for start in range(0, len(ids), CHUNK):
        part = ids[start : start + CHUNK]
        yield from session.execute(sa.select(column, kind.id).where(column.in_(part)))


def _remove(table: str, run: list[Entry], result: Undone) -> None:
    rows = _load(table, [e.row_id for e in run])
    for entry in run:
        if row := rows.get(entry.row_id):
            session.delete(row)
            result.restored += 1


def _put_back_values(table: str, run: list[Entry], result: Undone) -> None:
    rows = _load(table, [e.row_id for e in run])
    for entry in run:
        row = rows.get(entry.row_id)
        if row is None:
            result.refuse(entry, "", "removed since")
            continue
        for name, value in (entry.after or {}).items():
            _put_back_value(row, entry, name, value, result)
        result.restored += 1


def _put_back_value(row: Any, entry: Entry, name: str, value: Any, result: Undone) -> None:
    kind = type(row)
    before = result.before(entry).get(name)
    if journal.plain(getattr(row, name)) != value and not later.only_moved(entry, kind, name):
        result.refuse(entry, name, CHANGED)
    elif taken(kind, row.id, name, before):
        result.refuse(entry, name, TAKEN)
    elif gone(kind, name, before):
        result.refuse(entry, name, GONE)
    else:
        if moved := later.moved_back(kind, row, name, before):
            result.moved.append(moved)
        setattr(row, name, typed(kind, name, before))


def _put_back_row(table: str, run: list[Entry], result: Undone) -> None:
    kind = mapper(table).class_
    rows = _load(table, [e.row_id for e in run])
    for entry in run:
        if entry.row_id in rows:
            result.refuse(entry, "", "already there")
            continue
        left = later.as_left(entry)
        for name, reason in _unfit(kind, entry.row_id, left):
            result.refuse(entry, name, reason)
            del left[name]
        values = {k: typed(kind, k, v) for k, v in left.items()}
        session.add(kind(**values))
        result.restored += 1


def _unfit(kind: type[Model], row_id: int, left: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the values that a row cannot have back; without its owner it cannot be back at all."""
    found = []
    for name, value in left.items():
        if taken(kind, row_id, name, value):
            found.append((name, TAKEN))
        elif table := gone(kind, name, value):
            if not sa.inspect(kind).column_attrs[name].columns[0].nullable:
                what, owner = kind.__tablename__.replace("_", " "), table.replace("_", " ")
                raise RuleBroken(f"The {owner} of this {what} is gone. Bring that back first.")
            found.append((name, GONE))
    return found


_BACK = {"insert": _remove, "update": _put_back_values, "delete": _put_back_row}
