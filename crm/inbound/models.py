"""Mail that came in, and the employers it was filed with."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from crm.core.db import Model, Numbered
from crm.employers.models import Contact, Employer


class Handling(StrEnum):
    """What became of a message."""

    WAITING = "waiting"
    FILED = "filed"
    NOTED = "noted"
    DROPPED = "dropped"


class InboundMail(Numbered, Model):
    """One message. ``digest`` is that of sender, subject and text; ``text`` is cut and erasable."""

    __tablename__ = "inbound_mail"
    __journal__ = False
    __table_args__ = (
        sa.UniqueConstraint("message_id", "digest"),
        sa.Index("ix_inbound_mail_state", "state", "id"),
        {"sqlite_autoincrement": True},
    )

    message_id: Mapped[str]
    digest: Mapped[str]
    received_at: Mapped[datetime]
    kind: Mapped[str]
    from_addr: Mapped[str]
    subject: Mapped[str]
    text: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    size: Mapped[int]
    state: Mapped[Handling]


class InboundFiling(Numbered, Model):
    """A message on one employer's timeline; a message may be on several."""

    __tablename__ = "inbound_filing"
    __subject__ = "employer_id"
    __table_args__ = (
        sa.UniqueConstraint("mail_id", "employer_id"),
        {"sqlite_autoincrement": True},
    )

    mail_id: Mapped[int] = mapped_column(sa.ForeignKey(InboundMail.id, ondelete="CASCADE"))
    employer_id: Mapped[int] = mapped_column(
        sa.ForeignKey(Employer.id, ondelete="CASCADE"), index=True
    )
    contact_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey(Contact.id, ondelete="SET NULL"), index=True
    )
    how: Mapped[str]
