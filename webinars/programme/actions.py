"""Making, publishing, closing, cancelling and repeating webinars. Nothing here commits."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from crm.core import clock, journal
from crm.core.db import session
from crm.core.errors import RuleBroken
from webinars.programme import queries, rules
from webinars.programme.models import Series, Webinar, WebinarTemplate
from webinars.programme.rules import State

PLANNED = (
    "title", "words", "need", "capacity", "overbook_percent", "offer_hours", "reminder_hours",
    "attended_percent", "grace_minutes",
)  # fmt: skip
COPIED = (*PLANNED, "speakers", "captions", "transcript", "private", "series_id", "template_id")


def add(details: Mapping[str, Any], *, series: str, template_id: int | None = None) -> Webinar:
    """Make a draft; flushes."""
    journal.operation(f"Planned the webinar “{details['title']}”")
    webinar = Webinar(template_id=template_id, series_id=_series(series), **details)
    session.add(webinar)
    _key(webinar)
    session.flush()
    return webinar


def change(webinar: Webinar, details: Mapping[str, Any], *, series: str) -> Webinar:
    """Change a webinar that is not over; flushes.

    Raises ``RuleBroken`` for one that is over, and for what would take the link or the future
    away from people who hold a seat.
    """
    if webinar.state in (State.FINISHED, State.CANCELLED):
        raise RuleBroken("This webinar is over. Duplicate it to plan another one.")
    if webinar.state is State.PUBLISHED:
        if not rules.is_web_address(details["join_url"]):
            raise RuleBroken("People with a seat need the link to join.", "join_url")
        moved = details["starts_at"] != webinar.starts_at
        if moved and details["starts_at"] <= clock.now():
            raise RuleBroken("Choose a start in the future.", "on")
    journal.operation(f"Changed the webinar {webinar.ref}")
    for name, value in details.items():
        setattr(webinar, name, value)
    webinar.series_id = _series(series)
    _key(webinar)
    session.flush()
    return webinar


def publish(webinar: Webinar) -> None:
    """Let people see it and sign up; flushes. Raises ``RuleBroken`` with all that is missing."""
    if webinar.state is not State.DRAFT:
        raise RuleBroken("Only a draft can be published.")
    if missing := lacking(webinar):
        raise RuleBroken(f"Not published yet. {' '.join(missing)}")
    journal.operation(f"Published the webinar {webinar.ref}")
    webinar.state, webinar.closed_at = State.PUBLISHED, None
    session.flush()


def lacking(webinar: Webinar) -> list[str]:
    """Say in words what a webinar lacks to be published."""
    return rules.lacking(
        title=webinar.title,
        words=webinar.words,
        join_url=webinar.join_url,
        starts_at=webinar.starts_at,
        now=clock.now(),
        capacity=webinar.capacity,
    )


def close(webinar: Webinar) -> None:
    """Take no more sign-ups; flushes."""
    _published(webinar)
    journal.operation(f"Closed sign-up for {webinar.ref}")
    webinar.closed_at = webinar.closed_at or clock.now()
    session.flush()


def reopen(webinar: Webinar) -> None:
    """Take sign-ups again; flushes."""
    _published(webinar)
    journal.operation(f"Opened sign-up for {webinar.ref} again")
    webinar.closed_at = None
    session.flush()


def cancel(webinar: Webinar, words: str) -> None:
    """Call it off with an explanation that everybody who booked gets; flushes."""
    _published(webinar)
    if webinar.starts_at <= clock.now():
        raise RuleBroken("This webinar has begun already.")
    journal.operation(f"Cancelled the webinar {webinar.ref}")
    webinar.state, webinar.cancelled_words = State.CANCELLED, words
    session.flush()


def duplicate(webinar: Webinar, *, starts_at: datetime, by: Any) -> Webinar:
    """Return a draft of the same webinar at another time, without its link to join; flushes."""
    journal.operation(f"Duplicated the webinar {webinar.ref}")
    draft = Webinar(
        **{name: getattr(webinar, name) for name in COPIED},
        starts_at=starts_at,
        ends_at=starts_at + (webinar.ends_at - webinar.starts_at),
        owner_id=by.id,
    )
    session.add(draft)
    _key(draft)
    session.flush()
    return draft


def finish(webinar: Webinar) -> None:
    """Note that it took place; flushes."""
    journal.operation(f"The webinar {webinar.ref} took place")
    webinar.state = State.FINISHED
    session.flush()


def new_key(webinar: Webinar) -> None:
    """Give a private webinar another link; the old one leads nowhere. Flushes."""
    if not webinar.private:
        raise RuleBroken("This webinar is public: everybody finds it without a key.")
    webinar.invite_salt = secrets.token_hex(16)
    session.flush()


def keep_as_template(webinar: Webinar) -> WebinarTemplate:
    """Return a new template with what this webinar says, but for its date and link; flushes."""
    name = queries.free_name(webinar.title[:70])
    journal.operation(f"Saved the webinar template “{name}”")
    template = WebinarTemplate(
        name=name, minutes=webinar.minutes, **{one: getattr(webinar, one) for one in PLANNED}
    )
    session.add(template)
    session.flush()
    return template


def save_template(template: WebinarTemplate, values: Mapping[str, Any]) -> None:
    """Save a template; whoever saves it has looked at its numbers. Flushes."""
    if queries.name_taken(values["name"], template.id):
        raise RuleBroken("Another template has this name.", "name")
    journal.operation(f"Saved the webinar template “{values['name']}”")
    for name, value in values.items():
        setattr(template, name, value)
    template.status = "confirmed"
    session.add(template)
    session.flush()


def retire(template: WebinarTemplate) -> None:
    """Offer a template no more; webinars made from it stay. Flushes."""
    if template.retired_at is not None:
        raise RuleBroken("This template was retired already.")
    journal.operation(f"Retired the webinar template “{template.name}”")
    template.retired_at = clock.now()
    session.flush()


def _published(webinar: Webinar) -> None:
    if webinar.state is not State.PUBLISHED:
        raise RuleBroken("This webinar is not published.")


def _key(webinar: Webinar) -> None:
    if webinar.private and not webinar.invite_salt:
        webinar.invite_salt = secrets.token_hex(16)


def _series(title: str) -> int | None:
    """Return the series of this title, made when it is new; none for no title."""
    if not title:
        return None
    row = queries.series_called(title)
    if row is None:
        row = Series(title=title)
        session.add(row)
        session.flush()
    return row.id
