"""Badges, the keys that signed them, the lists that say which are revoked, and their use.

Private keys are files outside the database (``keys``); only public halves stand here.
"""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accreditation.scheme.models import SchemeVersion
from crm.core.db import Model, Numbered
from crm.employers.models import Employer
from crm.people.models import Person


class KeyKind(StrEnum):
    """What a key signs: the proof inside a badge, or its token."""

    EMBEDDED = "Multikey"
    TOKEN = "JsonWebKey"  # noqa: S105


class Reason(StrEnum):
    """Why a badge was revoked."""

    SUPERSEDED = "superseded"
    CONDITIONS = "conditions no longer met"
    WITHDRAWN = "given back by the employer"
    MISTAKE = "issued by mistake"
    RENAMED = "issued again under a new name"


class Use(StrEnum):
    """What somebody did with a badge: looked whether it holds, or took a file of it."""

    PAGE = "page"
    STATUS = "status"
    CHECKED = "checked"
    JSON = "json"
    TOKEN = "jwt"  # noqa: S105
    PNG = "png"
    SVG = "svg"
    CERTIFICATE = "certificate"


class BadgeKey(Numbered, Model):
    """The public half of a key; never removed, because badges that it signed must still verify."""

    __tablename__ = "badge_key"
    __journal__ = False

    kid: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[KeyKind]
    public: Mapped[str]
    since_at: Mapped[datetime]
    until_at: Mapped[datetime | None]


class StatusList(Numbered, Model):
    """A signed list with one bit a badge: as a credential, and as a token with the same bits."""

    __tablename__ = "badge_status_list"
    __journal__ = False

    document: Mapped[str] = mapped_column(default="")
    token: Mapped[str] = mapped_column(default="")
    signed_at: Mapped[datetime | None]
    good_until: Mapped[datetime | None] = mapped_column(index=True)


class Badge(Numbered, Model):
    """One badge, made only by ``actions.issue``; what was signed never changes.

    ``public_id`` is its address. ``digest`` is the SHA-256 of the canonical form. The journal does
    not keep the signed texts, so an employer that holds a badge cannot go to the trash.
    Under review since ``held_since``: our pages say so, the signed list cannot.
    """

    __tablename__ = "badge"
    __subject__ = "employer_id"
    __table_args__ = (
        sa.UniqueConstraint("list_id", "list_index"),
        {"sqlite_autoincrement": True},
    )

    public_id: Mapped[str] = mapped_column(unique=True)
    employer_id: Mapped[int] = mapped_column(sa.ForeignKey(Employer.id), index=True)
    scheme_version_id: Mapped[int] = mapped_column(sa.ForeignKey(SchemeVersion.id), index=True)
    level_code: Mapped[str]
    holder: Mapped[str]
    list_id: Mapped[int] = mapped_column(sa.ForeignKey(StatusList.id))
    list_index: Mapped[int]
    embedded_key_id: Mapped[int] = mapped_column(sa.ForeignKey(BadgeKey.id), index=True)
    token_key_id: Mapped[int] = mapped_column(sa.ForeignKey(BadgeKey.id), index=True)
    digest: Mapped[str]
    decision: Mapped[str]
    valid_from: Mapped[datetime]
    valid_until: Mapped[datetime] = mapped_column(index=True)
    issued_at: Mapped[datetime]
    issued_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Person.id))
    credential: Mapped[str] = mapped_column(info={"journal": "omit"})
    token: Mapped[str] = mapped_column(info={"journal": "omit"})
    revoked_at: Mapped[datetime | None]
    revoked_why: Mapped[Reason | None]
    revoked_words: Mapped[str] = mapped_column(default="")
    revoked_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Person.id))
    held_since: Mapped[datetime | None]
    held_words: Mapped[str] = mapped_column(default="", server_default="")
    replaces_id: Mapped[int | None] = mapped_column(sa.ForeignKey("badge.id"), index=True)
    made_up: Mapped[bool] = mapped_column(default=False)

    employer: Mapped[Employer] = relationship(lazy="raise_on_sql")
    scheme_version: Mapped[SchemeVersion] = relationship(lazy="raise_on_sql")

    def word(self, now: datetime) -> str:
        """Return how it stands, in the words of ``Report.status``, without reading it."""
        if self.revoked_at is not None:
            return "revoked"
        if self.valid_until <= now:
            return "expired"
        if self.valid_from > now:
            return "not yet valid"
        return "under review" if self.held_since else "valid"


class BadgeUse(Numbered, Model):
    """How often a badge was used in one way on one day; nobody's address is kept."""

    __tablename__ = "badge_use"
    __journal__ = False
    __table_args__ = (
        sa.UniqueConstraint("badge_id", "used_on", "what"),
        {"sqlite_autoincrement": True},
    )

    badge_id: Mapped[int] = mapped_column(sa.ForeignKey(Badge.id))
    used_on: Mapped[date]
    what: Mapped[Use]
    times: Mapped[int]
