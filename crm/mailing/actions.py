"""Writing, sending and stopping a mailing. Nothing here commits."""

from typing import Any

import sqlalchemy as sa
from flask import current_app

from crm.consent import letters
from crm.core import clock, journal, links, neighbours, outbox
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.core.outbox import About, Audience, Mail
from crm.inbound import tokens
from crm.mailing import audience, queries, rules
from crm.mailing.audience import Candidate
from crm.mailing.models import Mailing, MailingRecipient, Place, Stage
from crm.mailing.rules import Purpose, Reach


def save(mailing: Mailing, values: dict[str, Any]) -> Mailing:
    """Add or change a draft; flushes. Raises ``RuleBroken`` beside the field that is wrong."""
    if mailing.stage is not Stage.DRAFT:
        raise RuleBroken("This mailing was sent already. Use it again to write another.")
    for name, value in checked_text(mailing.purpose, values).items():
        setattr(mailing, name, value)
    journal.operation(f"Saved the mailing “{_title(mailing)}”")
    mailing.view = values.get("view") or ""
    if view := audience.chosen_view(mailing):
        mailing.view_name, mailing.audience = view.name, audience.tidy(view.query)
    else:
        mailing.view_name, mailing.audience = "", audience.tidy(values["audience"] or "")
    mailing.reach = Reach(values["reach"])
    mailing.cap_reason = values.get("cap_reason") or ""
    session.add(mailing)
    session.flush()
    return mailing


def _title(mailing: Mailing) -> str:
    return queries.titled(mailing.subject, mailing.about or "")


def checked_text(purpose: Purpose, values: dict[str, Any]) -> dict[str, str]:
    """Return topic, reason, subject and body as they are kept for this kind of mail.

    Raises ``RuleBroken`` beside a field in braces that does not exist, or a question not answered.
    """
    for name in ("subject", "body"):
        if wrong := rules.unknown(values[name]):
            raise RuleBroken(f"There is no field “{{{{{wrong[0]}}}}}”.", name)
    marketing = purpose is Purpose.MARKETING
    topic = (values.get("topic") or "") if marketing else ""
    reason = "" if marketing else (values.get("reason") or "")
    if marketing and not topic:
        raise RuleBroken("Choose what it is about: people choose by topic.", "topic")
    if not marketing and not reason:
        raise RuleBroken("Say why they get it, so that anybody can check.", "reason")
    return {"topic": topic, "reason": reason, "subject": values["subject"], "body": values["body"]}


def copy(mailing: Mailing, *, by: Any) -> Mailing:
    """Return a new draft with the same text and audience; flushes. ``by`` has an ``id``."""
    journal.operation(f"Used the mailing “{_title(mailing)}” again")
    names = ["about", "purpose", "topic", "reason", "subject", "body", "audience", "reach"]
    if by.id == mailing.made_by_id:  # a view may be its author's own
        names += ["view", "view_name"]
    row = Mailing(
        **{name: getattr(mailing, name) for name in names},
        stage=Stage.DRAFT,
        made_by_id=by.id,
        made_at=clock.now(),
    )
    session.add(row)
    session.flush()
    return row


def start(mailing: Mailing, *, expected: int) -> int:
    """Freeze who gets what and let the worker send it; return how many. Flushes.

    Raises ``RuleBroken`` when somebody lacks a field or the number is no longer ``expected``.
    """
    if mailing.stage is not Stage.DRAFT:
        raise RuleBroken("This mailing was sent already.")
    found = audience.plan(mailing)
    if view := audience.chosen_view(mailing):
        mailing.audience = audience.tidy(view.query)
    if found.lacking:
        one, fields = found.lacking[0]
        who = one.name or one.employer
        raise RuleBroken(f"Nothing was sent: {who} has no “{', '.join(fields)}”.")
    if len(found.going) != expected or not found.going:
        raise RuleBroken(f"Nothing was sent: the list changed, now {len(found.going)} get it.")
    journal.operation(f"Began to send “{_title(mailing)}” to {expected}")
    mailing.stage, mailing.began_at = Stage.SENDING, clock.now()
    session.flush()  # a second sender stops here, by the version
    for place, people in ((Place.WAITING, found.going), (Place.LEFT_OUT, found.left_out)):
        session.add_all(_recipient(mailing, one, place) for one in people)
    session.flush()
    return expected


def stop(mailing: Mailing, *, by: Any) -> int:
    """Send no more of it; return how many are held back. What left cannot be called back."""
    if mailing.stage is not Stage.SENDING:
        raise RuleBroken("This mailing is not being sent.")
    why = f"Stopped by {by.name}"
    journal.operation(f"Stopped the mailing “{_title(mailing)}”")
    mailing.stage, mailing.ended_at = Stage.STOPPED, clock.now()
    session.flush()
    held = session.execute(
        sa.update(MailingRecipient)
        .where(MailingRecipient.mailing_id == mailing.id, MailingRecipient.place == Place.WAITING)
        .values(place=Place.LEFT_OUT, why=why)
        .execution_options(synchronize_session=False)
    )
    posted = sa.select(MailingRecipient.mail_id).where(MailingRecipient.mailing_id == mailing.id)
    return int(held.rowcount) + outbox.hold_back(Mail.id.in_(posted), reason=why)  # type: ignore[attr-defined]


def post_next(mailing_id: int, *, most: int = 50) -> int:
    """Hand the next mails of one mailing to the outbox; flushes. Return how many.

    Whoever posts holds the mailing's row until the commit, so two workers post each mail once.
    """
    mailing = session.get(Mailing, mailing_id, with_for_update=True, populate_existing=True)
    if mailing is None or mailing.stage is not Stage.SENDING:
        return 0
    rows = session.scalars(
        sa.select(MailingRecipient)
        .where(MailingRecipient.mailing_id == mailing_id, MailingRecipient.place == Place.WAITING)
        .order_by(MailingRecipient.id)
        .limit(most)
    ).all()
    for row in rows:
        _post(mailing, row)
    if len(rows) < most:
        journal.operation(f"Handed all of “{_title(mailing)}” to the outbox")
        mailing.stage, mailing.ended_at = Stage.SENT, clock.now()
    session.flush()
    return len(rows)


def _recipient(mailing: Mailing, one: Candidate, place: Place) -> MailingRecipient:
    going = place is Place.WAITING
    return MailingRecipient(
        mailing_id=mailing.id,
        employer_id=one.employer_id,
        contact_id=one.contact_id,
        name=one.name or one.employer,
        address=one.address,
        subject=rules.fill(mailing.subject, one.values) if going else "",
        body=text_for(mailing, one) if going else "",
        place=place,
        why=one.why,
    )


def text_for(mailing: Mailing, one: Candidate, *, link: str = "") -> str:
    """Return the whole text one reader gets, with who writes, why, and how to stop it.

    ``link`` stands for the reader's own in a preview: only the reader should be able to follow it.
    """
    names = [current_app.config["SERVICE_NAME"], current_app.config["COUNCIL_NAME"]]
    marketing = mailing.purpose is Purpose.MARKETING
    reason = "a contact of our service for employers" if marketing else mailing.reason
    own = letters.address(one.address, mailing.topic, one.employer_id) if marketing else ""
    choices = link or own
    foot = rules.footer(mailing.purpose, sender=names, reason=reason, choices=choices)
    text = rules.fill(mailing.body, one.values)
    return (text.replace(links.PLACE, link) if link else text) + foot


def _post(mailing: Mailing, row: MailingRecipient) -> None:
    try:
        link_id, body = _own_link(mailing, row)
    except RuleBroken as no:
        row.place, row.why, row.body = Place.LEFT_OUT, no.message, ""
        return
    headers = {}
    if mailing.topic:
        headers = letters.headers(row.address, mailing.topic, row.employer_id)
    if reply_to := tokens.address(row.employer_id):
        headers["Reply-To"] = reply_to
    mail = outbox.post(
        kind="mailing",
        audience=Audience.EXTERNAL,
        to=row.address,
        subject=row.subject,
        body=body,
        link_id=link_id,
        dedupe_key=f"mailing {mailing.id} {row.id}",
        about=About(mailing.topic, row.employer_id, row.contact_id, headers or None),
    )
    row.mail_id = mail.id if mail else None
    row.place, row.posted_at, row.body = Place.POSTED, clock.now(), ""


def _own_link(mailing: Mailing, row: MailingRecipient) -> tuple[int | None, str]:
    """Return the reader's own link and the text; without an own link the text has a common one."""
    if not mailing.about or links.PLACE not in row.body:
        return None, row.body
    link_id, address = neighbours.mailing_about().link(mailing.about, row.contact_id)
    return link_id, row.body if link_id else row.body.replace(links.PLACE, address)
