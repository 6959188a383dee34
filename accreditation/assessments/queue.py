"""The review queue: what waits, for how long, who has it, and what to be careful about."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from accreditation.applications import queries as applications
from accreditation.applications.models import Application
from accreditation.applications.rules import Claims, findings, read_all
from accreditation.assessments import queries
from accreditation.assessments.asking import age, waiting, working_days
from accreditation.assessments.models import Assessment
from accreditation.assessments.rules import State
from accreditation.levels.facts import facts_of
from accreditation.levels.rules import declared_percent, short_title
from accreditation.scheme import queries as schemes
from accreditation.scheme.measures import Facts
from accreditation.scheme.result import Result
from accreditation.scheme.rules import score
from accreditation.scheme.sensitivity import sensitivity
from crm.core import clock
from crm.core.db import session
from crm.core.formats import plural
from crm.core.permissions import Permission, may
from crm.employers.models import Employer, Standing

NEAR_PERCENT = 90
"""The share of the cap on declared points from which the queue marks it; only a hint to look."""
FAULTS = frozenset({"below_minimum", "shortfall"})


@dataclass(frozen=True)
class Line:
    """One row of the queue."""

    employer: Employer
    ref: str
    asks: str
    waits: int
    since: date
    level: str
    change: str
    marks: list[tuple[str, str]]
    stands: str
    who: str
    sent: Application | None
    row: Assessment | None


def lines(person: Any) -> list[Line]:
    """Return what waits, longest first: sent applications that nobody took, and open cases."""
    everything = may(person.role, Permission.VIEW_ACCREDITATION)
    cases = queries.under_way(None if everything else person.id)
    sent = applications.waiting() if everything else ()
    ids = {row.employer_id for row in cases} | {one.employer_id for one in sent}
    facts, held = facts_of(sorted(ids)), _held(ids)
    today = clock.today()
    rows = [
        _line(row, row.application, facts[row.employer_id], held.get(row.employer_id, ""), today)
        for row in cases
    ]
    rows += [
        _line(None, one, facts[one.employer_id], held.get(one.employer_id, ""), today)
        for one in sent
    ]
    return sorted(rows, key=lambda line: (line.since, line.ref))


def _held(ids: set[int]) -> dict[int, str]:
    rows = session.execute(
        sa.select(Standing.employer_id, Standing.award_level).where(Standing.employer_id.in_(ids))
    )
    return {row.employer_id: row.award_level for row in rows}


def _line(
    row: Assessment | None, sent: Application | None, facts: Facts, held: str, today: date
) -> Line:  # fmt: skip
    one: Any = row or sent
    scheme = schemes.ready(one.scheme_version)
    result = score(facts, scheme, today, advise=False)
    since = _since(row, sent)
    now = short_title(scheme, result.level)
    wanted = sent.level_wanted if sent else ""
    return Line(
        employer=one.employer,
        ref=one.ref,
        asks=short_title(scheme, wanted) if wanted in scheme.ranks else "",
        waits=age(row, since, today) if row else working_days(since, today),
        since=since,
        level=now,
        change=_change(now, held.capitalize()),
        marks=marks(result, row, sent, facts),
        stands=stands(row),
        who=row.assessor.name if row and row.assessor else "",
        sent=sent,
        row=row,
    )


def _since(row: Assessment | None, sent: Application | None) -> date:
    """Return the day it began to wait: when its application was sent, else when it was opened."""
    moments = [sent.submitted_at if sent else None, row.opened_at if row else None]
    return clock.to_london(next(moment for moment in moments if moment)).date()


def _change(now: str, was: str) -> str:
    if not was:
        return "New" if now else "No level yet"
    return f"Holds {was}" if now == was else f"Holds {was}, would be {now or 'none'}"


def marks(
    result: Result, row: Assessment | None, sent: Application | None, facts: Facts
) -> list[tuple[str, str]]:
    """Return what to be careful about, each with the tone of its tag."""
    found = []
    if sent is not None and _contradicted(sent, result, facts):
        found.append(("Contradicts our records", "red"))
    if any(not gate.passed and FAULTS & set(gate.gate.metrics) for gate in result.gates):
        found.append(("Pay shortfall open", "red"))
    elif any(not gate.passed for gate in result.gates if gate.gate.level == first(result)):
        found.append(("A gate blocks", "red"))
    if any(mark.code.endswith("-OLD") for mark in result.marks):
        found.append(("Stale evidence", "amber"))
    if sensitivity(result).borderline:
        found.append(("Borderline", "amber"))
    cap = result.scheme.declared_percent
    if result.sums.held_back or 100 * declared_percent(result) >= NEAR_PERCENT * cap > 0:
        found.append(("Much is declared", "amber"))
    if row is not None and row.sent_back:
        found.append(("Sent back", "amber"))
    return found


def _contradicted(sent: Application, result: Result, facts: Facts) -> bool:
    settled = {code: row["words"] for code, row in sent.settled.items()}
    claims = Claims(read_all(sent.answers), sent.records_right, sent.records_words, settled)
    return any(one.blocks for one in findings(result.scheme, facts, claims, result.on))


def first(result: Result) -> str:
    """Return the code of the lowest level."""
    return result.scheme.levels[0].code


def stands(row: Assessment | None) -> str:
    """Say where a case stands, in a few words."""
    if row is None:
        return "Not taken"
    if row.second_asked_at is not None and row.state is State.OPEN:
        return "Waits for a second opinion"
    words = {
        State.OPEN: "In assessment" if row.assessor_id else "Nobody has it",
        State.ASKED: f"Clock paused, asked for {plural(len(waiting(row)), 'more thing')}",
        State.READY: "Waits for a decision",
    }
    if row.state is State.DRAFT_SENT and row.correct_until:
        return f"Draft with the employer until {row.correct_until.day} {row.correct_until:%B}"
    if row.state is State.OPEN and row.corrected_at:
        return "Employer answered the draft"
    return words.get(row.state, row.state.value)
