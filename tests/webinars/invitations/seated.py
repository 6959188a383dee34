"""People with and without a seat, and the two jobs as the worker runs them."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from crm.core import clock, jobs
from crm.core.db import session
from crm.core.outbox import Mail
from webinars.bookings import moves
from webinars.bookings.models import Booking, Came
from webinars.programme.models import Webinar

MINUTE = timedelta(minutes=1)


def seat(webinar: Webinar, name: str = "Sam Carter", **more: Any) -> Booking:
    """Book somebody: a seat while one is free, else a place in the list."""
    email = more.pop("email", f"{name.split(maxsplit=1)[0].lower()}@firm.example")
    booking = moves.book(
        session.get_one(Webinar, webinar.id), came=Came.BY_HAND, name=name, email=email, **more
    )
    session.commit()
    return booking


def tell(at: datetime | None = None) -> int:
    """Run the job of calendar mails, a minute after now unless told otherwise."""
    return run("tell-calendars", at or clock.now() + MINUTE)


def remind(at: datetime) -> int:
    return run("remind-of-webinars", at)


def run(name: str, at: datetime) -> int:
    job = jobs.find(name)
    assert job is not None
    handled = jobs.run(job, at).handled
    session.expire_all()
    return handled


def mails(kind: str) -> list[Mail]:
    return list(session.scalars(sa.select(Mail).where(Mail.kind == kind).order_by(Mail.id)))
