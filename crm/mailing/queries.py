"""What became of a mailing."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask import abort
from sqlalchemy.orm import joinedload

from crm.core import neighbours, pages
from crm.core.db import MOST_ID, session
from crm.core.outbox import Mail, State
from crm.core.pages import Order, Page
from crm.employers.models import Employer
from crm.mailing import rules
from crm.mailing.models import Mailing, MailingRecipient, Place

OUTCOMES = {
    "waiting": "Waiting to be handed over",
    "on its way": "In the outbox",
    "sent": "Sent",
    "came back": "Came back",
    "uncertain": "Uncertain",
    "failed": "Failed",
    "left out": "Left out",
}
OUTCOME = sa.case(
    (MailingRecipient.place == Place.WAITING, "waiting"),
    (MailingRecipient.place == Place.LEFT_OUT, "left out"),
    (Mail.state == State.SUPPRESSED, "left out"),
    (Mail.state == State.UNCERTAIN, "uncertain"),
    (Mail.state == State.FAILED, "failed"),
    (sa.and_(Mail.state == State.SENT, Mail.last_error != ""), "came back"),
    (Mail.state == State.SENT, "sent"),
    else_="on its way",
)


def mailing_or_404(mailing_id: int) -> Mailing:
    """Return a mailing with who made it, or answer 404."""
    found = session.scalar(
        sa.select(Mailing)
        .options(joinedload(Mailing.made_by))
        .where(Mailing.id == (mailing_id if mailing_id <= MOST_ID else None))
    )
    return found if found is not None else abort(404)


def page() -> Page[Any]:
    """Return the page of mailings the query string asks for, newest first."""
    order = Order((Mailing.id,), lambda row: (row.id,), descending=True)
    return pages.page(sa.select(Mailing).options(joinedload(Mailing.made_by)), order)


def titled(subject: str, about: str) -> str:
    """Return the subject of a mailing as pages and the history show it."""
    return _filled([(0, subject, about)])[0]


def titles(rows: Iterable[Any]) -> dict[int, str]:
    """Return such subjects by the ids of these mailings, in one statement at most."""
    return _filled([(row.id, row.subject, row.about) for row in rows])


def _filled(told: Sequence[tuple[int, str, str]]) -> dict[int, str]:
    """Fill in what every reader is told the same; what is each reader's own stays in braces."""
    refs = {about for _, subject, about in told if about and rules.used(subject)}
    if not refs:
        return {number: subject for number, subject, _ in told}
    with session.no_autoflush:
        known = neighbours.mailing_about().each(refs)
    return {number: rules.fill(subject, known.get(about, {})) for number, subject, about in told}


def tally(mailing_id: int) -> Mapping[str, int]:
    """Return how many readers have each outcome, in the order of ``OUTCOMES``."""
    rows = session.execute(
        sa.select(OUTCOME.label("outcome"), sa.func.count())
        .select_from(MailingRecipient)
        .outerjoin(Mail, Mail.id == MailingRecipient.mail_id)
        .where(MailingRecipient.mailing_id == mailing_id)
        .group_by(sa.text("outcome"))
    ).all()
    found: dict[str, int] = {row[0]: row[1] for row in rows}
    return {name: found[name] for name in OUTCOMES if name in found}


def readers(mailing_id: int, outcome: str) -> Page[Any]:
    """Return the page of readers of one outcome, or of all."""
    statement = (
        sa.select(
            MailingRecipient.id,
            MailingRecipient.name,
            MailingRecipient.address,
            Employer.id.label("employer_id"),
            Employer.name.label("employer"),
            OUTCOME.label("outcome"),
            sa.func.coalesce(sa.func.nullif(Mail.last_error, ""), MailingRecipient.why).label(
                "why"
            ),
            Mail.sent_at,
        )
        .join(Employer, Employer.id == MailingRecipient.employer_id)
        .outerjoin(Mail, Mail.id == MailingRecipient.mail_id)
        .where(MailingRecipient.mailing_id == mailing_id)
    )
    if outcome in OUTCOMES:
        statement = statement.where(OUTCOME.in_([outcome]))
    order = Order((MailingRecipient.id,), lambda row: (row.id,))
    return pages.page(statement, order, scalars=False)


def sent_kinds(employer_id: Any) -> Any:
    """Return the mailings an employer got, for its timeline."""
    return (
        sa.select(
            MailingRecipient.posted_at.label("at"),
            MailingRecipient.mailing_id.label("row_id"),
            MailingRecipient.subject.label("head"),
            (sa.literal("To ") + MailingRecipient.name).label("body"),
            sa.literal("The service").label("who"),
        )
        .select_from(MailingRecipient)
        .where(MailingRecipient.employer_id == employer_id, MailingRecipient.posted_at.is_not(None))
    )


def touches(employer_ids: Sequence[int], since: datetime | None) -> Any:
    """Return the mailings these employers got, as times they were approached."""
    chosen = sa.select(
        MailingRecipient.employer_id.label("employer_id"),
        MailingRecipient.posted_at.label("at"),
        sa.literal("mailing").label("what"),
        sa.literal("the service").label("who"),
    ).where(MailingRecipient.employer_id.in_(employer_ids), MailingRecipient.place == Place.POSTED)
    return chosen.where(MailingRecipient.posted_at >= since) if since else chosen


def outcomes() -> Sequence[tuple[str, str]]:
    """Return the outcomes with their words."""
    return list(OUTCOMES.items())
