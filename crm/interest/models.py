"""Registrations: the draft of a stranger, and the enquiry once the address is proved."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.core.db import Model, Numbered, Versioned
from crm.employers.models import Contact, Employer, SizeBand
from crm.interest.rules import Held
from crm.people.models import Person
from crm.reference.rules import Certainty


class State(StrEnum):
    """Where an enquiry is."""

    NEW = "new"
    ASKED = "asked"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    PASSED_ON = "passed on"


OPEN = (State.NEW, State.ASKED)


class Told(StrEnum):
    """One thing that happened to an enquiry."""

    RECEIVED = "received"
    QUESTION = "question"
    ANSWER = "answer"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    PASSED_ON = "passed on"


class Draft(Numbered, Model):
    """What a stranger typed. It is in no list and no log until the address is proved.

    ``digest`` is that of the token in the visitor's cookie; ``held`` says why a person must look.
    """

    __tablename__ = "interest_draft"
    __journal__ = False
    __table_args__ = (
        sa.Index("ix_interest_draft_held", "held", "submitted_at", "id"),
        sa.Index("ix_interest_draft_email", "email_key"),
        {"sqlite_autoincrement": True},
    )

    digest: Mapped[str] = mapped_column(unique=True)
    answers: Mapped[dict[str, Any]]
    began_at: Mapped[datetime]
    saved_at: Mapped[datetime] = mapped_column(index=True)
    trap: Mapped[bool] = mapped_column(default=False)
    resume_key: Mapped[str] = mapped_column(default="")
    proved_key: Mapped[str] = mapped_column(default="")
    email_key: Mapped[str] = mapped_column(default="")
    submitted_at: Mapped[datetime | None]
    code: Mapped[str | None] = mapped_column(unique=True)
    held: Mapped[Held] = mapped_column(default=Held.NO)
    mailed: Mapped[bool] = mapped_column(default=False)
    owner_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Person.id))


class Enquiry(Numbered, Versioned, Model):
    """A business that asked to be called, its address proved or let in by a person.

    ``like_id`` is the employer it looked most like on arrival; ``newsletter_text`` is the wording
    that was agreed to.
    """

    __tablename__ = "enquiry"
    __subject__ = "employer_id"
    __table_args__ = (
        sa.Index("ix_enquiry_state_reply", "state", "reply_by", "id"),
        sa.Index("ix_enquiry_email", "email_key"),
        {"sqlite_autoincrement": True},
    )

    draft_id: Mapped[int] = mapped_column(unique=True)
    digest: Mapped[str] = mapped_column(unique=True, info={"journal": "omit"})
    code: Mapped[str] = mapped_column(unique=True)
    business: Mapped[str]
    name: Mapped[str]
    role: Mapped[str] = mapped_column(default="")
    email: Mapped[str]
    email_key: Mapped[str]
    phone: Mapped[str] = mapped_column(default="")
    postcode: Mapped[str]
    district_code: Mapped[str] = mapped_column(default="")
    district_certainty: Mapped[Certainty] = mapped_column(default=Certainty.UNKNOWN)
    size_band: Mapped[SizeBand]
    sector: Mapped[str] = mapped_column(default="")
    offers: Mapped[list[Any]]
    roles: Mapped[int | None]
    adjustments: Mapped[str] = mapped_column(default="")
    ways: Mapped[list[Any]]
    newsletter: Mapped[bool] = mapped_column(default=False)
    newsletter_text: Mapped[str] = mapped_column(default="")
    notes: Mapped[str] = mapped_column(default="")
    posted_at: Mapped[datetime]
    proved_at: Mapped[datetime | None]
    reply_by: Mapped[date]
    owner_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Person.id), index=True)
    state: Mapped[State] = mapped_column(default=State.NEW)
    decided_at: Mapped[datetime | None]
    employer_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Employer.id), index=True)
    contact_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Contact.id), index=True)
    passed_to: Mapped[str] = mapped_column(default="")
    like_id: Mapped[int | None] = mapped_column(info={"journal": "omit"})

    owner: Mapped[Person | None] = relationship(lazy="raise_on_sql")
    employer: Mapped[Employer | None] = relationship(lazy="raise_on_sql")


class EnquiryStep(Numbered, Model):
    """One thing said or decided. ``told_at`` is set when its mail was put in the outbox."""

    __tablename__ = "enquiry_step"
    __table_args__ = (
        sa.Index("ix_enquiry_step_enquiry", "enquiry_id", "id"),
        sa.Index(
            "ix_enquiry_step_untold",
            "at",
            sqlite_where=sa.text("told_at IS NULL"),
            postgresql_where=sa.text("told_at IS NULL"),
        ),
        {"sqlite_autoincrement": True},
    )

    enquiry_id: Mapped[int] = mapped_column(sa.ForeignKey(Enquiry.id))
    kind: Mapped[Told]
    text: Mapped[str] = mapped_column(default="")
    to_name: Mapped[str] = mapped_column(default="")
    to_email: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(default="")
    told_at: Mapped[datetime | None] = mapped_column(info={"journal": "omit"})


class DistrictOfficer(Numbered, Versioned, Model):
    """The officer who looks after a district, by its ONS code."""

    __tablename__ = "district_officer"

    district_code: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey(Person.id))
