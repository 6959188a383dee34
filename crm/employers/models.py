"""Employer, site, contact, pipeline stage, and the employer's standing on lists."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.core.db import Model, Numbered, Versioned
from crm.core.permissions import Permission
from crm.people.models import Person
from crm.reference.rules import Certainty


class LegalForm(StrEnum):
    """What kind of body an employer is; decides how it may be written to."""

    COMPANY = "company"
    LLP = "limited liability partnership"
    SOLE_TRADER = "sole trader"
    PARTNERSHIP = "partnership"
    CHARITY = "charity"
    PUBLIC_BODY = "public body"
    OTHER = "other"
    UNKNOWN = "not known"


class SizeBand(StrEnum):
    """Employees. Source: domain reference 6.5 (micro 1-9, small 10-49, medium 50-249)."""

    MICRO = "micro"
    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"
    UNKNOWN = "not known"


class Stage(Model):
    """A step of the pipeline, in the service's own words; ``position`` orders the steps."""

    __tablename__ = "pipeline_stage"
    __journal__ = False

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    position: Mapped[int]


ALONE: tuple[str, ...] = (
    "trading_name", "former_name", "other_names", "company_number", "external_id", "legal_form",
    "size_band", "size_text", "website", "phone", "email", "disability_confident",
    "disability_confident_until", "council", "notes",
)  # fmt: skip


class Employer(Numbered, Versioned, Model):
    """An organisation that gives people work, or might.

    ``council`` marks a part of the council itself: its pay is judged by somebody independent.
    """

    __tablename__ = "employer"
    __subject__ = "id"
    __restorable__ = dict.fromkeys(ALONE, ()) | {
        "name": ("name_key",),
        "sic_codes": ("sic_section",),
        "tier": ("tier_why", "tier_review_on"),
    }
    __table_args__ = (
        sa.Index("ix_employer_name", "name_key", "id"),
        sa.Index("ix_employer_owner", "owner_id", "name_key", "id"),
        sa.Index("ix_employer_owner_stage", "owner_id", "stage_code", "name_key", "id"),
        sa.Index("ix_employer_stage", "stage_code", "name_key", "id"),
        {"sqlite_autoincrement": True},
    )

    name: Mapped[str]
    name_key: Mapped[str]
    trading_name: Mapped[str] = mapped_column(default="")
    former_name: Mapped[str] = mapped_column(default="")
    other_names: Mapped[str] = mapped_column(default="", server_default="")
    company_number: Mapped[str | None] = mapped_column(unique=True)
    external_id: Mapped[str | None] = mapped_column(unique=True)
    legal_form: Mapped[LegalForm] = mapped_column(default=LegalForm.UNKNOWN)
    size_band: Mapped[SizeBand] = mapped_column(default=SizeBand.UNKNOWN)
    size_text: Mapped[str] = mapped_column(default="")
    sic_codes: Mapped[str] = mapped_column(default="")
    sic_section: Mapped[str] = mapped_column(default="")
    website: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    stage_code: Mapped[str] = mapped_column(sa.ForeignKey(Stage.code), default="prospect")
    tier: Mapped[str] = mapped_column(default="")
    tier_why: Mapped[str] = mapped_column(default="")
    tier_review_on: Mapped[date | None]
    parent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("employer.id"), index=True)
    owner_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Person.id))
    source: Mapped[str] = mapped_column(default="")
    disability_confident: Mapped[int | None]
    disability_confident_until: Mapped[date | None]
    council: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    notes: Mapped[str] = mapped_column(default="")
    made_up: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]

    owner: Mapped[Person | None] = relationship(lazy="raise_on_sql")
    stage: Mapped[Stage] = relationship(lazy="raise_on_sql")

    @property
    def ref(self) -> str:
        """Return the short reference, like E-00042."""
        return f"E-{self.id:05d}"


class Site(Numbered, Versioned, Model):
    """A place where an employer's people work; one of them is the main site."""

    __tablename__ = "site"
    __subject__ = "employer_id"
    __restorable__ = {
        "name": (),
        "address": (),
        "town": (),
        "postcode": ("district_code", "district_certainty"),
    }

    employer_id: Mapped[int] = mapped_column(sa.ForeignKey(Employer.id), index=True)
    name: Mapped[str] = mapped_column(default="")
    is_main: Mapped[bool] = mapped_column(default=False)
    address: Mapped[str] = mapped_column(default="")
    town: Mapped[str] = mapped_column(default="")
    closed_on: Mapped[date | None]
    postcode: Mapped[str] = mapped_column(default="", index=True)
    district_code: Mapped[str] = mapped_column(default="")
    district_certainty: Mapped[Certainty] = mapped_column(default=Certainty.UNKNOWN)


class Contact(Numbered, Versioned, Model):
    """A person at an employer in one role; ``to_on`` is set when they left it.

    ``came_from_id`` is the role at another employer which the same person had before.
    """

    __tablename__ = "contact"
    __subject__ = "employer_id"
    __restorable__ = dict.fromkeys("name role can_hire email phone from_on to_on notes".split(), ())

    employer_id: Mapped[int] = mapped_column(sa.ForeignKey(Employer.id), index=True)
    site_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Site.id), index=True)
    name: Mapped[str]
    role: Mapped[str] = mapped_column(default="")
    can_hire: Mapped[bool | None]
    email: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    from_on: Mapped[date | None]
    to_on: Mapped[date | None]
    came_from_id: Mapped[int | None] = mapped_column(sa.ForeignKey("contact.id"), index=True)
    notes: Mapped[str] = mapped_column(default="")


class EmployerMerge(Numbered, Model):
    """An employer that was folded into another; its reference leads to the survivor."""

    __tablename__ = "employer_merge"
    __undo_needs__ = Permission.MERGE
    __subject__ = "survivor_id"

    gone_id: Mapped[int] = mapped_column(index=True)
    gone_name: Mapped[str]
    survivor_id: Mapped[int] = mapped_column(sa.ForeignKey(Employer.id), index=True)
    person_name: Mapped[str]
    at: Mapped[datetime]
    #: Ids of the rows outside the journal that moved, by "table.column"; undo takes them back.
    carried: Mapped[dict[str, Any]] = mapped_column(default=dict)


class TimelinePin(Numbered, Model):
    """One thing kept on top of an employer's timeline: its kind there and its id."""

    __tablename__ = "timeline_pin"
    __subject__ = "employer_id"
    __table_args__ = (
        sa.UniqueConstraint("employer_id", "kind", "row_id"),
        {"sqlite_autoincrement": True},
    )

    employer_id: Mapped[int] = mapped_column(sa.ForeignKey(Employer.id, ondelete="CASCADE"))
    kind: Mapped[str]
    row_id: Mapped[int]
    pinned_by_id: Mapped[int] = mapped_column(sa.ForeignKey(Person.id))


class Standing(Model):
    """What lists show of an employer; kept true by the features' keepers, never journalled.

    ``next_on`` is 9999-12-31 while no next step is set, so that it sorts last;
    ``next_by_rhythm`` tells a day worked out from the last real contact from a planned one.
    ``spoken_on`` is ``last_contact_on`` with 0001-01-01 for never, so that it sorts first;
    ``quiet_on`` is the last day before an employer counts as not spoken to for longer than its
    rhythm says, 9999-12-31 without a rhythm.
    ``stage_on`` is the day the stage's age counts from, ``stage_why`` what last set it.
    ``level`` is what the score proposes, ``award_level`` what a decision awarded and still counts;
    ``awarded_on`` is the day of the first award ever; ``webinars`` counts bookings of webinars.
    """

    __tablename__ = "employer_standing"
    __journal__ = False
    __table_args__ = (
        sa.Index("ix_employer_standing_next", "next_on", "employer_id"),
        sa.Index("ix_employer_standing_stage", "stage_code", "next_on", "employer_id"),
        sa.Index("ix_employer_standing_spoken", "spoken_on", "employer_id"),
        sa.Index("ix_employer_standing_quiet", "quiet_on", "employer_id"),
        sa.Index("ix_employer_standing_age", "stage_on", "employer_id"),
        sa.Index("ix_employer_standing_openings", "openings", "employer_id"),
    )

    employer_id: Mapped[int] = mapped_column(
        sa.ForeignKey(Employer.id, ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    place: Mapped[str] = mapped_column(default="")
    district_code: Mapped[str] = mapped_column(default="", index=True)
    district_certainty: Mapped[Certainty] = mapped_column(default=Certainty.UNKNOWN)
    next_on: Mapped[date] = mapped_column(default=date.max)
    next_title: Mapped[str] = mapped_column(default="")
    next_by_rhythm: Mapped[bool] = mapped_column(default=False)
    last_contact_on: Mapped[date | None]
    spoken_on: Mapped[date] = mapped_column(default=date.min)
    quiet_on: Mapped[date] = mapped_column(default=date.max)
    openings: Mapped[int] = mapped_column(default=0)
    in_work: Mapped[int] = mapped_column(default=0)
    webinars: Mapped[int] = mapped_column(default=0, server_default="0")
    level: Mapped[str] = mapped_column(default="")
    score_percent: Mapped[int | None]
    award_level: Mapped[str] = mapped_column(default="", server_default="")
    awarded_on: Mapped[date | None]
    stage_code: Mapped[str] = mapped_column(default="prospect")
    stage_on: Mapped[date | None]
    stage_why: Mapped[str] = mapped_column(default="")
