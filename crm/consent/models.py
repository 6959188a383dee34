"""Topics, agreements of people, and stops that outlive them."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from crm.consent.rules import Basis, Why
from crm.core.db import Model, Numbered
from crm.employers.models import Contact, Employer


class MailTopic(Numbered, Model):
    """Something the service writes about that people can choose or refuse."""

    __tablename__ = "mail_topic"
    __journal__ = False

    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    about: Mapped[str]
    position: Mapped[int]


class MailConsent(Numbered, Model):
    """Why one address may be written to about one topic; the address itself is not here."""

    __tablename__ = "mail_consent"
    __subject__ = "employer_id"

    employer_id: Mapped[int] = mapped_column(
        sa.ForeignKey(Employer.id, ondelete="CASCADE"), index=True
    )
    contact_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey(Contact.id, ondelete="SET NULL"), index=True
    )
    address_key: Mapped[str] = mapped_column(index=True)
    topic: Mapped[str]
    basis: Mapped[Basis]
    source: Mapped[str]
    text_version: Mapped[str] = mapped_column(default="")
    given_on: Mapped[date]
    ended_at: Mapped[datetime | None]


class MailStop(Numbered, Model):
    """An address that is not written to, for one topic or all (""); never removed, only lifted.

    It points to nobody, so it outlives the contact; undo cannot reach it.
    """

    __tablename__ = "mail_stop"
    __journal__ = False
    __table_args__ = (
        sa.Index("ix_mail_stop_key", "address_key", "lifted_at"),
        {"sqlite_autoincrement": True},
    )

    address_key: Mapped[str]
    hint: Mapped[str]
    topic: Mapped[str] = mapped_column(default="")
    why: Mapped[Why]
    source: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]
    lifted_at: Mapped[datetime | None]
    lifted_why: Mapped[str] = mapped_column(default="")
