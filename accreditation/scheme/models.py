"""Scheme versions as rows: the document never changes once it is stored."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Mapped, mapped_column

from crm.core.db import Model, Numbered


class State(StrEnum):
    """Where a version stands; a draft proposes levels, only a published one can award them."""

    DRAFT = "draft"
    PUBLISHED = "published"
    RETIRED = "retired"


class SchemeVersion(Numbered, Model):
    """One version of the scheme. ``digest`` is the SHA-256 of its document in canonical JSON."""

    __tablename__ = "scheme_version"

    version: Mapped[str] = mapped_column(unique=True)
    state: Mapped[State] = mapped_column(default=State.DRAFT)
    document: Mapped[dict[str, Any]] = mapped_column(deferred=True)
    digest: Mapped[str]
    effective_from: Mapped[date | None]
    created_at: Mapped[datetime]


class Unchangeable(RuntimeError):
    """A stored scheme document was about to change."""


@event.listens_for(SchemeVersion, "before_update")
def _refuse_change(_mapper: Any, _connection: Any, row: SchemeVersion) -> None:
    state = sa.inspect(row)
    if any(state.attrs[name].history.has_changes() for name in ("document", "digest", "version")):
        raise Unchangeable(f"Scheme version {row.version} is stored: make a new version instead.")
