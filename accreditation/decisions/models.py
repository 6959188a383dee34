"""Decisions and the milestones of conditional ones."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from accreditation.assessments import queries as assessments
from accreditation.assessments.models import Assessment
from accreditation.decisions import guards
from accreditation.decisions.rules import Desk, why_not
from accreditation.reasons.rules import Outcome
from accreditation.scheme.models import SchemeVersion
from accreditation.waivers.models import Waiver
from crm.core import journal, refs
from crm.core.db import Model, Numbered, Versioned, session
from crm.core.errors import RuleBroken
from crm.core.permissions import Permission
from crm.employers.models import Employer
from crm.people.models import Person

KIND = "decision"
"""The kind of an operation that decides: no undo brings it back."""


class NotAllowed(RuleBroken):
    """Somebody tried what they may not do here; the view writes it down."""


def _frozen(*, nullable: bool = False) -> Any:
    """Return a column that is large and frozen: neither loaded in lists nor kept twice."""
    kind = sa.JSON(none_as_null=True)
    return deferred(mapped_column(kind, nullable=nullable, info={"journal": "omit"}))


class Decision(Numbered, Model):
    """One decision on one assessment. Nothing in it ever changes, and it is never worked out again.

    ``facts`` and ``result`` are those of the sealed assessment; ``waived`` lists gates that were
    set aside and ``waived_result`` is what the same facts gave without them. ``letter`` is the text
    that was sent, in blocks. ``digest`` seals all of it together with ``previous``, the digest of
    the decision before it.
    """

    __tablename__ = "decision"
    __subject__ = "employer_id"
    __undo_needs__ = Permission.DECIDE
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["assessment_id", "assessor_id"],
            [Assessment.id, Assessment.assessor_id],
            name="fk_decision_assessment_id_assessor_id_assessment",
        ),
        sa.CheckConstraint("approver_id <> assessor_id", name="four_eyes"),
        sa.CheckConstraint(
            "second_id IS NULL OR (second_id <> approver_id AND second_id <> assessor_id)",
            name="second_eyes",
        ),
        sa.CheckConstraint("(outcome = 'refused') = (level = '')", name="level_when_granted"),
        sa.CheckConstraint(
            "(level = '') = (valid_from IS NULL) AND (level = '') = (valid_until IS NULL)",
            name="dates_when_granted",
        ),
        sa.Index("ix_decision_employer", "employer_id", "id"),
        {"sqlite_autoincrement": True},
    )

    assessment_id: Mapped[int] = mapped_column(unique=True)
    employer_id: Mapped[int] = mapped_column(sa.ForeignKey(Employer.id))
    scheme_version_id: Mapped[int] = mapped_column(sa.ForeignKey(SchemeVersion.id), index=True)
    assessor_id: Mapped[int] = mapped_column(sa.ForeignKey(Person.id), index=True)
    second_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Person.id), index=True)
    approver_id: Mapped[int] = mapped_column(sa.ForeignKey(Person.id), index=True)
    proposed: Mapped[str]
    outcome: Mapped[Outcome]
    level: Mapped[str]
    facts: Mapped[dict[str, Any]] = _frozen()
    judgements: Mapped[dict[str, Any]] = _frozen()
    result: Mapped[dict[str, Any]] = _frozen()
    waived: Mapped[list[Any]] = mapped_column(default=list)
    waived_result: Mapped[dict[str, Any] | None] = _frozen(nullable=True)
    reasons: Mapped[list[Any]] = mapped_column(default=list)
    words: Mapped[str] = mapped_column(default="")
    letter: Mapped[list[Any]] = _frozen()
    decided_at: Mapped[datetime] = mapped_column(index=True)
    valid_from: Mapped[date | None]
    valid_until: Mapped[date | None]
    appeal_until: Mapped[date]
    public_ok: Mapped[bool] = mapped_column(default=False)
    link_id: Mapped[int | None]
    made_up: Mapped[bool] = mapped_column(default=False)
    previous: Mapped[str] = mapped_column(unique=True)
    digest: Mapped[str]

    employer: Mapped[Employer] = relationship(lazy="raise_on_sql")
    scheme_version: Mapped[SchemeVersion] = relationship(lazy="raise_on_sql")
    assessor: Mapped[Person] = relationship(lazy="raise_on_sql", foreign_keys=[assessor_id])
    second: Mapped[Person | None] = relationship(lazy="raise_on_sql", foreign_keys=[second_id])
    approver: Mapped[Person] = relationship(lazy="raise_on_sql", foreign_keys=[approver_id])

    @property
    def ref(self) -> str:
        """Return the short reference, like D-00003."""
        return refs.ref("D", self.id)


class Milestone(Numbered, Versioned, Model):
    """One condition of a decision with its day, met when somebody has seen the proof."""

    __tablename__ = "milestone"
    __subject__ = "employer_id"
    __undo_needs__ = Permission.DECIDE
    __table_args__ = (
        sa.Index("ix_milestone_decision", "decision_id", "due_on"),
        sa.Index("ix_milestone_due", "met_on", "due_on", "id"),
        sa.CheckConstraint(
            "(met_on IS NULL) = (met_by_id IS NULL) AND (met_on IS NULL OR proof <> '')",
            name="met_with_proof",
        ),
        {"sqlite_autoincrement": True},
    )

    decision_id: Mapped[int] = mapped_column(sa.ForeignKey(Decision.id))
    employer_id: Mapped[int] = mapped_column(sa.ForeignKey(Employer.id), index=True)
    words: Mapped[str]
    due_on: Mapped[date]
    met_on: Mapped[date | None]
    met_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Person.id), index=True)
    proof: Mapped[str] = mapped_column(default="")

    met_by: Mapped[Person | None] = relationship(lazy="raise_on_sql")


def _refuse(assessment: Assessment, person_id: int) -> None:
    """Raise ``RuleBroken`` for who may not decide a case, or acts in another's name."""
    acting = journal.acts()
    if acting is not None and acting.id != person_id:
        raise NotAllowed("Only the person who decides can put their name to it.")
    employer = session.get_one(Employer, assessment.employer_id)
    version = session.get_one(SchemeVersion, assessment.scheme_version_id)
    desk = Desk(
        assessment.assessor_id, assessment.second_id, assessment.reviewer_id, employer.council
    )
    bonds = assessments.bonds(employer, version, assessment.id)
    if refused := why_not(session.get_one(Person, person_id), bonds, desk):
        raise NotAllowed(refused)


@event.listens_for(Decision, "before_insert")
def _four_eyes(_mapper: object, _connection: object, row: Decision) -> None:
    """Let nobody decide who may not; it holds for every way to add a row."""
    _refuse(session.get_one(Assessment, row.assessment_id), row.approver_id)


@event.listens_for(Waiver, "before_insert")
def _waived_by_another(_mapper: object, _connection: object, row: Waiver) -> None:
    """Let nobody waive a gate in a case that they assess, or for an employer they are close to."""
    if (case := refs.number_in(row.case_ref, "S")) is not None:
        _refuse(session.get_one(Assessment, case), row.by_id)


event.listen(Model.metadata, "after_create", guards.install)
