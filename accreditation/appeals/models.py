"""Appeals of businesses against decisions and moves of awards."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accreditation.appeals.rules import About, Outcome, State, why_not_answer
from accreditation.assessments import queries as assessments
from accreditation.awards.models import Award, AwardEvent
from accreditation.awards.moves import NotYours
from accreditation.decisions.models import Decision
from accreditation.scheme.models import SchemeVersion
from crm.core import journal, refs
from crm.core.db import Model, Numbered, Versioned, session
from crm.core.errors import RuleBroken
from crm.core.permissions import Permission
from crm.employers.models import Contact, Employer
from crm.people.models import Person

INVOLVED = ("assessor_id", "second_id", "approver_id", "mover_id")
APART = " AND ".join(f"({name} IS NULL OR answered_by_id <> {name})" for name in INVOLVED)


class Appeal(Numbered, Versioned, Model):
    """One review that a business asked for, against a decision or against a move of its award.

    Who assessed, gave the second opinion, decided and moved is copied when it is asked for, so that
    the database itself keeps them from answering. ``answer_by`` is the promised day.
    """

    __tablename__ = "appeal"
    __subject__ = "employer_id"
    __undo_needs__ = Permission.DECIDE
    __table_args__ = (
        sa.CheckConstraint(f"answered_by_id IS NULL OR ({APART})", name="other_eyes"),
        sa.CheckConstraint(
            "(state = 'answered') = (answered_by_id IS NOT NULL) "
            "AND (state = 'answered') = (outcome IS NOT NULL)",
            name="answered_whole",
        ),
        sa.Index("ix_appeal_employer", "employer_id", "id"),
        sa.Index("ix_appeal_state", "state", "answer_by", "id"),
        {"sqlite_autoincrement": True},
    )

    employer_id: Mapped[int] = mapped_column(sa.ForeignKey(Employer.id))
    about: Mapped[About]
    decision_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Decision.id), unique=True)
    event_id: Mapped[int | None] = mapped_column(sa.ForeignKey(AwardEvent.id), unique=True)
    award_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Award.id), index=True)
    contact_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey(Contact.id, ondelete="SET NULL"), index=True
    )
    words: Mapped[str]
    asked_at: Mapped[datetime]
    asked_until: Mapped[date]
    answer_by: Mapped[date]
    assessor_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Person.id), index=True)
    second_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Person.id), index=True)
    approver_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Person.id), index=True)
    mover_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Person.id), index=True)
    state: Mapped[State] = mapped_column(default=State.ASKED)
    reviewer_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Person.id), index=True)
    taken_at: Mapped[datetime | None]
    outcome: Mapped[Outcome | None]
    answer: Mapped[str] = mapped_column(default="")
    private: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Person.id), index=True)
    held_badge: Mapped[bool] = mapped_column(default=False)
    made_up: Mapped[bool] = mapped_column(default=False)

    employer: Mapped[Employer] = relationship(lazy="raise_on_sql")
    decision: Mapped[Decision | None] = relationship(lazy="raise_on_sql")
    award: Mapped[Award | None] = relationship(lazy="raise_on_sql")
    reviewer: Mapped[Person | None] = relationship(lazy="raise_on_sql", foreign_keys=[reviewer_id])
    answered_by: Mapped[Person | None] = relationship(
        lazy="raise_on_sql", foreign_keys=[answered_by_id]
    )

    @property
    def ref(self) -> str:
        """Return the short reference, like X-00003, which the business reads out too."""
        return refs.ref("X", self.id)

    @property
    def involved(self) -> frozenset[int]:
        """Return who worked on what is appealed against, by id."""
        found = (getattr(self, name) for name in INVOLVED)
        return frozenset(number for number in found if number is not None)


def why_not(appeal: Appeal, person: Person) -> str:
    """Say why a person may not take or answer an appeal; nothing when they may."""
    employer = session.get_one(Employer, appeal.employer_id)
    version = _version(appeal)
    close = assessments.bonds(employer, version, _case_id(appeal))
    involved = appeal.involved.union(close.hands)
    return why_not_answer(person, close, involved, council=employer.council)


def _case_id(appeal: Appeal) -> int | None:
    """Return the assessment behind what is appealed against."""
    number = appeal.decision_id
    if number is None and appeal.award_id is not None:
        number = refs.number_in(session.get_one(Award, appeal.award_id).decision_ref, "D")
    decision = session.get(Decision, number) if number else None
    return decision.assessment_id if decision else None


def _version(appeal: Appeal) -> SchemeVersion:
    kept: Decision | Award
    if appeal.decision_id is not None:
        kept = session.get_one(Decision, appeal.decision_id)
    else:
        kept = session.get_one(Award, appeal.award_id)
    return session.get_one(SchemeVersion, kept.scheme_version_id)


FIXED = (
    "about", "decision_id", "event_id", "award_id", "words", "asked_at", "asked_until",
    "answer_by", *INVOLVED,
)  # fmt: skip


@event.listens_for(Appeal, "before_update")
def _other_eyes(_mapper: object, _connection: object, row: Appeal) -> None:
    """Let nobody answer who worked on it, or in another's name, and nothing answered change."""
    attrs = sa.inspect(row).attrs
    was = (attrs.state.history.deleted or (row.state,))[0]
    if any(attrs[name].history.has_changes() for name in FIXED):
        raise RuleBroken(f"{row.ref} stays as it was asked for.")
    answered = any(attrs[name].history.has_changes() for name in ("outcome", "answer", "state"))
    if was is State.ANSWERED and answered:
        raise RuleBroken(f"{row.ref} is answered and stays as it was answered.")
    for name in ("reviewer_id", "answered_by_id"):
        number = getattr(row, name)
        if number is None or not attrs[name].history.has_changes():
            continue
        acting = journal.acts()
        if acting is not None and acting.id != number:
            raise RuleBroken("Only the person who looks at it can put their name to it.")
        with session.no_autoflush:
            if refused := why_not(row, session.get_one(Person, number)):
                raise NotYours(refused)
