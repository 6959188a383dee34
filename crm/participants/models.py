"""Profiles of people looking for work, the words they are told with, and matches set aside."""

from datetime import date, datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.core import refs
from crm.core.db import Exact, Model, Numbered, Versioned
from crm.core.permissions import Permission
from crm.participants.rules import Pathway, State, Unit, WordKind, codes
from crm.people.models import Person
from crm.vacancies.models import Vacancy


class WorkProfile(Numbered, Versioned, Model):
    """What work would suit one person, who is an opaque reference and nothing else.

    ``home`` is an outward code or postcode sector. Lists are kept like "mon,tue"; those of words
    hold the codes of ``WorkWord``. Times are London wall times like 07:30. ``earnings_limit`` is
    pounds a week. ``changed_on`` starts the time it is kept.
    """

    __tablename__ = "work_profile"
    __undo_needs__ = Permission.EDIT_PROFILES
    __shown_to__ = {"*": Permission.VIEW_PROFILES}
    __table_args__ = (
        sa.Index("ix_work_profile_state", "state", "id"),
        sa.Index("ix_work_profile_changed", "changed_on", "id"),
        {"sqlite_autoincrement": True},
    )

    participant_ref: Mapped[str] = mapped_column(unique=True)
    pathway: Mapped[Pathway]
    state: Mapped[State] = mapped_column(default=State.LOOKING)
    home: Mapped[str] = mapped_column(default="")
    travel_most: Mapped[int | None]
    travel_unit: Mapped[Unit] = mapped_column(default=Unit.MILES)
    travel_by: Mapped[str] = mapped_column(default="")
    days: Mapped[str] = mapped_column(default="")
    earliest_at: Mapped[str] = mapped_column(default="")
    latest_at: Mapped[str] = mapped_column(default="")
    hours_from: Mapped[Decimal | None] = mapped_column(Exact)
    hours_to: Mapped[Decimal | None] = mapped_column(Exact)
    sorts_wanted: Mapped[str] = mapped_column(default="")
    sorts_unwanted: Mapped[str] = mapped_column(default="")
    tasks_want: Mapped[str] = mapped_column(default="")
    tasks_can: Mapped[str] = mapped_column(default="")
    tasks_cannot: Mapped[str] = mapped_column(default="")
    support: Mapped[str] = mapped_column(default="")
    coach_hours: Mapped[Decimal | None] = mapped_column(Exact)
    contracts: Mapped[str] = mapped_column(default="")
    min_hourly: Mapped[Decimal | None]
    earnings_limit: Mapped[Decimal | None]
    hours_limit: Mapped[Decimal | None] = mapped_column(Exact)
    notes: Mapped[str] = mapped_column(default="")
    entered_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Person.id))
    changed_on: Mapped[date]
    made_up: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]

    entered_by: Mapped[Person | None] = relationship(lazy="raise_on_sql")

    @property
    def ref(self) -> str:
        """Return the short reference, like C-00007, which addresses may hold."""
        return refs.ref("C", self.id)


class WorkWord(Numbered, Versioned, Model):
    """A plain word for a task, a sort of work or a support at work.

    ``finds`` are beginnings of words, commas between, by which it is found in what an employer
    says; ``soc`` are beginnings of SOC 2020 codes for a sort of work.
    """

    __tablename__ = "work_word"
    __undo_needs__ = Permission.EDIT_RATES

    kind: Mapped[WordKind]
    code: Mapped[str] = mapped_column(unique=True)
    label: Mapped[str]
    finds: Mapped[str] = mapped_column(default="")
    soc: Mapped[str] = mapped_column(default="")
    offered: Mapped[bool] = mapped_column(default=True)
    source: Mapped[str]
    status: Mapped[str]

    @property
    def beginnings(self) -> tuple[str, ...]:
        """Return the beginnings of words it is found by, in lower case."""
        return tuple(part.strip().lower() for part in codes(self.finds) if part.strip())


class PassedMatch(Numbered, Model):
    """A match set aside: this vacancy is not for this person, and why."""

    __tablename__ = "passed_match"
    __undo_needs__ = Permission.EDIT_PROFILES
    __shown_to__ = {"*": Permission.VIEW_PROFILES}
    __table_args__ = (
        sa.UniqueConstraint("profile_id", "vacancy_id"),
        {"sqlite_autoincrement": True},
    )

    profile_id: Mapped[int] = mapped_column(sa.ForeignKey(WorkProfile.id))
    vacancy_id: Mapped[int] = mapped_column(sa.ForeignKey(Vacancy.id), index=True)
    reason: Mapped[str]
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Person.id))
    at: Mapped[datetime]
