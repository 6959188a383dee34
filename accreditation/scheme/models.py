"""Scheme versions as rows: a draft is edited, a published version never changes again."""

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Mapped, mapped_column

from crm.core.db import Model, Numbered, table_of
from crm.core.errors import RuleBroken
from crm.core.permissions import Permission
from crm.people.models import Person


class State(StrEnum):
    """Where a version stands; a draft proposes levels, only a published one can award them."""

    DRAFT = "draft"
    PUBLISHED = "published"
    RETIRED = "retired"


class SchemeVersion(Numbered, Model):
    """One version of the scheme. ``digest`` is the SHA-256 of its document in canonical JSON.

    ``made_from`` is empty for the proposal that came with the product: it is copied, not edited.
    Levels awarded under earlier versions count until ``honoured_until``; empty lets each run to
    its own end.
    """

    __tablename__ = "scheme_version"
    __undo_needs__ = Permission.MANAGE_SCHEME

    version: Mapped[str] = mapped_column(unique=True)
    state: Mapped[State] = mapped_column(default=State.DRAFT)
    document: Mapped[dict[str, Any]] = mapped_column(deferred=True)
    digest: Mapped[str]
    effective_from: Mapped[date | None]
    created_at: Mapped[datetime]
    made_from: Mapped[str] = mapped_column(default="")
    why: Mapped[str] = mapped_column(default="")
    honoured_until: Mapped[date | None]
    published_at: Mapped[datetime | None]
    published_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Person.id))
    retired_at: Mapped[datetime | None]
    retired_why: Mapped[str] = mapped_column(default="")

    @property
    def editable(self) -> bool:
        """Tell whether its document may still be changed."""
        return self.state is State.DRAFT and bool(self.made_from)


class Unchangeable(RuleBroken):
    """A published scheme version was about to change."""


FIXED = ("document", "digest", "version", "effective_from", "honoured_until")


@event.listens_for(SchemeVersion, "before_update")
def _refuse_change(_mapper: Any, _connection: Any, row: SchemeVersion) -> None:
    attrs = sa.inspect(row).attrs
    was = (attrs.state.history.deleted or (row.state,))[0]
    # The act of publishing settles the dates; the document is settled before it.
    names = FIXED if was is not State.DRAFT else FIXED[:3] if not row.editable else ()
    if any(attrs[name].history.has_changes() for name in names):
        raise Unchangeable(f"Scheme version {row.version} is settled: make a new version instead.")


SAYS = "a published scheme version never changes"
SQLITE_GUARDS = (
    f"""CREATE TRIGGER scheme_version_kept BEFORE UPDATE ON scheme_version
    WHEN OLD.state <> 'draft' AND (NEW.state = 'draft' OR NEW.document <> OLD.document
        OR NEW.digest <> OLD.digest OR NEW.version <> OLD.version
        OR NEW.effective_from IS NOT OLD.effective_from)
    BEGIN SELECT RAISE(ABORT, '{SAYS}'); END""",
    f"""CREATE TRIGGER scheme_version_stays BEFORE DELETE ON scheme_version
    WHEN OLD.state <> 'draft' BEGIN SELECT RAISE(ABORT, '{SAYS}'); END""",
)
POSTGRES_GUARDS = (
    f"""CREATE FUNCTION scheme_version_kept() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF OLD.state = 'draft' THEN RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END; END IF;
        IF TG_OP = 'DELETE' OR NEW.state = 'draft'
            OR NEW.document::text <> OLD.document::text OR NEW.digest <> OLD.digest
            OR NEW.version <> OLD.version
            OR NEW.effective_from IS DISTINCT FROM OLD.effective_from
        THEN RAISE EXCEPTION '{SAYS}'; END IF;
        RETURN NEW;
    END $$""",
    """CREATE TRIGGER scheme_version_kept BEFORE UPDATE OR DELETE ON scheme_version
    FOR EACH ROW EXECUTE FUNCTION scheme_version_kept()""",
)


def _guard(
    _target: object, connection: sa.Connection, *, tables: Sequence[sa.Table], **_: object
) -> None:
    if table_of(SchemeVersion) not in tables:
        return
    sqlite = connection.dialect.name == "sqlite"
    for statement in SQLITE_GUARDS if sqlite else POSTGRES_GUARDS:
        connection.exec_driver_sql(statement)


event.listen(Model.metadata, "after_create", _guard)
