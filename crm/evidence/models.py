"""What evidence is asked for, the requests, files that wait to be sent, and files that came."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.core import refs
from crm.core.db import Model, Numbered, Versioned
from crm.core.links import OneTimeLink
from crm.core.permissions import Permission
from crm.employers.models import Contact, Employer
from crm.followups.models import FollowUp
from crm.people.models import Person
from crm.vault.models import StoredFile
from crm.vault.rules import Kind
from crm.vault.sealed import Stored


class EvidencePurpose(Numbered, Versioned, Model):
    """One thing that employers are asked to prove, in the words they read, as data with a source.

    ``about`` is the kind of row it is asked for; ``kind`` is what its files are kept as.
    """

    __tablename__ = "evidence_purpose"
    __undo_needs__ = Permission.EDIT_RATES

    code: Mapped[str] = mapped_column(unique=True)
    about: Mapped[str]
    name: Mapped[str]
    send: Mapped[str]
    why: Mapped[str]
    hide: Mapped[str]
    kind: Mapped[Kind]
    most_files: Mapped[int]
    days: Mapped[int]
    source: Mapped[str]
    status: Mapped[str]


class EvidenceRequest(Numbered, Versioned, Model):
    """One request to an employer's contact. Its link works until ``ends_on``, or ``closed_at``.

    The link itself follows this row, also after an undo. ``follow_up_id`` is the asker's next step.
    ``words`` say what to send, where the purpose leaves that to the asker.
    """

    __tablename__ = "evidence_request"
    __subject__ = "employer_id"
    __undo_needs__ = Permission.EDIT_WORK
    __table_args__ = (
        sa.Index("ix_evidence_request_about", "subject_kind", "subject_id", "id"),
        {"sqlite_autoincrement": True},
    )

    employer_id: Mapped[int] = mapped_column(sa.ForeignKey(Employer.id), index=True)
    contact_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Contact.id), index=True)
    purpose: Mapped[str]
    subject_kind: Mapped[str]
    subject_id: Mapped[int]
    asked_by_id: Mapped[int] = mapped_column(sa.ForeignKey(Person.id))
    asked_at: Mapped[datetime]
    ends_on: Mapped[date]
    words: Mapped[str] = mapped_column(default="", server_default="")
    closed_at: Mapped[datetime | None]
    closed_why: Mapped[str] = mapped_column(default="")
    follow_up_id: Mapped[int | None] = mapped_column(sa.ForeignKey(FollowUp.id), unique=True)
    link_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey(OneTimeLink.id, ondelete="SET NULL"), unique=True
    )

    employer: Mapped[Employer] = relationship(lazy="raise_on_sql")
    contact: Mapped[Contact | None] = relationship(lazy="raise_on_sql")
    asked_by: Mapped[Person] = relationship(lazy="raise_on_sql")
    link: Mapped[OneTimeLink | None] = relationship(lazy="raise_on_sql")

    @property
    def ref(self) -> str:
        """Return the short reference, like R-00012, which the employer reads out too."""
        return refs.ref("R", self.id)


class EvidenceDraft(Numbered, Model):
    """A file that was looked into and waits to be sent by the browser it came from.

    ``sitting`` is the digest of that browser's own key. Nobody else sees it, and unsent it goes.
    """

    __tablename__ = "evidence_draft"
    __journal__ = False
    __table_args__ = (
        sa.UniqueConstraint("request_id", "sitting", "given"),
        {"sqlite_autoincrement": True},
    )

    request_id: Mapped[int] = mapped_column(
        sa.ForeignKey(EvidenceRequest.id, ondelete="CASCADE"), index=True
    )
    sitting: Mapped[str]
    given: Mapped[str]
    kind: Mapped[Kind]
    place: Mapped[str] = mapped_column(unique=True)
    media: Mapped[str]
    suffix: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str]
    pages: Mapped[int]
    covered: Mapped[int]
    touched_at: Mapped[datetime] = mapped_column(index=True)

    @property
    def stored(self) -> Stored:
        """Return what is known of the bytes."""
        return Stored(**{name: getattr(self, name) for name in Stored.__annotations__})


class EvidenceFile(Numbered, Model):
    """A file that came by a request's link."""

    __tablename__ = "evidence_file"

    request_id: Mapped[int] = mapped_column(sa.ForeignKey(EvidenceRequest.id), index=True)
    file_id: Mapped[int] = mapped_column(sa.ForeignKey(StoredFile.id), unique=True)
    sent_at: Mapped[datetime]

    file: Mapped[StoredFile] = relationship(lazy="raise_on_sql")
