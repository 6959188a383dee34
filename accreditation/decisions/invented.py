"""Invented decisions of every outcome, and cases that wait, for the demo."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

import sqlalchemy as sa

from accreditation.assessments import queries as cases
from accreditation.assessments.models import Assessment, sealed_parts
from accreditation.assessments.rules import State
from accreditation.decisions import actions, queries
from accreditation.decisions.rules import Condition, Wish
from accreditation.levels import queries as levels
from accreditation.reasons.rules import Outcome
from accreditation.scheme import queries as schemes
from accreditation.scheme.document import digest
from accreditation.scheme.models import SchemeVersion
from accreditation.scheme.result import Result, confidence
from accreditation.scheme.sensitivity import sensitivity
from crm.core import clock, journal
from crm.core.db import session
from crm.core.permissions import Role
from crm.employers.models import Employer
from crm.people.models import Person
from crm.placements.models import Placement

LOOKED_AT = 80
Judge = Callable[[str, date], Wish]


def _approve(level: str, _on: date) -> Wish:
    return Wish(Outcome.APPROVED, level, "A-EVIDENCE")


def _with_conditions(level: str, on: date) -> Wish:
    todo = (
        Condition("Show us the plan for a new person's first week", on + timedelta(days=42)),
        Condition("Tell us who the mentor will be", on + timedelta(days=63)),
    )
    return Wish(Outcome.CONDITIONAL, level, "C-PROOF", "Two things are still to be shown.", todo)


def _refuse(_level: str, _on: date) -> Wish:
    return Wish(Outcome.REFUSED, "", "R-FACTS", "We will call you to talk about the dates.")


PLAN: tuple[Judge | None, ...] = (
    _approve, None, _with_conditions, _approve, _refuse, None, _approve,
)  # fmt: skip
"""What becomes of one case after the other; the gaps still wait for a decision."""


def decisions(on: date) -> None:
    """Have invented people decide on invented employers; flushes."""
    version = schemes.in_force(on)
    staff = session.scalars(sa.select(Person).where(Person.made_up).order_by(Person.id)).all()
    officers = [one for one in staff if one.role is Role.OFFICER and one.active]
    deciders = [one for one in staff if one.role in (Role.MANAGER, Role.ADMIN) and one.active]
    if version is None or len(officers) < 2 or not deciders:
        return
    found = _judged(version, on)
    for judge in PLAN:
        for result, employer in found:
            row = _sealed(employer, version, result, officers)
            by = next((one for one in deciders if row and not queries.why_not(row, one)), None)
            if row is not None and by is not None:
                _decide(row, judge, by, on)
                break
    _blocked(version, on, officers)


def _decide(row: Assessment, judge: Judge | None, by: Person, on: date) -> None:
    if judge is None:
        return
    wish = judge(row.proposed, on)
    with journal.acting(by):
        case = queries.case_of(cases.assessment_or_404(row.ref, lock=True), clock.today())
        actions.decide(case, wish, by=by, seen=digest(actions.written(case, wish, by=by)))
        session.flush()


def _judged(
    version: SchemeVersion, on: date, *, reached: bool = True
) -> Iterator[tuple[Result, Employer]]:
    """Yield invented employers with their results: those that reach a level, or that do not."""
    worked = sa.exists().where(Placement.employer_id == Employer.id)
    taken = sa.exists().where(Assessment.employer_id == Employer.id)
    employers = session.scalars(
        sa.select(Employer)
        .where(Employer.made_up, Employer.council.is_(False), worked, ~taken)
        .order_by(Employer.id)
        .limit(LOOKED_AT)
    ).all()
    for employer in employers:
        result = levels.result_of(employer, schemes.ready(version), on)
        if bool(result.level) is reached:
            yield result, employer


def _blocked(version: SchemeVersion, on: date, officers: list[Person]) -> None:
    """Leave one case that a gate blocks."""
    for result, employer in _judged(version, on, reached=False):
        ranks = result.scheme.ranks
        if any(not one.passed and ranks[one.gate.level] == 1 for one in result.gates):
            _sealed(employer, version, result, officers)
            return


def _sealed(
    employer: Employer, version: SchemeVersion, result: Result, officers: list[Person]
) -> Assessment | None:
    """Add a case that waits; nothing when everybody is too close to this employer."""
    bonds = cases.bonds(employer, version)
    free = [one for one in officers if not bonds.why_not(one.id)]
    if len(free) < 2:
        return None
    firm = sensitivity(result)
    plain = result.plain()
    row = Assessment(
        employer_id=employer.id, scheme_version_id=version.id, state=State.READY,
        assessor_id=free[0].id, opened_at=clock.now() - timedelta(days=26),
        why_opened="Invented example", facts=result.facts.plain(), result=plain,
        judgements={}, proposed=result.level or "",
        confidence=confidence(result.scheme, result.marks)[0].value, kept_percent=firm.percent,
        borderline=firm.borderline, second_id=free[1].id if firm.borderline else None,
        second_words="I come to the same." if firm.borderline else "",
        second_at=clock.now() if firm.borderline else None,
        assessor_words="The records and the last visit agree.",
        ready_at=clock.now() - timedelta(days=3), made_up=True,
    )  # fmt: skip
    row.employer, row.scheme_version = employer, version
    row.digest = digest(sealed_parts(row))
    session.add(row)
    session.flush()
    return row
