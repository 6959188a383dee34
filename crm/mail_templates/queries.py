"""Templates with their newest text, their earlier versions, and where they were used."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from flask import abort

from crm.core.db import MOST_ID, session
from crm.mail_templates.models import MailTemplate, MailTemplateUse, MailTemplateVersion
from crm.mailing.models import Mailing

MOST = 200


def listing() -> Sequence[Any]:
    """Return ``(template, newest version, times used)`` of those in use, by kind and name."""
    uses = (
        sa.select(sa.func.count())
        .where(MailTemplateUse.template_id == MailTemplate.id)
        .scalar_subquery()
    )
    return session.execute(
        sa.select(MailTemplate, MailTemplateVersion, uses)
        .join(MailTemplateVersion, _newest())
        .where(MailTemplate.retired_at.is_(None))
        .order_by(MailTemplate.purpose, sa.func.lower(MailTemplate.name), MailTemplate.id)
        .limit(MOST)
    ).all()


def _newest() -> Any:
    return sa.and_(
        MailTemplateVersion.template_id == MailTemplate.id,
        MailTemplateVersion.number == MailTemplate.number,
    )


def template_or_404(
    template_id: int, number: int | None = None
) -> tuple[MailTemplate, MailTemplateVersion]:
    """Return a template with its newest version, or with version ``number``; or answer 404."""
    row = session.execute(
        sa.select(MailTemplate, MailTemplateVersion)
        .join(
            MailTemplateVersion,
            _newest()
            if number is None
            else sa.and_(
                MailTemplateVersion.template_id == MailTemplate.id,
                MailTemplateVersion.number == number,
            ),
        )
        .where(MailTemplate.id == min(template_id, MOST_ID))
    ).one_or_none()
    return (row[0], row[1]) if row is not None else abort(404)


def versions(template_id: int) -> Sequence[MailTemplateVersion]:
    """Return what a template said, newest first."""
    return session.scalars(
        sa.select(MailTemplateVersion)
        .where(MailTemplateVersion.template_id == template_id)
        .order_by(MailTemplateVersion.number.desc())
        .limit(50)
    ).all()


def used_by(template_id: int) -> Sequence[Any]:
    """Return the mailings that began from a template with the version, newest first."""
    return session.execute(
        sa.select(
            Mailing.id,
            Mailing.subject,
            Mailing.about,
            Mailing.stage,
            Mailing.made_at,
            MailTemplateUse.number,
        )
        .join(MailTemplateUse, MailTemplateUse.mailing_id == Mailing.id)
        .where(MailTemplateUse.template_id == template_id)
        .order_by(Mailing.id.desc())
        .limit(50)
    ).all()


def names_taken(name: str, but: int | None) -> bool:
    """Return whether another template in use has this name."""
    found = session.scalar(
        sa.select(MailTemplate.id).where(
            sa.func.lower(MailTemplate.name) == name.lower(),
            MailTemplate.retired_at.is_(None),
            MailTemplate.id != (but or 0),
        )
    )
    return found is not None
