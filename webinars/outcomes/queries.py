"""What came of webinars, read in a few statements however many there are."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from crm.core import clock
from crm.core.db import session
from crm.employers.models import Standing
from crm.interest.models import Enquiry
from crm.placements.models import Placement
from crm.vacancies.models import Vacancy
from webinars.bookings.models import Booking
from webinars.bookings.models import State as Booked
from webinars.day import queries as days
from webinars.day.models import Presence
from webinars.day.numbers import in_force
from webinars.outcomes import rules
from webinars.outcomes.rules import CAME, GROUPS, STEPS, Column, Held
from webinars.programme.models import Webinar
from webinars.programme.rules import State

MOST = 60
WINDOWS = ("window_short", "window_middle", "window_long")


@dataclass(frozen=True)
class Table:
    """What came of all webinars: a column for each group, step and window, and touches."""

    webinars: Sequence[Any]
    windows: Sequence[int]
    least: int
    columns: Mapping[tuple[str, str, int], Column]
    touches: Mapping[str, Sequence[Column]]

    def at(self, webinar_id: int) -> int | None:
        """Return in which row a webinar stands, None while nothing can have come of it."""
        ids = [row.id for row in self.webinars]
        return ids.index(webinar_id) if webinar_id in ids else None

    def over(self, at: int, window: int, today: date) -> bool:
        """Say whether the days of a window after a webinar are over."""
        on = clock.to_london(self.webinars[at].starts_at).date()
        return (today - on).days > window


def table() -> Table:
    """Return what came of the newest webinars that are over, suppressed as a whole."""
    numbers = in_force(days.number_rows(), clock.today())
    windows = sorted({numbers[name].value for name in WINDOWS})
    least = numbers["least"].value
    rows = session.execute(
        sa.select(Webinar.id, Webinar.title, Webinar.starts_at)
        .where(Webinar.state.in_([State.PUBLISHED, State.FINISHED]), Webinar.ends_at <= clock.now())
        .order_by(Webinar.starts_at.desc(), Webinar.id.desc())
        .limit(MOST)
    ).all()
    held = _held(rows)
    taken = {step: _days(step) for step in STEPS} if rows else {step: {} for step in STEPS}
    columns = {
        (group, step, window): column
        for group in GROUPS
        for step in STEPS
        for window, column in zip(
            windows, rules.columns(held, taken[step], group, windows, least), strict=True
        )
    }
    last = windows[-1]
    touches = {
        step: rules.touches(held, taken[step], last, least, columns[CAME, step, last])
        for step in STEPS
    }
    return Table(rows, windows, least, columns, touches)


def _held(rows: Sequence[Any]) -> list[Held]:
    """Return the webinars with their employers, in two statements."""
    ids = [row.id for row in rows]
    came = _employers(Presence.webinar_id, Presence.employer_id, ids, Presence.attended.is_(True))
    booked = _employers(Booking.webinar_id, Booking.employer_id, ids, Booking.state == Booked.SEAT)
    return [
        Held(
            row.id,
            clock.to_london(row.starts_at).date(),
            frozenset(came[row.id]),
            frozenset(booked[row.id] - came[row.id]),
        )
        for row in rows
    ]


def _employers(
    of: Any, whose: Any, ids: Sequence[int], which: sa.ColumnElement[bool]
) -> Mapping[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    statement = sa.select(of, whose).where(of.in_(ids), whose.is_not(None), which).distinct()
    for webinar_id, employer_id in session.execute(statement):
        found[webinar_id].add(employer_id)
    return found


def _days(step: str) -> dict[int, list[date]]:
    """Return when the employers of any webinar took a step, in one statement."""
    known = (
        sa.select(Booking.employer_id)
        .where(Booking.employer_id.is_not(None))
        .union(sa.select(Presence.employer_id).where(Presence.employer_id.is_not(None)))
    )
    whose, when = _STEP[step]
    found: dict[int, list[date]] = defaultdict(list)
    for employer_id, at in session.execute(
        sa.select(whose, when).where(whose.in_(known), when.is_not(None))
    ):
        found[employer_id].append(clock.to_london(at).date() if isinstance(at, datetime) else at)
    return found


_STEP: dict[str, tuple[Any, Any]] = {
    "enquiry": (Enquiry.employer_id, Enquiry.posted_at),
    "vacancy": (Vacancy.employer_id, Vacancy.created_at),
    "placement": (Placement.employer_id, Placement.started_on),
    "award": (Standing.employer_id, Standing.awarded_on),
}
