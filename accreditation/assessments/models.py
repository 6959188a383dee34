"""Assessments, interests that people declared, and acts that were refused."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from accreditation.applications.models import Application
from accreditation.assessments import guards
from accreditation.assessments.rules import State
from accreditation.scheme.document import digest
from accreditation.scheme.models import SchemeVersion
from crm.core import journal, refs
from crm.core.db import Model, Numbered, Versioned, session
from crm.core.errors import RuleBroken
from crm.core.journal import Entry
from crm.core.permissions import Permission
from crm.employers.models import Employer
from crm.people.models import Person

KIND = "case"
"""Of operations that pass a case on: no undo brings a case back to what it was."""
TAKEN = "state <> 'dropped'"
"""An application is assessed once; what was dropped is taken anew."""


class Assessment(Numbered, Versioned, Model):
    """One employer judged once against a version: by whom, what was found and how firmly.

    ``facts`` and ``result`` are what the score was given and gave when the draft went out, then
    when it became ready for a decision; from then on ``digest`` seals them with the judgements.
    ``asked`` lists what was asked on one criterion: its code, words, request and when it came.
    ``paused_days`` are working days on which it waited for the employer.
    """

    __tablename__ = "assessment"
    __subject__ = "employer_id"
    __undo_needs__ = Permission.ASSESS
    __table_args__ = (
        sa.UniqueConstraint("id", "assessor_id"),
        sa.Index("ix_assessment_employer", "employer_id", "id"),
        sa.Index("ix_assessment_state", "state", "id"),
        sa.Index(
            "ix_assessment_application",
            "application_id",
            unique=True,
            sqlite_where=sa.text(TAKEN),
            postgresql_where=sa.text(TAKEN),
        ),
        sa.CheckConstraint("second_id IS NULL OR second_id <> assessor_id", name="second_eyes"),
        sa.CheckConstraint("state NOT IN ('ready', 'decided') OR digest <> ''", name="sealed"),
        sa.CheckConstraint(
            "state NOT IN ('ready', 'decided') OR NOT borderline OR second_id IS NOT NULL",
            name="borderline_seconded",
        ),
        {"sqlite_autoincrement": True},
    )

    employer_id: Mapped[int] = mapped_column(sa.ForeignKey(Employer.id))
    application_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Application.id))
    scheme_version_id: Mapped[int] = mapped_column(sa.ForeignKey(SchemeVersion.id), index=True)
    state: Mapped[State] = mapped_column(default=State.OPEN)
    assessor_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Person.id), index=True)
    opened_at: Mapped[datetime]
    why_opened: Mapped[str] = mapped_column(default="")
    judgements: Mapped[dict[str, Any]] = mapped_column(default=dict)
    asked: Mapped[list[Any]] = mapped_column(default=list)
    assessor_words: Mapped[str] = mapped_column(default="")
    facts: Mapped[dict[str, Any] | None] = deferred(mapped_column(sa.JSON(none_as_null=True)))
    result: Mapped[dict[str, Any] | None] = deferred(mapped_column(sa.JSON(none_as_null=True)))
    digest: Mapped[str] = mapped_column(default="")
    proposed: Mapped[str] = mapped_column(default="")
    confidence: Mapped[str] = mapped_column(default="")
    kept_percent: Mapped[int | None]
    borderline: Mapped[bool] = mapped_column(default=False)
    second_asked_at: Mapped[datetime | None]
    second_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Person.id), index=True)
    second_words: Mapped[str] = mapped_column(default="")
    second_at: Mapped[datetime | None]
    reviewer_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Person.id), index=True)
    reviewer_why: Mapped[str] = mapped_column(default="")
    draft_sent_at: Mapped[datetime | None]
    correct_until: Mapped[date | None]
    corrections: Mapped[str] = mapped_column(default="")
    corrected_at: Mapped[datetime | None]
    contact_id: Mapped[int | None]
    link_id: Mapped[int | None]
    paused_at: Mapped[datetime | None]
    paused_days: Mapped[int] = mapped_column(default=0)
    ready_at: Mapped[datetime | None]
    sent_back: Mapped[str] = mapped_column(default="")
    dropped_why: Mapped[str] = mapped_column(default="")
    made_up: Mapped[bool] = mapped_column(default=False)

    employer: Mapped[Employer] = relationship(lazy="raise_on_sql")
    application: Mapped[Application | None] = relationship(lazy="raise_on_sql")
    scheme_version: Mapped[SchemeVersion] = relationship(lazy="raise_on_sql")
    assessor: Mapped[Person | None] = relationship(lazy="raise_on_sql", foreign_keys=[assessor_id])
    second: Mapped[Person | None] = relationship(lazy="raise_on_sql", foreign_keys=[second_id])
    reviewer: Mapped[Person | None] = relationship(lazy="raise_on_sql", foreign_keys=[reviewer_id])

    @property
    def ref(self) -> str:
        """Return the short reference, like S-00003."""
        return refs.ref("S", self.id)


class Interest(Numbered, Versioned, Model):
    """What somebody declared: family, money or work that ties them to an employer."""

    __tablename__ = "declared_interest"
    __subject__ = "employer_id"
    __undo_needs__ = Permission.VIEW_ACCREDITATION
    __table_args__ = (
        sa.Index("ix_declared_interest_employer", "employer_id", "person_id"),
        {"sqlite_autoincrement": True},
    )

    employer_id: Mapped[int] = mapped_column(sa.ForeignKey(Employer.id))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey(Person.id), index=True)
    words: Mapped[str]
    declared_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class RefusedAct(Numbered, Model):
    """Somebody tried what they may not do here; kept for the auditor, never changed.

    ``assessment_id`` is a number only: the log outlives what was tried.
    """

    __tablename__ = "refused_act"
    __journal__ = False
    __table_args__ = (
        sa.Index("ix_refused_act_assessment", "assessment_id", "id"),
        {"sqlite_autoincrement": True},
    )

    assessment_id: Mapped[int | None]
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Person.id), index=True)
    at: Mapped[datetime]
    act: Mapped[str]
    why: Mapped[str]

    person: Mapped[Person | None] = relationship(lazy="raise_on_sql")


class Sealed(RuleBroken):
    """An assessment that waits for its decision, or has it, was about to change."""


def sealed_parts(row: Assessment) -> dict[str, Any]:
    """Return what the digest of a sealed assessment covers."""
    return {
        "facts": row.facts,
        "result": row.result,
        "judgements": row.judgements,
        "assessor": row.assessor_id,
        "words": row.assessor_words,
        "second": row.second_id,
        "second_words": row.second_words,
        "borderline": row.borderline,
    }


def written_of(assessment_id: int) -> sa.ColumnElement[bool]:
    """Return what picks the journal entries of one assessment."""
    return sa.and_(
        Entry.table_name == Assessment.__tablename__, Entry.row_id == assessment_id
    )  # fmt: skip


def named(column: str, entries: Iterable[Any]) -> frozenset[int]:
    """Return whom a column ever named, by id, of before and after of journal entries."""
    found = {(values or {}).get(column) for entry in entries for values in entry}
    return frozenset(number for number in found if number is not None)


def _assessed(row: Assessment) -> frozenset[int]:
    return named(
        "assessor_id",
        session.execute(sa.select(Entry.before, Entry.after).where(written_of(row.id))),
    )


OWN = {"judgements": "assessor_id", "assessor_words": "assessor_id", "second_words": "second_id"}


@event.listens_for(Assessment, "before_update")
def _keep(_mapper: object, _connection: object, row: Assessment) -> None:
    """Let nobody change what is sealed, and nobody write in another's name.

    It holds for every way to change a row through the session, undo among them.
    """
    attrs = sa.inspect(row).attrs
    was = (attrs.state.history.deleted or (row.state,))[0]
    changed = any(attrs[name].history.has_changes() for name in guards.SEALED)
    if was is State.DECIDED and (changed or row.state is not was):
        raise Sealed(f"{row.ref} is decided and stays as it was decided. Assess anew.")
    if was is State.READY and changed and row.state is not State.OPEN:
        raise Sealed(f"{row.ref} waits for a decision and does not change. Have it sent back.")
    if row.state is State.READY and was is not State.READY:
        _check_seal(row)
    acting = journal.acts()
    for what, whose in OWN.items():
        written = attrs[what].history.has_changes() and getattr(row, what)
        if written and acting is not None and acting.id != getattr(row, whose):
            raise RuleBroken("Only who judges can put their name to it.")
    if attrs["second_id"].history.has_changes() and row.second_id in _assessed(row):
        raise RuleBroken("Who ever assessed this case gives no second opinion on it.")


def _check_seal(row: Assessment) -> None:
    if row.digest != digest(sealed_parts(row)):
        raise Sealed(f"{row.ref} was judged anew since it was sealed. Send it for a decision.")


event.listen(Model.metadata, "after_create", guards.install)
