"""One search over everything, with the same answers on SQLite (FTS5) and PostgreSQL (pg_trgm).

Text is normalised in Python. A word of three letters or more matches anywhere; a shorter word
matches the start of a word; every word must match. Each kind of row has its own range of ids, so
that a search within one kind never walks the others.
"""

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Mapped, Session, UOWTransaction, mapped_column

from crm.core.db import Model, engine_name, session, table_of, upsert
from crm.core.permissions import Permission

RANGE = 1 << 40
MOST_WORDS = 8
_LETTERS_APART = str.maketrans({"ß": "ss", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "þ": "th"})


class SearchEntry(Model):
    """What one row is found by; ``id`` is the kind's range plus the row's id."""

    __tablename__ = "search_entry"
    __journal__ = False

    id: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True, autoincrement=False)
    subject_id: Mapped[int | None] = mapped_column(index=True)
    title: Mapped[str]
    detail: Mapped[str]
    text: Mapped[str]


@dataclass(frozen=True)
class Found:
    """The words a row is found by and shown with."""

    title: str
    detail: str = ""
    more: str = ""


@dataclass(frozen=True)
class SearchKind:
    """A kind of row that can be found. ``number`` is its own for ever.

    ``icon`` stands before it; things are done with rows of a kind that is ``with_acts``: with the
    employer they belong to. ``steps`` returns the next step of rows by id, with ``state`` and
    ``words``.
    """

    number: int
    label: str
    model: type[Model]
    permission: Permission
    describe: Callable[[Any], Found | None]
    address: Callable[[int, int | None], str]
    icon: str = "note"
    with_acts: bool = False
    steps: Callable[[Sequence[int]], Mapping[int, Any]] | None = None

    @property
    def first(self) -> int:
        """Return the id before the first of this kind."""
        return self.number * RANGE


@dataclass(frozen=True)
class Hit:
    """One row found."""

    kind: SearchKind
    row_id: int
    subject_id: int | None
    title: str
    detail: str

    @property
    def url(self) -> str:
        """Return the address of the row's page."""
        return self.kind.address(self.row_id, self.subject_id)


_kinds: dict[type[Model], SearchKind] = {}


def install(kinds: Sequence[SearchKind]) -> None:
    """Keep entries for these kinds from now on."""
    _kinds.clear()
    _kinds.update({kind.model: kind for kind in kinds})
    if not event.contains(Session, "after_flush", _keep):
        event.listen(Session, "after_flush", _keep)


def kinds() -> Sequence[SearchKind]:
    """Return the kinds in the order they are shown."""
    return sorted(_kinds.values(), key=lambda kind: kind.number)


def normalise(text: str) -> str:
    """Return ``text`` without accents, case and punctuation, words apart by one space."""
    spread = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    spread = spread.translate(_LETTERS_APART)
    bare = "".join(c for c in spread if not unicodedata.combining(c)).replace("&", " and ")
    bare = bare.replace("'", "").replace("’", "")
    return " ".join("".join(c if c.isalnum() else " " for c in bare).split())


def matching(kind: SearchKind, query: str) -> sa.Select[Any] | None:
    """Return a select of the row ids of ``kind`` that match, or None when nothing is asked."""
    found = _matching(kind, query)
    if found is None:
        return None
    chosen, entry_id = found
    return chosen.with_only_columns((entry_id - kind.first).label("row_id"))


def _matching(kind: SearchKind, query: str) -> tuple[sa.Select[Any], Any] | None:
    """Return a select of the entries of ``kind`` that match, and the column with their ids."""
    words = normalise(query).split()[:MOST_WORDS]
    if not words:
        return None
    short = [w for w in words if len(w) < 3]
    starts = [SearchEntry.text.like(f"% {w}%") for w in short]
    entry_id: Any = SearchEntry.id
    if engine_name() != "sqlite" or len(short) == len(words):
        parts = [SearchEntry.text.like(f"%{w}%") for w in words if len(w) >= 3]
        chosen = sa.select(entry_id).where(*parts)
    else:
        fts = sa.table("search_fts", sa.column("rowid", sa.BigInteger), sa.column("search_fts"))
        asked = " AND ".join(f'"{w}"' for w in words if len(w) >= 3)
        entry_id = fts.c.rowid
        chosen = sa.select(entry_id).where(fts.c.search_fts.op("MATCH")(asked))
        if short:
            chosen = chosen.join(SearchEntry, SearchEntry.id == entry_id)
    inside = (entry_id > kind.first, entry_id < kind.first + RANGE)
    return chosen.where(*inside, *starts), entry_id


def find(query: str, shown: Sequence[SearchKind], *, each: int = 10) -> list[Hit]:
    """Return the newest matches of each kind, at most ``each`` a kind, in one statement."""
    parts = []
    for kind in shown:
        found = _matching(kind, query)
        if found is None:
            return []
        chosen, entry_id = found  # ordered by the index's own number, so that it can stop early
        newest = (
            chosen.with_only_columns(entry_id.label("id"))
            .order_by(entry_id.desc())
            .limit(each)
            .subquery()
        )
        parts.append(
            sa.select(
                sa.literal(kind.number).label("number"),
                (newest.c.id - kind.first).label("row_id"),
                SearchEntry.subject_id,
                SearchEntry.title,
                SearchEntry.detail,
            ).join(SearchEntry, SearchEntry.id == newest.c.id)
        )
    if not parts:
        return []
    by_number = {kind.number: kind for kind in shown}
    rows = session.execute(sa.union_all(*parts) if len(parts) > 1 else parts[0])
    hits = [Hit(by_number[n], row_id, subject, t, d) for n, row_id, subject, t, d in rows]
    return sorted(hits, key=lambda h: (h.kind.number, -h.row_id))


def _keep(db_session: Session, _context: UOWTransaction) -> None:
    rows, gone = [], []
    for row in [*db_session.new, *db_session.dirty]:
        if kind := _kinds.get(type(row)):
            entry = _entry(kind, row)
            rows.append(entry) if entry else gone.append(kind.first + row.id)
    gone += [k.first + r.id for r in db_session.deleted if (k := _kinds.get(type(r)))]
    table = table_of(SearchEntry)
    if gone:
        for start in range(0, len(gone), 500):
            db_session.connection().execute(
                sa.delete(table).where(table.c.id.in_(gone[start : start + 500]))
            )
    upsert(SearchEntry, rows, "id")


def _entry(kind: SearchKind, row: Any) -> dict[str, Any] | None:
    found = kind.describe(row)
    if found is None:
        return None
    subject = kind.model.__subject__
    return {
        "id": kind.first + row.id,
        "subject_id": getattr(row, subject) if subject else None,
        "title": found.title,
        "detail": found.detail,
        "text": " " + normalise(f"{found.title} {found.detail} {found.more}"),
    }


SQLITE_INDEX = (
    """CREATE VIRTUAL TABLE search_fts USING fts5(
    text, content='search_entry', content_rowid='id', tokenize='trigram')""",
    """CREATE TRIGGER search_entry_added AFTER INSERT ON search_entry BEGIN
    INSERT INTO search_fts(rowid, text) VALUES (NEW.id, NEW.text); END""",
    """CREATE TRIGGER search_entry_gone AFTER DELETE ON search_entry BEGIN
    INSERT INTO search_fts(search_fts, rowid, text) VALUES ('delete', OLD.id, OLD.text); END""",
    """CREATE TRIGGER search_entry_changed AFTER UPDATE OF text ON search_entry
    WHEN NEW.text <> OLD.text BEGIN
    INSERT INTO search_fts(search_fts, rowid, text) VALUES ('delete', OLD.id, OLD.text);
    INSERT INTO search_fts(rowid, text) VALUES (NEW.id, NEW.text); END""",
)
POSTGRES_INDEX = (
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    "CREATE INDEX ix_search_entry_trigrams ON search_entry USING gin (text gin_trgm_ops)",
)


def _index(
    _target: object, connection: sa.Connection, *, tables: Sequence[sa.Table], **_: object
) -> None:
    if table_of(SearchEntry) in tables:
        sqlite = connection.dialect.name == "sqlite"
        for statement in SQLITE_INDEX if sqlite else POSTGRES_INDEX:
            connection.exec_driver_sql(statement)


event.listen(Model.metadata, "after_create", _index)
