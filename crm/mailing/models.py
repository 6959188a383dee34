"""A mailing, whom it goes to, and how often an employer may be written to."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.core.db import Model, Numbered, Versioned
from crm.core.outbox import Mail
from crm.employers.models import Employer
from crm.mailing.rules import Purpose, Reach
from crm.people.models import Person


class Stage(StrEnum):
    """How far a mailing is."""

    DRAFT = "draft"
    SENDING = "sending"
    STOPPED = "stopped"
    SENT = "sent"


class Place(StrEnum):
    """Where one reader's mail is before the outbox has it."""

    WAITING = "waiting"
    POSTED = "posted"
    LEFT_OUT = "left out"


class Mailing(Numbered, Versioned, Model):
    """One text to many; ``audience`` is the query string of the list of employers.

    Where a view was chosen, ``view`` is its key and ``view_name`` its name then: until it is sent
    the audience is what that view is now.
    """

    __tablename__ = "mailing"
    __undo__ = False

    purpose: Mapped[Purpose]
    topic: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")
    subject: Mapped[str]
    body: Mapped[str]
    audience: Mapped[str] = mapped_column(default="")
    view: Mapped[str] = mapped_column(default="")
    view_name: Mapped[str] = mapped_column(default="")
    cap_reason: Mapped[str] = mapped_column(default="")
    #: The reference of what it is about, for what only a feature above knows; "" for nothing.
    about: Mapped[str] = mapped_column(default="", server_default="", index=True)
    reach: Mapped[Reach] = mapped_column(default=Reach.MAIN)
    stage: Mapped[Stage] = mapped_column(default=Stage.DRAFT, index=True)
    made_by_id: Mapped[int] = mapped_column(sa.ForeignKey(Person.id))
    made_at: Mapped[datetime]
    began_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    made_by: Mapped[Person] = relationship(lazy="raise_on_sql")


class MailingRecipient(Numbered, Model):
    """One reader of one mailing; the text is frozen at the start and leaves with the mail."""

    __tablename__ = "mailing_recipient"
    __journal__ = False
    __table_args__ = (
        sa.Index("ix_mailing_recipient_place", "mailing_id", "place", "id"),
        {"sqlite_autoincrement": True},
    )

    mailing_id: Mapped[int] = mapped_column(sa.ForeignKey(Mailing.id, ondelete="CASCADE"))
    employer_id: Mapped[int] = mapped_column(
        sa.ForeignKey(Employer.id, ondelete="CASCADE"), index=True
    )
    contact_id: Mapped[int | None]
    name: Mapped[str]
    address: Mapped[str]
    subject: Mapped[str] = mapped_column(default="")
    body: Mapped[str] = mapped_column(default="")
    place: Mapped[Place]
    why: Mapped[str] = mapped_column(default="")
    mail_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey(Mail.id, ondelete="SET NULL"), index=True
    )
    posted_at: Mapped[datetime | None]
