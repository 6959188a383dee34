"""The milestones of one participant: jobs joined across employers, gaps and evidence."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from crm.core import clock
from crm.core.db import session
from crm.pay import queries as pay
from crm.placements import queries as placements
from crm.placements.models import Placement
from crm.placements.rules import IN_WORK
from crm.sustained.models import OutcomeRule, WorkEvidence
from crm.sustained.rules import (
    Basis,
    Job,
    Line,
    Outcome,
    Rule,
    Seen,
    gap_words,
    jobs_in_order,
    outcome,
)

MOST = 500


def rows() -> Sequence[OutcomeRule]:
    """Return every milestone, by programme, the earliest first."""
    return session.scalars(
        sa.select(OutcomeRule)
        .order_by(OutcomeRule.programme, OutcomeRule.weeks, OutcomeRule.id)
        .limit(MOST)
    ).all()


@dataclass(frozen=True)
class Clock:
    """Where one participant stands: jobs, milestones with their rows, gaps, what was seen."""

    jobs: Sequence[Placement]
    outcomes: Sequence[tuple[OutcomeRule, Outcome]]
    gaps: Sequence[str]
    evidence: Sequence[WorkEvidence]


def clock_of(placement: Placement) -> Clock:
    """Return the clock of the person behind one placement, in five statements."""
    today = clock.today()
    found = session.scalars(
        sa.select(Placement)
        .options(joinedload(Placement.employer))
        .where(Placement.participant_ref == placement.participant_ref)
        .order_by(Placement.started_on, Placement.id)
        .limit(MOST)
    ).all()
    jobs = jobs_of(found)[placement.participant_ref]
    evidence = evidence_of([row.id for row in found])
    seen = [Seen(row.kind, row.shows_on) for row in evidence]
    known = [(row, row.rule) for row in rows()]
    due = [(row, rule) for row, rule in known if jobs and _counts(rule, jobs, placement)]
    told = [(row, outcome(jobs, rule, today, pay.rates(), seen)) for row, rule in due]
    told.sort(key=lambda one: (one[0].basis is Basis.CUMULATIVE_EARNINGS, one[0].weeks))
    widest = max((r for _, r in due if r.basis is Basis.WEEKS_IN_WORK), key=_gap, default=None)
    return Clock(found, told, gap_words(jobs, widest, today) if widest else (), evidence)


def _gap(rule: Rule) -> int:
    return rule.gap_days


def _counts(rule: Rule, jobs: Sequence[Job], placement: Placement) -> bool:
    return rule.counts(jobs_in_order(jobs)[0].first_on, placement.pathway.value)


def jobs_of(found: Iterable[Placement]) -> dict[str, list[Job]]:
    """Return the jobs of each participant; trials and internships never count."""
    paid = [row for row in found if row.kind in IN_WORK]
    terms = placements.terms_of([row.id for row in paid])
    jobs: dict[str, list[Job]] = defaultdict(list)
    for row in paid:
        lines = tuple(_line(line) for line in terms.get(row.id, ()))
        jobs[row.participant_ref].append(Job(row.ref, row.started_on, row.ended_on, lines))
    return jobs


def _line(line: Any) -> Line:
    return Line(line.from_on, line.weekly_hours, line.pay.hourly if line.pay else None)


def evidence_of(placement_ids: Sequence[int]) -> Sequence[WorkEvidence]:
    """Return what was seen of some placements, the newest day first."""
    return session.scalars(
        sa.select(WorkEvidence)
        .options(joinedload(WorkEvidence.by), joinedload(WorkEvidence.file))
        .where(WorkEvidence.placement_id.in_(placement_ids))
        .order_by(WorkEvidence.shows_on.desc(), WorkEvidence.id.desc())
        .limit(MOST)
    ).all()


def running(employer_ids: Sequence[int] | None = None) -> Sequence[Placement]:
    """Return every placement of the people in work with some employers, or of all in work."""
    refs = sa.select(Placement.participant_ref).where(Placement.ended_on.is_(None))
    if employer_ids is not None:
        refs = sa.select(Placement.participant_ref).where(Placement.employer_id.in_(employer_ids))
    return session.scalars(
        sa.select(Placement).where(Placement.participant_ref.in_(refs)).order_by(Placement.id)
    ).all()
