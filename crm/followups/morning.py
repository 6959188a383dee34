"""The morning mail: what is due, for one person. No reasons, no notes, no supported people."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

import sqlalchemy as sa
from flask import current_app

from crm.core import formats, outbox
from crm.core.db import session
from crm.core.outbox import Audience, Mail
from crm.employers.steps import tell
from crm.followups import desk
from crm.followups.models import FollowUp
from crm.followups.queries import Sections
from crm.followups.rules import without_people
from crm.people.models import Person
from crm.reference import queries as reference


class Reader(NamedTuple):
    """A person who gets the mail."""

    id: int
    name: str
    email: str


def people_with_work(today: date) -> Sequence[Reader]:
    """Return the active people here today, who want it, with something overdue or due."""
    rows = session.execute(
        sa.select(Person.id, Person.name, Person.email)
        .where(Person.locked_at.is_(None), Person.reminder_mail, desk.has_work(today))
        .order_by(Person.id)
    )
    return [Reader(*row) for row in rows]


def post(person: Reader, today: date) -> Mail | None:
    """Put a person's mail in the outbox; None when today's was posted before. Flushes."""
    found = desk.sections(person.id, today, today)
    overdue, due = found["overdue"], found["today"]
    counts = [f"{overdue.total} overdue"] * bool(overdue.total)
    counts += [f"{due.total} due today"] * bool(due.total)
    return outbox.post(
        kind="daily",
        audience=Audience.STAFF,
        to=person.email,
        subject=f"{', '.join(counts)}: {formats.day(today, year=False)}",
        body="\n".join(_lines(person, today, found)),
        dedupe_key=f"daily:{person.id}:{today.isoformat()}",
    )


def _lines(person: Reader, today: date, found: Sections) -> Iterator[str]:
    yield f"{person.name}, this needs you on {formats.long_day(today, weekday=True)}."
    for name, title in (("overdue", "Overdue"), ("today", "Due today")):
        section = found[name]
        if section.total:
            yield ""
            yield f"{title} ({section.total})"
            yield from (_line(row, person.id, today) for row in section.rows)
        if section.total > len(section.rows):
            yield f"- and {section.total - len(section.rows)} more"
    yield ""
    yield f"Open Today: {current_app.config['BASE_URL'].rstrip('/')}/"
    yield ""
    yield "Reasons and notes stay in the service. This mail comes on working days when work is due."


def _line(row: FollowUp | desk.InTouch, person_id: int, today: date) -> str:
    on = desk.day_of(row)
    when = tell(on, today, reference.holidays()).words if on < today else row.due_time
    lead = f"{when}: " if when else ""
    covered = f" (for {row.owner.name})" if row.owner_id != person_id else ""
    return f"- {lead}{row.employer.name}, {without_people(row.title)}{covered}"
