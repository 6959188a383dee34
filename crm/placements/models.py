"""The placement."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.core import refs
from crm.core.db import Model, Numbered, Versioned
from crm.core.permissions import Permission
from crm.employers.models import Employer
from crm.participants.rules import Pathway
from crm.pay.models import Paid
from crm.people.models import Person
from crm.vacancies.models import Vacancy


class Kind(StrEnum):
    """What a placement is. A work trial or internship is never counted as a job start."""

    JOB = "job"
    APPRENTICESHIP = "apprenticeship"
    SUPPORTED_INTERNSHIP = "supported internship"
    WORK_TRIAL = "work trial"


IN_WORK = (Kind.JOB, Kind.APPRENTICESHIP)
"""The kinds that are paid work. Source: the project's domain reference, 1.4."""


class Placement(Numbered, Versioned, Paid, Model):
    """One person's work with one employer; the person is an opaque reference and nothing else."""

    __tablename__ = "placement"
    __restorable__ = dict.fromkeys("job_title notes".split(), ())
    __subject__ = "employer_id"
    __shown_to__ = {"pay_amount": Permission.CHECK_PAY}
    __table_args__ = (
        sa.Index("ix_placement_employer_started", "employer_id", "started_on", "id"),
        sa.Index("ix_placement_started", "started_on", "id"),
        sa.Index("ix_placement_ended_started", "ended_on", "started_on", "id"),
        {"sqlite_autoincrement": True},
    )

    employer_id: Mapped[int] = mapped_column(sa.ForeignKey(Employer.id))
    vacancy_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Vacancy.id), index=True)
    participant_ref: Mapped[str] = mapped_column(index=True)
    job_title: Mapped[str]
    pathway: Mapped[Pathway]
    kind: Mapped[Kind]
    started_on: Mapped[date]
    ended_on: Mapped[date | None]
    end_reason: Mapped[str] = mapped_column(default="")
    notes: Mapped[str] = mapped_column(default="")
    entered_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Person.id))
    made_up: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]

    employer: Mapped[Employer] = relationship(lazy="raise_on_sql")
    vacancy: Mapped[Vacancy | None] = relationship(lazy="raise_on_sql")
    entered_by: Mapped[Person | None] = relationship(lazy="raise_on_sql")

    @property
    def ref(self) -> str:
        """Return the short reference, like P-00012."""
        return refs.ref("P", self.id)
