"""One timeline of everything that happened with an employer, read in one statement."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa

from crm.core import features
from crm.core.db import Moment, session
from crm.core.features import TimelineItem, TimelineKind
from crm.core.journal import Entry, Operation
from crm.core.permissions import Permission

SHOWN = 20
#: Moves between stages have a kind of their own on the timeline.
STAGE = "stage"


@dataclass(frozen=True)
class Timeline:
    """A stretch of the timeline; ``earlier`` is where the next stretch begins."""

    items: Sequence[TimelineItem]
    kinds: Sequence[TimelineKind]
    kind: str
    earlier: datetime | None


def read(employer_id: int, *, kind: str = "", before: datetime | None = None) -> Timeline:
    """Return the newest things, of one kind or all, before a moment."""
    kinds = features.allowed("timeline")
    chosen = [k for k in kinds if k.name == kind] or kinds
    if not chosen:
        return Timeline([], kinds, kind, None)
    statement = _statement(tuple(chosen), paged=before is not None)
    rows = session.execute(statement, {"employer_id": employer_id, "before": before}).all()
    say = {one.name: one.say for one in chosen}
    items = [say[row.kind](row) for row in rows[:SHOWN]]
    more = len(rows) > SHOWN
    return Timeline(items, kinds, kind, items[-1].at if more and items else None)


@cache
def _statement(kinds: tuple[TimelineKind, ...], *, paged: bool) -> sa.Select[Any]:
    """Return the one select over these kinds; building it costs more than running it."""
    parts = []
    for one in kinds:
        newest = one.select(sa.bindparam("employer_id", type_=sa.Integer))
        at = newest.selected_columns.at
        if paged:
            newest = newest.where(at < sa.bindparam("before", type_=Moment()))
        sub = newest.order_by(at.desc()).limit(SHOWN + 1).subquery()
        parts.append(sa.select(sa.literal(one.name).label("kind"), *sub.c))
    union = sa.union_all(*parts).subquery() if len(parts) > 1 else parts[0].subquery()
    return sa.select(union).order_by(union.c.at.desc(), union.c.row_id.desc()).limit(SHOWN + 1)


def _changes(employer_id: Any) -> Any:
    """Return the operations that changed the record itself."""
    touched = (
        sa.select(Entry.operation_id)
        .where(
            Entry.subject_id == employer_id,
            Entry.table_name.in_(["employer", "site", "contact"]),
        )
        .distinct()
    )
    return sa.select(
        sa.type_coerce(Operation.at, Moment()).label("at"),
        Operation.id.label("row_id"),
        Operation.title.label("head"),
        sa.literal("").label("body"),
        Operation.actor.label("who"),
    ).where(Operation.id.in_(touched), Operation.kind != STAGE)


CHANGES = TimelineKind(
    name="changes",
    label="Changes",
    permission=Permission.VIEW_HISTORY,
    select=_changes,
    say=lambda row: TimelineItem(
        kind="changes",
        icon="change",
        label=row.head,
        sentence="",
        at=row.at,
        who=row.who,
        url=f"/history/{row.row_id}",
    ),
)
