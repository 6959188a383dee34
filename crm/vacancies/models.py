"""The vacancy."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.core import refs
from crm.core.db import Model, Numbered, Versioned
from crm.employers.models import Contact, Employer, Site
from crm.pay.models import Paid
from crm.people.models import Person


class Contract(StrEnum):
    """How the work is contracted."""

    PERMANENT = "permanent"
    FIXED_TERM = "fixed term"
    TEMPORARY = "temporary"
    SEASONAL = "seasonal"
    APPRENTICESHIP = "apprenticeship"
    SUPPORTED_INTERNSHIP = "supported internship"
    WORK_TRIAL = "work trial"
    ZERO_HOURS = "zero hours"
    UNKNOWN = "not known"


class State(StrEnum):
    """Where a vacancy stands; only an open one counts as an opening."""

    SECOND_CHECK = "second check"
    OPEN = "open"
    FILLED = "filled"
    CLOSED = "closed"


class Vacancy(Numbered, Versioned, Paid, Model):
    """Work that an employer offers, or may offer.

    A trainee's vacancy waits for a second check; ``entered_by`` is who last changed it, so that
    nobody approves their own.
    """

    __tablename__ = "vacancy"
    __restorable__ = dict.fromkeys("title days tasks adjustments starts_on closes_on".split(), ())
    __subject__ = "employer_id"
    __table_args__ = (
        sa.Index("ix_vacancy_employer_state", "employer_id", "state", "id"),
        sa.Index("ix_vacancy_state", "state", "id"),
        {"sqlite_autoincrement": True},
    )

    employer_id: Mapped[int] = mapped_column(sa.ForeignKey(Employer.id))
    site_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Site.id), index=True)
    contact_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Contact.id), index=True)
    title: Mapped[str]
    contract: Mapped[Contract] = mapped_column(default=Contract.UNKNOWN)
    days: Mapped[str] = mapped_column(default="")
    starts_on: Mapped[date | None]
    closes_on: Mapped[date | None]
    tasks: Mapped[str] = mapped_column(default="")
    adjustments: Mapped[str] = mapped_column(default="")
    state: Mapped[State] = mapped_column(default=State.OPEN)
    closed_reason: Mapped[str] = mapped_column(default="")
    closed_on: Mapped[date | None]
    entered_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Person.id))
    approved_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Person.id))
    made_up: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]

    employer: Mapped[Employer] = relationship(lazy="raise_on_sql")
    site: Mapped[Site | None] = relationship(lazy="raise_on_sql")
    contact: Mapped[Contact | None] = relationship(lazy="raise_on_sql")
    entered_by: Mapped[Person | None] = relationship(
        lazy="raise_on_sql", foreign_keys=[entered_by_id]
    )
    approved_by: Mapped[Person | None] = relationship(
        lazy="raise_on_sql", foreign_keys=[approved_by_id]
    )

    @property
    def ref(self) -> str:
        """Return the short reference, like V-00007."""
        return refs.ref("V", self.id)

    @property
    def live(self) -> bool:
        """Return whether somebody could still be placed here."""
        return self.state in (State.OPEN, State.SECOND_CHECK)
