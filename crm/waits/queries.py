"""The waits with what counts today, what will and what did."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from flask import abort

from crm.activity.models import Cadence, ContactCap
from crm.core import clock
from crm.core.db import session

MOST = 1_000


@dataclass(frozen=True)
class Waits:
    """The rows in force on a day, by kind of reason, and the other rows."""

    groups: Sequence[tuple[str, Sequence[Cadence]]]
    others: Sequence[Cadence]


GROUPS = (
    ("tier:", "How often to be in touch, by tier"),
    ("outcome:", "After an attempt"),
    ("stage:", "After a contact, by stage"),
    ("new employer:", "New employer"),
    ("webinar", "After a webinar"),
    ("missed webinar", "After a missed webinar"),
    ("placement:", "After a placement"),
    ("in work:", "In-work reviews"),
    ("risk:", "Signs of risk in a placement"),
    ("limit:", "Limits of trials and internships"),
    ("renewal:", "Renewal"),
    ("", "Other waits"),
)


def listing(on: date) -> Waits:
    """Return every wait: those in force on a day in groups, then later and replaced ones."""
    rows = session.scalars(
        sa.select(Cadence).order_by(Cadence.from_on.desc(), Cadence.id).limit(MOST)
    ).all()
    newest: dict[str, Cadence] = {}
    for row in rows:
        if row.from_on <= on:
            newest.setdefault(row.reason, row)
    current = sorted(newest.values(), key=lambda row: row.id)
    groups: dict[str, list[Cadence]] = {title: [] for _, title in GROUPS}
    for row in current:
        groups[next(title for lead, title in GROUPS if row.reason.startswith(lead))].append(row)
    return Waits(
        [(title, found) for title, found in groups.items() if found],
        [row for row in rows if newest.get(row.reason) is not row],
    )


def caps() -> Sequence[ContactCap]:
    """Return every cap on contacts, the latest first."""
    return session.scalars(
        sa.select(ContactCap).order_by(ContactCap.from_on.desc()).limit(MOST)
    ).all()


def wait_or_404(reason: str) -> Cadence:
    """Return the wait in force today for a reason, or answer 404."""
    row = session.scalar(
        sa.select(Cadence)
        .where(Cadence.reason == reason, Cadence.from_on <= clock.today())
        .order_by(Cadence.from_on.desc(), Cadence.id.desc())
        .limit(1)
    )
    if row is None:
        abort(404)
    return row
