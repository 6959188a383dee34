"""The vacancy."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.core import refs
from crm.core.db import Exact, Model, Numbered, Versioned
from crm.employers.models import Contact, Employer, Site
from crm.pay.models import Paid
from crm.people.models import Person
from crm.vacancies import rules
from crm.vacancies.rules import Carving, VacancyTask


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


ALONE = (
    "title", "soc_code", "days", "weekdays", "starts_at", "ends_at", "hours_from", "hours_to",
    "tasks", "adjustments", "transport", "starts_on", "closes_on",
)  # fmt: skip


class Vacancy(Numbered, Versioned, Paid, Model):
    """Work that an employer offers, or may offer.

    A trainee's vacancy waits for a second check; ``entered_by`` is who last changed it, so that
    nobody approves their own. ``check_note`` says why it was sent back.
    ``weekdays`` is like "mon,tue", ``starts_at`` and ``ends_at`` are London wall times like 07:30
    or empty, ``days`` says the rest in words. ``hours_from`` and ``hours_to`` are hours a week the
    job can be done in, empty while it is for ``weekly_hours`` and no others.
    ``tasks`` holds one task a line. Of a carved job, ``post_title`` and ``post_tasks`` keep the
    existing post as it was, ``post_taken`` those of its lines that were taken out.
    ``public_on`` is the day on which ``public_who`` agreed for the employer that the vacancy is
    shown to everybody.
    """

    __tablename__ = "vacancy"
    __restorable__ = dict.fromkeys(ALONE, ())
    __subject__ = "employer_id"
    __table_args__ = (
        sa.Index("ix_vacancy_employer_state", "employer_id", "state", "id"),
        sa.Index("ix_vacancy_state", "state", "id"),
        sa.Index("ix_vacancy_closes", "closes_on", "state"),
        {"sqlite_autoincrement": True},
    )

    employer_id: Mapped[int] = mapped_column(sa.ForeignKey(Employer.id))
    site_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Site.id), index=True)
    contact_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Contact.id), index=True)
    title: Mapped[str]
    soc_code: Mapped[str] = mapped_column(default="")
    contract: Mapped[Contract] = mapped_column(default=Contract.UNKNOWN)
    days: Mapped[str] = mapped_column(default="")
    weekdays: Mapped[str] = mapped_column(default="")
    starts_at: Mapped[str] = mapped_column(default="")
    ends_at: Mapped[str] = mapped_column(default="")
    hours_from: Mapped[Decimal | None] = mapped_column(Exact)
    hours_to: Mapped[Decimal | None] = mapped_column(Exact)
    starts_on: Mapped[date | None]
    closes_on: Mapped[date | None]
    tasks: Mapped[str] = mapped_column(default="")
    adjustments: Mapped[str] = mapped_column(default="")
    transport: Mapped[str] = mapped_column(default="")
    post_title: Mapped[str] = mapped_column(default="")
    post_tasks: Mapped[str] = mapped_column(default="")
    post_taken: Mapped[str] = mapped_column(default="")
    state: Mapped[State] = mapped_column(default=State.OPEN)
    closed_reason: Mapped[str] = mapped_column(default="")
    closed_on: Mapped[date | None]
    entered_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Person.id))
    approved_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Person.id))
    check_note: Mapped[str] = mapped_column(default="")
    public_on: Mapped[date | None]
    public_who: Mapped[str] = mapped_column(default="")
    public_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Person.id))
    #: The closing date of which its officer was reminded; the clockwork's own.
    reminded_of: Mapped[date | None] = mapped_column(info={"journal": "omit"})
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

    public_by: Mapped[Person | None] = relationship(
        lazy="raise_on_sql", foreign_keys=[public_by_id]
    )

    @property
    def ref(self) -> str:
        """Return the short reference, like V-00007."""
        return refs.ref("V", self.id)

    @property
    def live(self) -> bool:
        """Return whether somebody could still be placed here."""
        return self.state in (State.OPEN, State.SECOND_CHECK)

    @property
    def hours_range(self) -> tuple[Decimal | None, Decimal | None]:
        """Return the fewest and the most hours a week the job can be done in; equal if fixed."""
        least, most = self.hours_from or self.weekly_hours, self.hours_to or self.weekly_hours
        return least or most, most or least

    @property
    def hours_words(self) -> str:
        """Return the hours a week in words: "16 to 20"."""
        return rules.say_hours(*self.hours_range)

    @property
    def on_days(self) -> tuple[str, ...]:
        """Return the days worked, like ``("mon", "tue")``; none while they are not known."""
        return rules.weekdays_in(self.weekdays)

    @property
    def when(self) -> str:
        """Return days and times in words; empty while nothing is known."""
        return rules.say_when(self.on_days, self.starts_at, self.ends_at, self.days)

    @property
    def task_lines(self) -> tuple[VacancyTask, ...]:
        """Return the tasks, those taken out of an existing post marked."""
        return rules.tasks_in(self.tasks, self.post_taken)

    @property
    def carving(self) -> Carving | None:
        """Return the post it was carved out of, beside what it is now; None if it was not."""
        if not self.post_title:
            return None
        return Carving(
            self.post_title, rules.post_tasks(self.post_tasks, self.post_taken), self.task_lines
        )
