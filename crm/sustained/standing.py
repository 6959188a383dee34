"""Keeping the next milestone of each placement true, for the list."""

from collections.abc import Sequence
from datetime import date

from crm.core import clock
from crm.core.db import upsert
from crm.pay import queries as pay
from crm.placements.models import Placement, PlacementStanding
from crm.placements.rules import IN_WORK
from crm.sustained import queries
from crm.sustained.rules import Basis, Job, Rule, jobs_in_order, outcome


def refresh(employer_ids: Sequence[int]) -> None:
    """Work out the next milestones of everybody who works or worked with these employers."""
    keep(queries.running(employer_ids))


def keep(rows: Sequence[Placement]) -> int:
    """Keep the next milestone of each placement in ``rows``; return how many have one."""
    if not rows:
        return 0
    weeks = [row.rule for row in queries.rows() if row.basis is Basis.WEEKS_IN_WORK]
    jobs = queries.jobs_of(rows)
    upcoming = {
        ref: _next(found, weeks, next(r.pathway.value for r in rows if r.participant_ref == ref))
        for ref, found in jobs.items()
    }
    found = []
    for row in rows:
        counts = row.kind in IN_WORK and row.ended_on is None
        label, on = upcoming.get(row.participant_ref, ("", None)) if counts else ("", None)
        found.append({"placement_id": row.id, "mark": label, "mark_on": on})
    upsert(PlacementStanding, found, "placement_id")
    return sum(1 for row in found if row["mark_on"])


def _next(jobs: Sequence[Job], weeks: Sequence[Rule], pathway: str) -> tuple[str, date | None]:
    first_on, today = jobs_in_order(jobs)[0].first_on, clock.today()
    told = [
        (found.due_on, rule.label)
        for rule in weeks
        if rule.counts(first_on, pathway)
        if (found := outcome(jobs, rule, today, pay.rates(), ())).due_on
    ]
    on, label = min(told, key=lambda one: one[0] or date.max, default=(None, ""))
    return label, on
