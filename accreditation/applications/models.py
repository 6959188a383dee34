"""One application for a level, from the draft behind a link to the decision."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accreditation.scheme.models import SchemeVersion
from crm.core import refs
from crm.core.db import Model, Numbered, Versioned
from crm.core.links import OneTimeLink
from crm.core.permissions import Permission
from crm.employers.models import Contact, Employer
from crm.people.models import Person


class State(StrEnum):
    """Where an application stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    WITHDRAWN = "withdrawn"
    TAKEN = "taken"
    DECIDED = "decided"


class Application(Numbered, Versioned, Model):
    """What an employer answers, for one version of the scheme.

    ``answers`` holds by criterion code {"state", "step", "words", "until", "on"}, and "number" and
    "of" where one is asked for: a criterion without an entry was not answered, which is neither "we
    do not know" nor a "no". ``size_said`` is the size the employer gives where none is on record.
    ``records_right`` is its word on what the service holds. ``level_wanted`` is the level it hopes
    for, if any. ``settled`` says by finding how somebody cleared it up. ``statement`` was signed.
    """

    __tablename__ = "application"
    __subject__ = "employer_id"
    __undo_needs__ = Permission.ASSESS
    __table_args__ = (
        sa.Index("ix_application_state", "state", "submitted_at", "id"),
        sa.Index("ix_application_employer_id", "employer_id", "id"),
        sa.CheckConstraint(
            "state IN ('draft', 'withdrawn') OR (submitted_at IS NOT NULL AND signatory_name <> ''"
            " AND signatory_role <> '' AND declared_on IS NOT NULL)",
            name="signed",
        ),
        {"sqlite_autoincrement": True},
    )

    employer_id: Mapped[int] = mapped_column(sa.ForeignKey(Employer.id, ondelete="CASCADE"))
    contact_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey(Contact.id, ondelete="SET NULL"), index=True
    )
    link_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey(OneTimeLink.id, ondelete="SET NULL"), unique=True
    )
    scheme_version_id: Mapped[int] = mapped_column(sa.ForeignKey(SchemeVersion.id))
    state: Mapped[State] = mapped_column(default=State.DRAFT)
    answers: Mapped[dict[str, Any]] = mapped_column(default=dict)
    size_said: Mapped[str] = mapped_column(default="")
    records_right: Mapped[bool | None]
    records_words: Mapped[str] = mapped_column(default="", server_default="")
    settled: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    level_wanted: Mapped[str] = mapped_column(default="")
    signatory_name: Mapped[str] = mapped_column(default="")
    signatory_role: Mapped[str] = mapped_column(default="")
    statement: Mapped[str] = mapped_column(default="")
    declared_on: Mapped[date | None]
    public_ok: Mapped[bool] = mapped_column(default=False)
    asked_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Person.id))
    asked_at: Mapped[datetime]
    saved_at: Mapped[datetime | None]
    filled_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Person.id))
    submitted_at: Mapped[datetime | None]
    taken_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_why: Mapped[str] = mapped_column(default="")
    renewal_of: Mapped[str] = mapped_column(default="")
    made_up: Mapped[bool] = mapped_column(default=False)

    employer: Mapped[Employer] = relationship(lazy="raise_on_sql")
    contact: Mapped[Contact | None] = relationship(lazy="raise_on_sql")
    scheme_version: Mapped[SchemeVersion] = relationship(lazy="raise_on_sql")
    link: Mapped[OneTimeLink | None] = relationship(lazy="raise_on_sql")
    asked_by: Mapped[Person | None] = relationship(
        lazy="raise_on_sql", foreign_keys="Application.asked_by_id"
    )
    filled_by: Mapped[Person | None] = relationship(
        lazy="raise_on_sql", foreign_keys="Application.filled_by_id"
    )

    @property
    def ref(self) -> str:
        """Return the short reference, like L-00001, which the employer reads out too."""
        return refs.ref("L", self.id)


class ApplicationProof(Numbered, Model):
    """Where files about one criterion of an application are sent: what evidence is about."""

    __tablename__ = "application_proof"
    __undo_needs__ = Permission.ASSESS
    __table_args__ = (
        sa.UniqueConstraint("application_id", "criterion"),
        {"sqlite_autoincrement": True},
    )

    application_id: Mapped[int] = mapped_column(
        sa.ForeignKey(Application.id, ondelete="CASCADE"), index=True
    )
    criterion: Mapped[str]
