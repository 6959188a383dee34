"""Writing, copying and retiring templates, and beginning a mailing from one. Nothing commits."""

from typing import Any

from crm.core import clock, journal
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.mail_templates import queries
from crm.mail_templates.models import MailTemplate, MailTemplateUse, MailTemplateVersion
from crm.mailing import actions as mailings
from crm.mailing.models import Mailing, Stage
from crm.mailing.rules import Purpose, Reach

TEXT = ("topic", "reason", "subject", "body")


def add(purpose: Purpose, values: dict[str, Any], *, by: str) -> MailTemplate:
    """Save a new template; flushes. Raises ``RuleBroken`` beside the field that is wrong."""
    text = mailings.checked_text(purpose, values)
    _refuse_taken(values["name"], None)
    journal.operation(f"Saved the mail template “{values['name']}”")
    row = MailTemplate(name=values["name"], purpose=purpose, number=1)
    session.add(row)
    session.flush()
    _add_version(row, text, by=by)
    return row


def change(row: MailTemplate, values: dict[str, Any], *, by: str) -> MailTemplate:
    """Give a template another name or text; a changed text is its next version. Flushes.

    Saving a shipped text as it is confirms it: that is a version too.
    """
    text = mailings.checked_text(row.purpose, values)
    _refuse_taken(values["name"], row.id)
    _, newest = queries.template_or_404(row.id)
    journal.operation(f"Changed the mail template “{row.name}”")
    row.name = values["name"]
    read = newest.status == "confirmed"
    if not read or any(getattr(newest, name) != text[name] for name in TEXT):
        row.number += 1
        _add_version(row, text, by=by)
    session.flush()
    return row


def copy(row: MailTemplate, *, by: str) -> MailTemplate:
    """Return a new template with the newest text of another; flushes."""
    _, newest = queries.template_or_404(row.id)
    name, count = f"Copy of {row.name}"[:80], 2
    while queries.names_taken(name, None):
        name, count = f"Copy {count} of {row.name}"[:80], count + 1
    values = {one: getattr(newest, one) for one in TEXT} | {"name": name}
    return add(row.purpose, values, by=by)


def retire(row: MailTemplate) -> None:
    """Offer a template no more; mailings that began from it stay. Flushes."""
    if row.retired_at is not None:
        raise RuleBroken("This template was retired already.")
    journal.operation(f"Retired the mail template “{row.name}”")
    row.retired_at = clock.now()
    session.flush()


def use(
    row: MailTemplate,
    text: MailTemplateVersion,
    *,
    to: dict[str, str],
    by: Any,
    about: str = "",
) -> Mailing:
    """Begin a mailing with this text to the employers of a view or an ``audience``; flushes.

    ``by`` has an ``id``, ``about`` is the reference of what the mailing is about. Raises
    ``RuleBroken`` for a retired one, and for a view or audience that the list does not know.
    """
    if row.retired_at is not None:
        raise RuleBroken("This template was retired. Choose another one.")
    mailing = Mailing(
        purpose=row.purpose,
        stage=Stage.DRAFT,
        made_by_id=by.id,
        made_at=clock.now(),
        about=about,
    )
    values = {name: getattr(text, name) for name in TEXT}
    mailings.save(mailing, values | {"audience": "", "reach": Reach.MAIN} | to)
    session.add(MailTemplateUse(mailing_id=mailing.id, template_id=row.id, number=text.number))
    session.flush()
    return mailing


def _add_version(row: MailTemplate, text: dict[str, str], *, by: str) -> None:
    session.add(
        MailTemplateVersion(
            template_id=row.id, number=row.number, made_at=clock.now(), by=by, **text
        )
    )
    session.flush()


def _refuse_taken(name: str, but: int | None) -> None:
    if queries.names_taken(name, but):
        raise RuleBroken("Another template has this name.", "name")
