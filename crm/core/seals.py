"""The journal's seal: a chain of digests over its entries, and triggers that refuse changes.

The chain covers each entry's digest, not its values, so a person's values can be erased later
while the chain stays whole.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Mapped

from crm.core.db import Model, Numbered, session, table_of
from crm.core.journal import Entry, Operation, digest_of

BATCH = 5000


class Seal(Numbered, Model):
    """One link of the chain: the digest over its entries' digests and the seal before it."""

    __tablename__ = "journal_seal"
    __journal__ = False

    entries: Mapped[int]
    digest: Mapped[str]


@dataclass(frozen=True)
class Verdict:
    """Whether the journal is whole; ``first_bad`` names the first broken entry or seal."""

    ok: bool
    operations: int
    first_bad: str | None


def seal() -> int:
    """Seal entries that no seal covers yet; return how many. Flushes, does not commit."""
    open_entries = session.execute(
        sa.select(Entry.id, Entry.digest)
        .where(Entry.seal_id.is_(None))
        .order_by(Entry.id)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    ).all()
    if not open_entries:
        return 0
    last = session.scalar(sa.select(Seal).order_by(Seal.id.desc()).limit(1).with_for_update())
    link = Seal(
        entries=len(open_entries),
        digest=_link(last.digest if last else "", [d for _, d in open_entries]),
    )
    session.add(link)
    session.flush()
    table = table_of(Entry)
    session.connection().execute(
        sa.update(table).where(table.c.id.in_([i for i, _ in open_entries])).values(seal_id=link.id)
    )
    return len(open_entries)


def verify() -> Verdict:
    """Recompute every digest and every link of the chain."""
    operations = session.scalar(sa.select(sa.func.count()).select_from(Operation)) or 0
    for entry in _entries():
        if not _is_true(entry):
            return Verdict(ok=False, operations=operations, first_bad=f"entry {entry.id}")
    before = ""
    for link in session.scalars(sa.select(Seal).order_by(Seal.id)):
        digests = session.scalars(
            sa.select(Entry.digest).where(Entry.seal_id == link.id).order_by(Entry.id)
        ).all()
        if link.digest != _link(before, list(digests)) or link.entries != len(digests):
            return Verdict(ok=False, operations=operations, first_bad=f"seal {link.id}")
        before = link.digest
    return Verdict(ok=True, operations=operations, first_bad=None)


def _entries() -> Iterator[Entry]:
    """Yield every entry in order, a thousand at a time."""
    last = 0
    while part := session.scalars(
        sa.select(Entry).where(Entry.id > last).order_by(Entry.id).limit(1000)
    ).all():
        yield from part
        last = part[-1].id
        session.expunge_all()


def _is_true(entry: Entry) -> bool:
    if entry.before is None and entry.after is None:
        return True  # erased: its digest still stands in the chain
    names = ("table_name", "row_id", "change", "before", "after", "subject_id", "operation_id")
    return digest_of({n: getattr(entry, n) for n in names}) == entry.digest


def _link(before: str, digests: list[str]) -> str:
    return hashlib.sha256("\n".join([before, *digests]).encode()).hexdigest()


SQLITE_GUARDS = (
    """CREATE TRIGGER journal_entry_kept BEFORE UPDATE ON journal_entry
    WHEN NEW.id <> OLD.id OR NEW.operation_id <> OLD.operation_id
      OR NEW.table_name <> OLD.table_name OR NEW.row_id <> OLD.row_id
      OR NEW.change <> OLD.change OR NEW.digest <> OLD.digest
      OR NEW.subject_id IS NOT OLD.subject_id
      OR (OLD.seal_id IS NOT NULL AND NEW.seal_id IS NOT OLD.seal_id)
      OR (NEW.before IS NOT OLD.before AND NEW.before IS NOT NULL)
      OR (NEW.after IS NOT OLD.after AND NEW.after IS NOT NULL)
    BEGIN SELECT RAISE(ABORT, 'the journal keeps what was written'); END""",
    """CREATE TRIGGER journal_entry_stays BEFORE DELETE ON journal_entry
    BEGIN SELECT RAISE(ABORT, 'the journal keeps what was written'); END""",
    """CREATE TRIGGER journal_seal_kept BEFORE UPDATE ON journal_seal
    BEGIN SELECT RAISE(ABORT, 'the journal keeps what was written'); END""",
    """CREATE TRIGGER journal_seal_stays BEFORE DELETE ON journal_seal
    BEGIN SELECT RAISE(ABORT, 'the journal keeps what was written'); END""",
)
POSTGRES_GUARDS = (
    """CREATE FUNCTION journal_kept() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'the journal keeps what was written'; END $$""",
    """CREATE FUNCTION journal_entry_kept() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF (NEW.id, NEW.operation_id, NEW.table_name, NEW.row_id, NEW.change, NEW.digest)
           IS DISTINCT FROM
         (OLD.id, OLD.operation_id, OLD.table_name, OLD.row_id, OLD.change, OLD.digest)
         OR NEW.subject_id IS DISTINCT FROM OLD.subject_id
         OR (OLD.seal_id IS NOT NULL AND NEW.seal_id IS DISTINCT FROM OLD.seal_id)
         OR (NEW.before::text IS DISTINCT FROM OLD.before::text AND NEW.before IS NOT NULL)
         OR (NEW.after::text IS DISTINCT FROM OLD.after::text AND NEW.after IS NOT NULL)
      THEN RAISE EXCEPTION 'the journal keeps what was written'; END IF;
      RETURN NEW;
    END $$""",
    """CREATE TRIGGER journal_entry_kept BEFORE UPDATE ON journal_entry
    FOR EACH ROW EXECUTE FUNCTION journal_entry_kept()""",
    """CREATE TRIGGER journal_entry_stays BEFORE DELETE ON journal_entry
    FOR EACH ROW EXECUTE FUNCTION journal_kept()""",
    """CREATE TRIGGER journal_seal_kept BEFORE UPDATE OR DELETE ON journal_seal
    FOR EACH ROW EXECUTE FUNCTION journal_kept()""",
)


def _guard(
    _target: object, connection: sa.Connection, *, tables: Sequence[sa.Table], **_: object
) -> None:
    if table_of(Seal) not in tables:
        return
    guards = SQLITE_GUARDS if connection.dialect.name == "sqlite" else POSTGRES_GUARDS
    for statement in guards:
        connection.exec_driver_sql(statement)


event.listen(Model.metadata, "after_create", _guard)
