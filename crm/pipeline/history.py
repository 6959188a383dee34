"""Every change of stage kept, whoever made it and however; the age of a stage on lists.

A move made on the board or the stage page writes its own row. A stage that changes in another way
is noticed just before the commit. Undo puts rows back by itself and is no move.
"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from crm.core import clock, journal
from crm.core.calendar import london_date
from crm.core.db import session
from crm.core.journal import Entry, Operation
from crm.employers import standing
from crm.employers.models import Employer, Stage
from crm.pipeline.models import StageMove

UNDO = "undo"
ADDED = "when it was added"


def newest(employer_id: Any) -> Any:
    """Return the id of an employer's newest move as part of a statement."""
    move = sa.alias(StageMove.__table__)
    return sa.select(sa.func.max(move.c.id)).where(move.c.employer_id == employer_id)


def note(
    employer: Employer, from_code: str, to_code: str, *, by: Any = None, **told: Any
) -> StageMove:
    """Add a move to the history, chained to the one before; flushes. ``by`` has id and name."""
    last = session.scalar(
        sa.select(StageMove)
        .where(StageMove.employer_id == employer.id)
        .order_by(StageMove.id.desc())
        .limit(1)
    )
    since = london_date(last.moved_at if last else employer.created_at)
    move = StageMove(
        employer_id=employer.id,
        previous_id=last.id if last else None,
        from_code=from_code,
        to_code=to_code,
        moved_at=clock.now(),
        days=max((clock.today() - since).days, 0),
        by_id=getattr(by, "id", None),
        by=getattr(by, "name", "The system"),
        **told,
    )
    session.add(move)
    session.flush()
    return move


def refresh(employer_ids: Sequence[int]) -> None:
    """Note the moves that nobody wrote down and bring the stage's age on lists up to date."""
    _note_unwritten(employer_ids)
    left = sa.orm.aliased(Stage)
    rows = session.execute(
        sa.select(
            Employer.id,
            Employer.stage_code,
            Employer.created_at,
            StageMove.moved_at,
            StageMove.by,
            left.name,
        )
        .select_from(Employer)
        .outerjoin(StageMove, StageMove.id == newest(Employer.id).scalar_subquery())
        .outerjoin(left, left.code == StageMove.from_code)
        .where(Employer.id.in_(employer_ids))
    )
    standing.keep(
        {
            row.id: {
                "employer_id": row.id,
                "stage_code": row.stage_code,
                "stage_on": london_date(row.moved_at or row.created_at),
                "stage_why": f"when {row.by} moved it from {row.name}" if row.by else ADDED,
            }
            for row in rows
        }
    )


def _note_unwritten(employer_ids: Sequence[int]) -> None:
    operation_id = journal.current_operation_id()
    found = session.execute(
        sa.select(Entry.table_name, Entry.row_id, Entry.before, Entry.after, Operation)
        .join(Operation, Operation.id == Entry.operation_id)
        .where(
            Entry.operation_id == operation_id,
            Operation.kind != UNDO,
            Entry.subject_id.in_(employer_ids),
            sa.or_(
                sa.and_(Entry.table_name == "employer", Entry.change == "update"),
                Entry.table_name == "stage_move",
            ),
        )
        .order_by(Entry.id)
    ).all()
    written = {e.after["employer_id"] for e in found if e.table_name == "stage_move" and e.after}
    changed: dict[int, list[Any]] = {}
    for entry in found:
        if entry.table_name == "employer" and "stage_code" in (entry.after or {}):
            changed.setdefault(entry.row_id, []).append(entry)
    for row_id in sorted(set(changed) - written):
        first, last = changed[row_id][0], changed[row_id][-1]
        old, new = first.before["stage_code"], last.after["stage_code"]
        employer = session.get(Employer, row_id)
        if employer is not None and old != new:
            note(employer, old, new, by=_Author(last.Operation))


class _Author:
    """Who made an operation, as the history names people."""

    def __init__(self, operation: Operation) -> None:
        self.id, self.name = operation.actor_id, operation.actor
