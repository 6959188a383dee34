"""One timeline of everything that happened with an employer, read in one statement."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from itertools import groupby
from typing import Any

import sqlalchemy as sa

from crm.core import clock, features
from crm.core.calendar import london_date
from crm.core.db import Moment, session
from crm.core.features import TimelineItem, TimelineKind
from crm.core.journal import Entry, Operation
from crm.core.permissions import Permission
from crm.employers.models import TimelinePin

SHOWN = 20
#: So many changes of fields in a row stand behind one line.
FOLDED_FROM = 3
#: Moves between stages have a kind of their own on the timeline.
STAGE = "stage"
ROW, PIN, COUNT = "row", "pin", "count"


@dataclass(frozen=True)
class Shown:
    """One thing on the timeline; ``key`` names it, as ``activity:12``."""

    key: str
    item: TimelineItem
    pinned: bool


@dataclass(frozen=True)
class Run:
    """Things that stand together; small changes stand behind one line."""

    things: Sequence[Shown]
    folded: bool


@dataclass(frozen=True)
class Timeline:
    """A stretch of the timeline; ``earlier`` is where the next stretch begins.

    ``counts`` say how many things of each kind there are, as far as the words asked for go.
    """

    kinds: Sequence[TimelineKind]
    kind: str = ""
    words: str = ""
    items: Sequence[Shown] = ()
    pinned: Sequence[Shown] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    earlier: datetime | None = None

    @property
    def total(self) -> int:
        """Return how many things there are of all kinds."""
        return sum(self.counts.values())

    def groups(self) -> list[tuple[str, list[Run]]]:
        """Return this week and what was earlier, each as runs."""
        today = clock.today()
        monday = today - timedelta(days=today.weekday())
        weeks = groupby(self.items, lambda one: london_date(one.item.at) >= monday)
        return [("This week" if new else "Earlier", self._runs(list(part))) for new, part in weeks]

    def _runs(self, things: list[Shown]) -> list[Run]:
        plain = self.kind or self.words
        small = {one.name for one in self.kinds if one.small and not plain}
        found: list[Run] = []
        for is_small, part in groupby(things, lambda one: one.item.kind in small):
            run = list(part)
            found.append(Run(run, folded=is_small and len(run) >= FOLDED_FROM))
        return found


def read(
    employer_id: int, *, kind: str = "", words: str = "", before: datetime | None = None
) -> Timeline:
    """Return the newest things, of one kind or all, with these words in them, before a moment."""
    kinds = features.allowed("timeline")
    if not kinds:
        return Timeline(kinds)
    known = kind if any(one.name == kind for one in kinds) else ""
    like = _like(words)
    statement = _statement(tuple(kinds), known, paged=before is not None, searched=bool(like))
    rows = session.execute(
        statement, {"employer_id": employer_id, "before": before, "words": like}
    ).all()
    say = {one.name: one.say for one in kinds}
    pins = {(row.kind, row.row_id) for row in rows if row.part == PIN}
    found: dict[str, list[Shown]] = {ROW: [], PIN: []}
    for row in rows:
        if row.part != COUNT:
            key = f"{row.kind}:{row.row_id}"
            shown = Shown(key, say[row.kind](row), (row.kind, row.row_id) in pins)
            found[row.part].append(shown)
    items = found[ROW][:SHOWN]
    return Timeline(
        kinds,
        known,
        words,
        items,
        found[PIN],
        {row.kind: row.row_id for row in rows if row.part == COUNT and row.row_id},
        items[-1].item.at if len(found[ROW]) > SHOWN else None,
    )


def _like(words: str) -> str:
    text = words.lower().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_").strip()
    return f"%{text}%" if text else ""


@cache
def _statement(
    kinds: tuple[TimelineKind, ...], chosen: str, *, paged: bool, searched: bool
) -> sa.Select[Any]:
    """Return the one select over these kinds; building it costs more than running it.

    Its parts are the newest rows, the pinned ones, and the number of each kind.
    """
    rows, others = [], []
    for one in kinds:
        every = one.select(sa.bindparam("employer_id", type_=sa.Integer)).subquery()
        met = [_has_words(one, every)] if searched else []
        others.append(_counted(one, sa.select(sa.func.count()).select_from(every).where(*met)))
        others.append(_named(PIN, one, every).where(every.c.row_id.in_(_pins_of(one))))
        if chosen in ("", one.name):
            until = [every.c.at < sa.bindparam("before", type_=Moment())] if paged else []
            newest = _named(ROW, one, every).where(*met, *until)
            last = newest.order_by(every.c.at.desc(), every.c.row_id.desc()).limit(SHOWN + 1)
            rows.append(sa.select(last.subquery()))
    union = sa.union_all(*rows).subquery()
    newest = sa.select(union).order_by(union.c.at.desc(), union.c.row_id.desc()).limit(SHOWN + 1)
    found = sa.union_all(sa.select(newest.subquery()), *others).subquery()
    return sa.select(found).order_by(found.c.at.desc(), found.c.row_id.desc())


def _named(part: str, kind: TimelineKind, every: Any) -> Any:
    return sa.select(sa.literal(part).label("part"), sa.literal(kind.name).label("kind"), *every.c)


def _counted(kind: TimelineKind, count: Any) -> Any:
    nothing = sa.type_coerce(sa.cast(sa.null(), sa.DateTime), Moment()).label("at")
    no_text = [sa.literal("").label(name) for name in ("head", "body", "who")]
    return sa.select(
        sa.literal(COUNT).label("part"),
        sa.literal(kind.name).label("kind"),
        nothing,
        count.scalar_subquery().label("row_id"),
        *no_text,
    )


def _has_words(kind: TimelineKind, every: Any) -> Any:
    text = every.c.head + " " + every.c.body + " " + every.c.who + " " + kind.label
    return sa.func.lower(text).like(sa.bindparam("words", type_=sa.Text), escape="\\")


def _pins_of(kind: TimelineKind) -> Any:
    return sa.select(TimelinePin.row_id).where(
        TimelinePin.employer_id == sa.bindparam("employer_id", type_=sa.Integer),
        TimelinePin.kind == kind.name,
    )


def changes_of(tables: Sequence[str], *but: str) -> Any:
    """Return a select for a kind of timeline: the operations that changed rows of these tables.

    Operations of the kinds named last are left out.
    """

    def select(employer_id: Any) -> Any:
        touched = sa.select(Entry.operation_id).where(
            Entry.subject_id == employer_id, Entry.table_name.in_(tables)
        )
        return sa.select(
            sa.type_coerce(Operation.at, Moment()).label("at"),
            Operation.id.label("row_id"),
            Operation.title.label("head"),
            sa.literal("").label("body"),
            Operation.actor.label("who"),
        ).where(Operation.id.in_(touched), Operation.kind.not_in(but))

    return select


def change(kind: str, icon: str) -> Any:
    """Return what says such an operation, with a link to what changed."""

    def say(row: Any) -> TimelineItem:
        url = f"/history/{row.row_id}"
        return TimelineItem(kind, icon, row.head, "", at=row.at, who=row.who, url=url)

    return say


CHANGES = TimelineKind(
    name="changes",
    label="Changes",
    permission=Permission.VIEW_HISTORY,
    select=changes_of(["employer", "site", "contact"], STAGE),
    say=change("changes", "change"),
    small=True,
)
