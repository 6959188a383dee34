"""Requests by people about their own data."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from crm.core.db import Model, Numbered, Versioned
from crm.employers.models import Employer


class About(StrEnum):
    """What a request asks for."""

    CORRECTION = "correction"
    COMPLAINT = "complaint"


class AskedFor(Numbered, Model):
    """An address whose owner asked what is held; the mailed link points here."""

    __tablename__ = "data_asked_for"
    __journal__ = False

    email_key: Mapped[str]
    asked_at: Mapped[datetime] = mapped_column(index=True)


class DataRequest(Numbered, Versioned, Model):
    """A correction or a complaint; ``due_on`` is the day by which it must be acknowledged."""

    __tablename__ = "data_request"
    __subject__ = "employer_id"
    __table_args__ = (
        sa.Index("ix_data_request_open", "closed_at", "due_on", "id"),
        {"sqlite_autoincrement": True},
    )

    code: Mapped[str] = mapped_column(unique=True)
    form_token: Mapped[str] = mapped_column(unique=True, info={"journal": "omit"})
    about: Mapped[About]
    name: Mapped[str] = mapped_column(default="")
    email: Mapped[str]
    text: Mapped[str]
    automatic: Mapped[bool] = mapped_column(default=False)
    employer_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Employer.id), index=True)
    received_at: Mapped[datetime]
    due_on: Mapped[date]
    acknowledged_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    outcome: Mapped[str] = mapped_column(default="")
