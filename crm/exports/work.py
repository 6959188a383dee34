"""The placements of a list as rows of a file, without anything about the person."""

from collections.abc import Iterator

import sqlalchemy as sa

from crm.core.db import session
from crm.core.refs import ref
from crm.employers.models import Employer
from crm.placements import queries
from crm.placements.models import Placement

AT_ONCE = 500
COLUMNS = (
    "ref",
    "employer_ref",
    "employer",
    "job_title",
    "kind",
    "pathway",
    "contract",
    "weekly_hours",
    "started_on",
    "planned_end_on",
    "ended_on",
    "end_reason",
    "at_risk",
    "next_milestone",
    "next_milestone_on",
)


def count(state: str, pathway: str, employer: Employer | None) -> int:
    """Return how many rows the file will have."""
    bare = queries.listed(state, pathway, employer).with_only_columns(Placement.id)
    return session.scalar(sa.select(sa.func.count()).select_from(bare.subquery())) or 0


def rows(state: str, pathway: str, employer: Employer | None) -> Iterator[tuple[str, ...]]:
    """Yield the rows of the file as texts, the latest start first."""
    asked = queries.listed(state, pathway, employer).order_by(*queries.NEWEST.sorted())
    for row, standing in session.execute(asked.execution_options(yield_per=AT_ONCE)):
        told = (
            row.ref,
            ref("E", row.employer_id),
            row.employer.name,
            row.job_title,
            row.kind.value,
            row.pathway.value,
            row.contract.value,
            row.weekly_hours,
            row.started_on,
            row.planned_end_on,
            row.ended_on,
            row.end_code.value if row.end_code else None,
            "yes" if standing and standing.at_risk else "no",
            standing.mark if standing else None,
            standing.mark_on if standing else None,
        )
        yield tuple("" if value is None else str(value) for value in told)
