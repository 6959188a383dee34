"""Throwing away, bringing back, erasing. Nothing here commits."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from crm.core import beside, clock, erasure, journal, undo
from crm.core.db import session, table_of
from crm.core.errors import RuleBroken
from crm.core.journal import Entry
from crm.core.undo import Undone
from crm.core.values import lost, mapper
from crm.employers.models import Employer, Site
from crm.evidence import actions as requests
from crm.evidence import queries as evidence
from crm.trash import hanging, queries
from crm.trash.hanging import Rows
from crm.trash.kinds import PLACEMENT, Kind, counted
from crm.trash.models import TrashDays, Trashed


def throw(kind: Kind, row: Any, *, actor: Any) -> Trashed:
    """Throw a record away with all that cannot be without it; flushes.

    Raises ``RuleBroken`` for what is not thrown away: the last main site, an employer that people
    work for, and what holds more than the journal could bring back.
    """
    rows = hanging.rows_with(row)
    _refuse(row, rows)
    owner = None if kind.model is Employer else session.get(Employer, row.employer_id)
    said, row_id = kind.said(row), row.id
    place = row.ref if owner is None else f"{owner.name}, {owner.ref}"
    counts = {table: len(ids) - (table == row.__tablename__) for table, ids in rows.items()}
    along = beside.rows({table: list(ids) for table, ids in rows.items()})
    journal.whole(f"Moved {said} to the trash", kind="trash", actor=actor)
    _end_links(rows, actor)
    hanging.let_go(rows)
    hanging.remove(rows)
    operation_id = journal.current_operation_id()
    if operation_id is None:
        raise RuntimeError("Removed rows left no operation: is their table journalled?")
    trashed = Trashed(
        kind=kind.name,
        row_id=row_id,
        title=said,
        place=place,
        counts={table: number for table, number in counts.items() if number},
        beside=along,
        operation_id=operation_id,
        by_id=actor.id,
        by_name=actor.name,
        at=clock.now(),
        erase_on=clock.today() + timedelta(days=queries.days(clock.today()).days),
    )
    session.add(trashed)
    session.flush()
    return trashed


def bring_back(trashed: Trashed, *, actor: Any) -> Undone:
    """Put a record and everything that went with it back; flushes.

    Raises ``RuleBroken`` when what it belongs to is gone itself.
    """
    return undo.undo(queries.chain(trashed.operation_id)[-1], actor=actor)


def erase(trashed: Trashed) -> int:
    """Erase what was thrown away, also from the journal; return how many entries that blanked."""
    operations = queries.chain(trashed.operation_id)
    removed = session.execute(
        sa.select(Entry.table_name, Entry.row_id)
        .where(Entry.operation_id.in_(operations), Entry.change == "delete")
        .distinct()
    ).all()
    by_table: dict[str, set[int]] = {Trashed.__tablename__: {trashed.id}}
    for table, row_id in removed:
        by_table.setdefault(table, set()).add(row_id)
    # The note is no business row any more: its own removal must not be written down again.
    note = table_of(Trashed)
    session.connection().execute(sa.delete(note).where(note.c.id == trashed.id))
    return sum(erasure.erase(table, ids) for table, ids in by_table.items())


def set_days(days: int, *, source: str) -> TrashDays:
    """Let things lie for another number of days from today on; what lies there keeps its day."""
    journal.operation("Changed how long things lie in the trash")
    row = TrashDays(days=days, from_on=clock.today(), source=source, status="confirmed")
    session.add(row)
    session.flush()
    return row


def _end_links(rows: Rows, actor: Any) -> None:
    """End the links by which files were asked for about placements that go; back with them."""
    for placement_id in rows.get(PLACEMENT, ()):
        for request in evidence.about_subject(PLACEMENT, placement_id):
            if evidence.works(request):
                requests.close(request, "What it was about was thrown away.", by=actor)


def _refuse(row: Any, rows: Rows) -> None:
    if isinstance(row, Site) and row.is_main:
        raise RuleBroken("This is the main site. Make another site the main one first.")
    for table in rows:
        kind = mapper(table).class_
        if lost(kind) or not kind.__undo__:
            raise RuleBroken(
                f"It has {counted(table, len(rows[table]))}, which the trash could not bring back,"
                " so it stays."
            )
    if isinstance(row, Employer) and PLACEMENT in rows:
        raise RuleBroken(
            "People worked or work there. Throw a placement that was a mistake away first."
        )
