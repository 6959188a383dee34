"""A template, its versions, and the mailings that began from it."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from crm.core.db import Model, Numbered, Versioned
from crm.core.permissions import Permission
from crm.mailing.models import Mailing
from crm.mailing.rules import Purpose


class MailTemplate(Numbered, Versioned, Model):
    """A named text. ``number`` is its newest version; ``code`` names one that is shipped."""

    __tablename__ = "mail_template"
    __undo_needs__ = Permission.SEND_MAIL

    code: Mapped[str | None] = mapped_column(unique=True)
    name: Mapped[str]
    purpose: Mapped[Purpose]
    number: Mapped[int] = mapped_column(default=1)
    retired_at: Mapped[datetime | None]


class MailTemplateVersion(Numbered, Model):
    """What a template said from ``made_at`` on; never changed afterwards."""

    __tablename__ = "mail_template_version"
    __undo_needs__ = Permission.SEND_MAIL
    __table_args__ = (sa.UniqueConstraint("template_id", "number"), {"sqlite_autoincrement": True})

    template_id: Mapped[int] = mapped_column(sa.ForeignKey(MailTemplate.id, ondelete="CASCADE"))
    number: Mapped[int]
    topic: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")
    subject: Mapped[str]
    body: Mapped[str]
    made_at: Mapped[datetime]
    by: Mapped[str]
    status: Mapped[str] = mapped_column(default="confirmed")


class MailTemplateUse(Numbered, Model):
    """A mailing that began from one version of a template."""

    __tablename__ = "mail_template_use"
    __journal__ = False

    mailing_id: Mapped[int] = mapped_column(
        sa.ForeignKey(Mailing.id, ondelete="CASCADE"), unique=True
    )
    template_id: Mapped[int] = mapped_column(
        sa.ForeignKey(MailTemplate.id, ondelete="CASCADE"), index=True
    )
    number: Mapped[int]
