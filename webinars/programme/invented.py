"""Webinars of the demo: one to come, one that took place, a draft and one that was cancelled."""

from datetime import date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa

from crm.core import journal
from crm.core.calendar import utc_from_london
from crm.core.db import session
from crm.core.permissions import Role
from crm.people.models import Person
from webinars.programme.models import Series, Webinar, WebinarTemplate
from webinars.programme.rules import State

SPEAKERS = "Idris Vale, job coach (invented)\nMarta Quill, Blewbury Bakes (invented)"


def webinars(on: date) -> None:
    """Plan four webinars around ``on``; the first is the one to come. Flushes."""
    journal.operation("Planned the webinars of the demo")
    series = Series(title="Twice a year")
    session.add(series)
    session.flush()
    template = session.scalars(sa.select(WebinarTemplate).order_by(WebinarTemplate.id)).first()
    owner = session.scalars(
        sa.select(Person).where(Person.role == Role.OFFICER).order_by(Person.id)
    ).first()
    shared = {
        "series_id": series.id,
        "template_id": template.id if template else None,
        "owner_id": owner.id if owner else None,
        "words": template.words if template else "",
        "need": template.need if template else "",
        "speakers": SPEAKERS,
        "captions": "Live captions in English",
        "transcript": "Emailed within a week",
    }
    for days, at, facts in _planned():
        starts_at = utc_from_london(datetime.combine(on + timedelta(days=days), at))
        ends_at = starts_at + timedelta(hours=1)
        session.add(Webinar(starts_at=starts_at, ends_at=ends_at, **(shared | facts)))
        session.flush()


def _planned() -> list[tuple[int, time, dict[str, Any]]]:
    join = "https://meet.example/small-changes"
    ten, four = time(10), time(16)
    published = {"state": State.PUBLISHED, "join_url": join, "capacity": 8}
    called_off = "The speaker is away. We are sorry. The one before it takes place."
    return [
        (24, ten, published | {"title": "Small changes, good people"}),
        (-158, ten, {"title": "What a job coach does", "state": State.FINISHED, "join_url": join}),
        (206, ten, {"title": "Work that fits", "capacity": 100, "overbook_percent": 10}),
        (
            66,
            four,
            {
                "title": "Questions about pay and benefits",
                "state": State.CANCELLED,
                "join_url": join,
                "cancelled_words": called_off,
            },
        ),
    ]
