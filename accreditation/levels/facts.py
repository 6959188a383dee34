"""Facts for scoring, read from the service's own records: one statement for each kind of record.

Every source gets the ids of some employers and gives pieces of evidence with the employer's id. A
new kind of evidence is a new source here; how it counts is for the scheme to say. What will happen
by itself (a job reaches 26 weeks, a check falls due) is dated ahead and counts from then.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import sqlalchemy as sa

from accreditation.scheme.measures import Evidence, Facts
from crm.activity.models import Activity, real_contact
from crm.activity.rules import Kind, Topic
from crm.core import clock
from crm.core.db import session
from crm.employers.models import Employer, SizeBand

Found = Iterable[tuple[int, Evidence]]
TALKS = {Topic.CARVING: "carving", Topic.INTERVIEW: "interview", Topic.REVIEW: "review"}


def facts_of(employer_ids: Sequence[int]) -> dict[int, Facts]:
    """Return what is known of these employers, by id; an id that no longer exists is left out."""
    employers = session.execute(
        sa.select(
            Employer.id,
            Employer.size_band,
            Employer.disability_confident,
            Employer.disability_confident_until,
            Employer.created_at,
        )
        .where(Employer.id.in_(employer_ids))
        .order_by(Employer.id)
    ).all()
    known: dict[int, list[Evidence]] = {row.id: [] for row in employers}
    for row in employers:
        if row.disability_confident is not None:
            known[row.id].append(_disability_confident(row))
    for source in SOURCES:
        for employer_id, piece in source(employer_ids):
            if employer_id in known:
                known[employer_id].append(piece)
    return {
        row.id: Facts(f"E-{row.id:05d}", _band(row.size_band), tuple(known[row.id]))
        for row in employers
    }


def _band(size: SizeBand) -> str | None:
    return None if size is SizeBand.UNKNOWN else size.value


def _disability_confident(row: Any) -> Evidence:
    """A level of 0 is a recorded "not a member"."""
    return Evidence(
        "disability_confident",
        clock.to_london(row.created_at).date(),
        f"E-{row.id:05d}",
        row.disability_confident,
        row.disability_confident_until,
    )


def _activities(employer_ids: Sequence[int]) -> Found:
    """Give what was talked about with somebody who was really reached."""
    rows = session.execute(
        sa.select(
            Activity.employer_id,
            Activity.id,
            Activity.kind,
            Activity.topic,
            Activity.hiring_authority,
            Activity.happened_at,
        ).where(Activity.employer_id.in_(employer_ids), real_contact())
    )
    for row in rows:
        on, ref = clock.to_london(row.happened_at).date(), f"A-{row.id:05d}"
        for metric in _talked_about(row.kind, row.topic, hires=row.hiring_authority):
            yield row.employer_id, Evidence(metric, on, ref)


def _talked_about(kind: Kind, topic: Topic | None, *, hires: bool | None) -> Iterator[str]:
    yield "contact"
    if hires:
        yield "hiring_talk"
    if kind is Kind.VISIT:
        yield "workplace_visit"
    if topic in TALKS:
        yield TALKS[topic]


SOURCES: tuple[Callable[[Sequence[int]], Found], ...] = (_activities,)
