"""The templates that ship with the product, read from ``shipped.toml`` beside this file."""

import tomllib
from pathlib import Path

import sqlalchemy as sa

from crm.core import clock, journal
from crm.core.db import session
from crm.mail_templates.models import MailTemplate, MailTemplateVersion
from crm.mailing.rules import Purpose

BUILT_IN = Path(__file__).with_name("shipped.toml")


def load() -> int:
    """Add the templates that are missing; one that somebody changed or retired stays as it is."""
    known = set(session.scalars(sa.select(MailTemplate.code)))
    with BUILT_IN.open("rb") as file:
        missing = [one for one in tomllib.load(file)["template"] if one["code"] not in known]
    if missing:
        journal.operation("Loaded the mail templates that ship with the product", kind="load")
    for one in missing:
        row = MailTemplate(code=one["code"], name=one["name"], purpose=Purpose(one["purpose"]))
        session.add(row)
        session.flush()
        session.add(
            MailTemplateVersion(
                template_id=row.id,
                number=1,
                topic=one.get("topic", ""),
                reason=one.get("reason", ""),
                subject=one["subject"],
                body=one["body"].strip(),
                made_at=clock.now(),
                by="Shipped with the product",
                status="unconfirmed",
            )
        )
    session.flush()
    return len(missing)
