"""Facts for scoring, read from the service's own records: one statement for each kind of record.

Every source gets the ids of some employers and gives pieces of evidence with the employer's id. A
new kind of evidence is a new source here; how it counts is for the scheme to say. What will happen
by itself (a job reaches 26 weeks, a check falls due) is dated ahead and counts from then.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from accreditation.declared import queries as declared
from accreditation.scheme.measures import Evidence, Facts
from crm.activity.models import Activity, real_contact
from crm.activity.rules import Kind, Topic
from crm.core import clock, refs
from crm.core.db import session
from crm.employers.models import Employer, SizeBand
from crm.parity.dated import HOLDS_FOR_A_YEAR, lapses_on
from crm.parity.models import ParityCheck, Review
from crm.parity.rules import PASSES, Status
from crm.pay.queries import checks_hold
from crm.placements.models import Placement
from crm.placements.rules import IN_WORK, mark_on
from crm.vacancies.models import Contract, State, Vacancy

Found = Iterable[tuple[int, Evidence]]
TALKS = {Topic.CARVING: "carving", Topic.INTERVIEW: "interview", Topic.REVIEW: "review"}
FAULTS = {Status.BELOW_MINIMUM: "below_minimum", Status.SHORTFALL_UNEXPLAINED: "shortfall"}


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
    aside = _declared(employer_ids, known)
    return {
        row.id: Facts(
            f"E-{row.id:05d}", _band(row.size_band), tuple(known[row.id]),
            frozenset(said.left_out for said in aside.get(row.id, ()) if said.left_out),
            frozenset(said.unknown for said in aside.get(row.id, ()) if said.unknown),
        )
        for row in employers
    }  # fmt: skip


def _declared(
    employer_ids: Sequence[int], known: dict[int, list[Evidence]]
) -> dict[int, list[declared.Said]]:
    """Add what was declared to what is known; return what does not apply and what none knows.

    What is on record since somebody said that none knows, is known.
    """
    aside: dict[int, list[declared.Said]] = {}
    for said in declared.said(employer_ids):
        pieces = known.get(said.employer_id)
        if pieces is None:
            continue
        if said.evidence is not None:
            pieces.append(said.evidence)
        elif not (said.on and any(p.metric == said.unknown and p.on > said.on for p in pieces)):
            aside.setdefault(said.employer_id, []).append(said)
    return aside


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


def _vacancies(employer_ids: Sequence[int]) -> Found:
    """Give openings that were offered, from the day they were written down."""
    rows = session.execute(
        sa.select(
            Vacancy.employer_id,
            Vacancy.id,
            Vacancy.created_at,
            (Vacancy.adjustments != "").label("adjusted"),
        ).where(Vacancy.employer_id.in_(employer_ids), Vacancy.state != State.SECOND_CHECK)
    )
    for row in rows:
        on, ref = clock.to_london(row.created_at).date(), refs.ref("V", row.id)
        yield row.employer_id, Evidence("opening", on, ref)
        yield row.employer_id, Evidence("adjusted_opening", on, ref, int(row.adjusted))


def _placements(employer_ids: Sequence[int]) -> Found:
    """Give trials, paid starts and jobs kept 26 weeks, with what the contract was."""
    rows = session.execute(
        sa.select(
            Placement.employer_id,
            Placement.id,
            Placement.kind,
            Placement.started_on,
            Placement.ended_on,
            Vacancy.contract,
        )
        .outerjoin(Vacancy, Vacancy.id == Placement.vacancy_id)
        .where(Placement.employer_id.in_(employer_ids))
    )
    for row in rows:
        ref = refs.ref("P", row.id)
        if row.kind not in IN_WORK:
            yield row.employer_id, Evidence("trial", row.started_on, ref)
            continue
        yield row.employer_id, Evidence("start", row.started_on, ref)
        if row.contract not in (None, Contract.UNKNOWN):
            lasting = int(row.contract is Contract.PERMANENT)
            yield row.employer_id, Evidence("lasting_start", row.started_on, ref, lasting)
        kept_on = mark_on(row.started_on)
        if row.ended_on is None or row.ended_on >= kept_on:
            yield row.employer_id, Evidence("kept_26", kept_on, ref)


def _pay_checks(employer_ids: Sequence[int]) -> Found:
    """Give the newest final check of each placement, and when the next one is due.

    Pay below the minimum blocks from the day it is recorded: a likely breach of the law waits for
    no reviewer.
    """
    unconfirmed = aliased(ParityCheck)
    suspected_on = (
        sa.select(sa.func.max(unconfirmed.checked_on))
        .where(
            unconfirmed.placement_id == Placement.id,
            unconfirmed.review == Review.WAITING,
            unconfirmed.status == Status.BELOW_MINIMUM,
        )
        .scalar_subquery()
    )
    rows = session.execute(
        sa.select(
            Placement.employer_id,
            Placement.id,
            Placement.kind,
            Placement.started_on,
            Placement.ended_on,
            ParityCheck.status,
            ParityCheck.checked_on,
            ParityCheck.period_start,
            ParityCheck.reopened,
            suspected_on.label("suspected_on"),
        )
        .outerjoin(
            ParityCheck, sa.and_(ParityCheck.placement_id == Placement.id, ParityCheck.latest)
        )
        .where(Placement.employer_id.in_(employer_ids))
    )
    changes, months = checks_hold(clock.today())
    for row in rows:
        ref = refs.ref("P", row.id)
        for metric, on, value in _said(row.status, row.checked_on):
            yield row.employer_id, Evidence(metric, on, ref, value)
        if row.suspected_on:
            yield row.employer_id, Evidence("below_minimum", row.suspected_on, ref)
        if row.kind in IN_WORK and row.ended_on is None:
            due_on = _due_on(row, changes, months)
            if due_on is not None:
                yield row.employer_id, Evidence("pay_check_overdue", due_on, ref)


def _said(status: Status | None, on: date) -> Iterator[tuple[str, date, int]]:
    """Say what a check means here: what cannot tell is no pass, what has no peer says nothing."""
    if status is None or status is Status.NOT_COMPARABLE:
        return
    yield "pay_check", on, int(status in PASSES)
    if status in FAULTS:
        yield FAULTS[status], on, 1


def _due_on(row: Any, changes: Sequence[date], months: int) -> Any:
    """Return when a running placement's pay is to be checked; None while a fault is open."""
    if row.status is None:
        return row.started_on
    if row.status in FAULTS:
        return None
    if row.status not in HOLDS_FOR_A_YEAR or row.reopened:
        return row.checked_on
    tested_on = row.period_start or row.checked_on
    change = next((day for day in changes if day > tested_on), None)
    return lapses_on(row.checked_on, change, months)


SOURCES: tuple[Callable[[Sequence[int]], Found], ...] = (
    _activities,
    _vacancies,
    _placements,
    _pay_checks,
)
