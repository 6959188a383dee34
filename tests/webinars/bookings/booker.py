"""Booking webinars as people do, and the clockwork that follows."""

import re
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
import time_machine

from crm.core import clock, links
from crm.core.db import session
from crm.core.links import OneTimeLink
from crm.core.outbox import Mail
from tests.browse import Browser, form_defaults, let_go
from webinars.bookings import jobs
from webinars.bookings.models import Booking, SignUp
from webinars.programme.models import Webinar
from webinars.programme.rules import State as Decided

TYPED = {
    "name": "Sam Carter",
    "email": "sam@isisgardens.example",
    "employer_words": "Isis Garden Centre",
    "role": "Manager",
    "access_needs": "Captions",
    "heard": "A colleague",
}


def webinar(**more: Any) -> Webinar:
    """A published webinar in 30 days with two seats, unless told otherwise."""
    starts = more.pop("starts_at", clock.now() + timedelta(days=30))
    facts: dict[str, Any] = {
        "title": "Small changes, good people",
        "words": "What small employers can do.",
        "starts_at": starts,
        "ends_at": starts + timedelta(hours=1),
        "capacity": 2,
        "join_url": "https://join.example/room-7",
        "state": Decided.PUBLISHED,
    }
    row = Webinar(**(facts | more))
    session.add(row)
    session.commit()
    return row


def sign_up(browser: Browser, of: Webinar, *, seconds: int = 10, **typed: Any):
    """Fill the form some seconds ago and send it now."""
    path = f"/webinars/{of.ref}/book"
    now = clock.now()
    with time_machine.travel(now - timedelta(seconds=seconds), tick=False):
        form = form_defaults(browser.get(path).text)
    with time_machine.travel(now, tick=False):
        return browser.post(path, form | TYPED | typed)


def mails(kind: str = "") -> list[Mail]:
    statement = sa.select(Mail).order_by(Mail.id)
    return list(session.scalars(statement.where(Mail.kind == kind) if kind else statement))


def path_of(link_id: int | None) -> str:
    """Return the path of a mailed link, as its reader would open it."""
    return re.sub(r"^https?://[^/]+", "", links.address(session.get_one(OneTimeLink, link_id)))


def mailed_path(which: int = -1) -> str:
    return path_of(mails()[which].link_id)


def book(browser: Browser, of: Webinar, **typed: Any) -> Booking:
    """Sign up and prove the address; return the booking."""
    sign_up(browser, of, **typed)
    browser.post(mailed_path())
    return session.scalars(sa.select(Booking).order_by(Booking.id.desc())).first()


def people(browser: Browser, of: Webinar, many: int) -> list[Booking]:
    """Let so many people book, one after the other."""
    return [book(browser, of, email=f"p{n}@firm{n}.example", name=f"Person {n}")
            for n in range(many)]  # fmt: skip


def seat_path(booking: Booking) -> str:
    return path_of(session.get_one(Booking, booking.id).link_id)


def sign_ups() -> list[SignUp]:
    return list(session.scalars(sa.select(SignUp).order_by(SignUp.id)))


def bookings() -> list[Booking]:
    let_go()
    return list(session.scalars(sa.select(Booking).order_by(Booking.id)))


def work(at: datetime | None = None) -> None:
    """Let the worker tick at a moment."""
    let_go()
    with time_machine.travel(at or clock.now(), tick=False):
        jobs.settle(clock.now())
        jobs.tell(clock.now())
