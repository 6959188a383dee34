"""Answering people about their own data. Nothing here commits."""

import secrets
from datetime import timedelta
from types import SimpleNamespace

from flask import current_app

from crm.core import clock, journal, links, outbox, throttle
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.core.outbox import Audience
from crm.data_protection import queries
from crm.data_protection.models import About, AskedFor, DataRequest
from crm.followups import actions as followups
from crm.interest.actions import MAILS_TO
from crm.interest.rules import CODE_LETTERS, READABLE
from crm.people import queries as people
from crm.people.models import email_key

HELD = "what we hold"
LASTS = timedelta(hours=48)
VISITOR = SimpleNamespace(id=None, name="The public form")


def mail_link(address: str) -> None:
    """Mail the page of what is held, known address or not; at most one mail a day to it."""
    key = email_key(address)
    if not throttle.take(MAILS_TO, key):
        return
    asked = AskedFor(email_key=key, asked_at=clock.now())
    session.add(asked)
    session.flush()
    link = links.make(HELD, "data_protection.mine", asked.id, LASTS)
    outbox.post(
        kind="what we hold",
        audience=Audience.EXTERNAL,
        to=address,
        subject="What we hold about you",
        body="You asked what we hold under this email address. See it here:\n{link}\n\n"
        "The link works for 48 hours. If it was not you, do nothing.\n\n"
        + current_app.config["COUNCIL_NAME"],
        dedupe_key=f"held:{asked.id}",
        link_id=link.id,
    )


def ask(
    about: About, *, form_token: str, email: str, text: str, name: str = "", automatic: bool = False
) -> DataRequest:
    """Write down a correction or complaint once, start its clock and give it to a person; flushes.

    A correction about a known contact is also a follow-up of the employer's owner.
    """
    known = queries.by_form(form_token)
    if known is not None:
        return known
    code = f"DP-{''.join(secrets.choice(READABLE) for _ in range(CODE_LETTERS))}"
    title = f"Received data protection {about.value} {code}"
    journal.operation(title, kind=journal.THEIRS, actor=VISITOR)
    employer = queries.employer_of(email_key(email)) if about is About.CORRECTION else None
    request = DataRequest(
        code=code,
        form_token=form_token,
        about=about,
        name=name,
        email=email,
        text=text,
        automatic=automatic,
        employer_id=employer.id if employer else None,
        received_at=clock.now(),
        due_on=queries.due_on(about, clock.today()),
    )
    session.add(request)
    session.flush()
    owner = (employer and employer.owner) or next(iter(people.active()), None)
    if employer is not None and owner is not None:
        followups.plan(
            employer,
            owner=owner,
            title=f"Correct what we hold: {code}",
            due_on=request.due_on,
            why="A contact asked for a correction.",
        )
    return request


def acknowledge(request: DataRequest) -> None:
    """Tell the person that the request is being looked at; flushes."""
    if request.acknowledged_at is not None or request.closed_at is not None:
        raise RuleBroken("This was acknowledged already.")
    journal.operation(f"Acknowledged {request.code}")
    request.acknowledged_at = clock.now()
    session.flush()
    _mail(request, "acknowledged", "We are looking at it and tell you what we find.")


def close(request: DataRequest, outcome: str) -> None:
    """Tell the person the outcome, and where to go if it does not satisfy; flushes."""
    if request.closed_at is not None:
        raise RuleBroken("This was closed already.")
    journal.operation(f"Closed {request.code}")
    request.acknowledged_at = request.acknowledged_at or clock.now()
    request.closed_at = clock.now()
    request.outcome = outcome
    session.flush()
    _mail(
        request,
        "closed",
        f"{outcome}\n\nYou can complain to the Information Commissioner at ico.org.uk if this "
        "does not put it right.",
    )


def _mail(request: DataRequest, what: str, text: str) -> None:
    outbox.post(
        kind=f"data request {what}",
        audience=Audience.EXTERNAL,
        to=request.email,
        subject=f"Your data protection {request.about.value} {request.code}",
        body=f"We have your {request.about.value} {request.code}.\n\n{text}\n\n"
        + current_app.config["COUNCIL_NAME"],
        dedupe_key=f"data-request:{request.id}:{what}",
    )
