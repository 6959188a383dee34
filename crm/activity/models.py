"""What was said to whom, and how long to wait for each reason."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.activity.rules import REAL_OUTCOMES, SPOKEN_KINDS, Kind, Outcome, Topic, Unit
from crm.core.db import Model, Numbered, Versioned
from crm.employers.models import Contact, Employer
from crm.people.models import Person


class Activity(Numbered, Versioned, Model):
    """One contact with an employer. ``hiring_authority`` None is not known."""

    __tablename__ = "activity"
    __subject__ = "employer_id"
    __restorable__ = {"summary": (), "note": (), "topic": ()}
    __table_args__ = (
        sa.Index("ix_activity_employer_at", "employer_id", "happened_at", "id"),
        sa.Index("ix_activity_by_at", "by_id", "happened_at"),
        {"sqlite_autoincrement": True},
    )

    employer_id: Mapped[int] = mapped_column(sa.ForeignKey(Employer.id))
    contact_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Contact.id), index=True)
    kind: Mapped[Kind]
    outcome: Mapped[Outcome | None]
    topic: Mapped[Topic | None]
    face_to_face: Mapped[bool] = mapped_column(default=False)
    hiring_authority: Mapped[bool | None]
    summary: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    happened_at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(sa.ForeignKey(Person.id))
    form_token: Mapped[str | None] = mapped_column(unique=True, info={"journal": "omit"})

    employer: Mapped[Employer] = relationship(lazy="raise_on_sql")
    contact: Mapped[Contact | None] = relationship(lazy="raise_on_sql")
    by: Mapped[Person] = relationship(lazy="raise_on_sql")


def real_contact() -> sa.ColumnElement[bool]:
    """Return the condition "somebody was spoken to or met" on activities."""
    return sa.and_(Activity.kind.in_(SPOKEN_KINDS), Activity.outcome.in_(REAL_OUTCOMES))


class Cadence(Numbered, Versioned, Model):
    """How long to wait for one reason, from a date on; rows of data with their source."""

    __tablename__ = "cadence"
    __table_args__ = (sa.UniqueConstraint("reason", "from_on"), {"sqlite_autoincrement": True})

    reason: Mapped[str]
    label: Mapped[str]
    count: Mapped[int]
    unit: Mapped[Unit]
    act: Mapped[Kind]
    from_on: Mapped[date]
    source: Mapped[str]
    status: Mapped[str]


class EmployerCadence(Numbered, Versioned, Model):
    """How often to be in touch with one employer, where it is not as its tier says."""

    __tablename__ = "employer_cadence"
    __subject__ = "employer_id"

    employer_id: Mapped[int] = mapped_column(sa.ForeignKey(Employer.id), unique=True)
    count: Mapped[int]
    unit: Mapped[Unit]
    why: Mapped[str]
    set_at: Mapped[datetime]


class ContactCap(Numbered, Versioned, Model):
    """At most so many contacts in so many days, from a date on: a row of data with its source."""

    __tablename__ = "contact_cap"

    contacts: Mapped[int]
    days: Mapped[int]
    from_on: Mapped[date] = mapped_column(unique=True)
    source: Mapped[str]
    status: Mapped[str]
