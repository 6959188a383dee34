"""Questions about decisions: what a case comes to, who may decide it, and what was decided."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from flask import abort
from sqlalchemy.orm import joinedload, undefer

from accreditation.assessments import queries as assessments
from accreditation.assessments.case import facts_from
from accreditation.assessments.models import Assessment
from accreditation.assessments.rules import Bonds
from accreditation.assessments.rules import State as Waits
from accreditation.decisions import rules
from accreditation.decisions.models import Decision, Milestone
from accreditation.decisions.rules import Blocked
from accreditation.reasons.rules import Outcome
from accreditation.scheme import queries as schemes
from accreditation.scheme.document import Scheme
from accreditation.scheme.models import SchemeVersion
from accreditation.scheme.rules import score
from accreditation.waivers import queries as waivers
from accreditation.waivers.models import Waiver
from accreditation.waivers.rules import without
from crm.core import pages, refs
from crm.core.db import session
from crm.core.pages import Order, Page
from crm.core.permissions import ALLOWED, Permission, may
from crm.employers.models import Employer
from crm.people.models import Person

DECIDERS = tuple(role for role in ALLOWED if may(role, Permission.DECIDE))
NEWEST_FIRST = Order((Decision.id,), lambda row: (row.id,), descending=True)
PEOPLE = (Decision.assessor, Decision.second, Decision.approver)
WITH_RESULTS = undefer(Decision.result), undefer(Decision.waived_result)
MOST = 200


@dataclass(frozen=True)
class Case:
    """What waits for a decision: the sealed result, and the same facts without waived gates."""

    assessment: Assessment
    scheme: Scheme
    result: Mapping[str, Any]
    waived: Sequence[Waiver]
    waived_result: Mapping[str, Any] | None
    blocked: Sequence[Blocked]

    @property
    def supported(self) -> str:
        """Return the highest level that the evidence supports, with the waivers that count."""
        return (self.waived_result or self.result)["level"] or ""

    @property
    def seen_on(self) -> date:
        """Return the day whose records were judged."""
        return date.fromisoformat(self.result["on"])


def case_of(assessment: Assessment, on: date) -> Case:
    """Return what an assessment comes to on the day of its decision; nothing is scored anew
    unless a gate is waived, and then from the frozen facts."""
    scheme = schemes.ready(assessment.scheme_version)
    result = assessment.result or {}
    shut = rules.shut(result, scheme)
    counted = [
        row
        for row in waivers.in_force(assessment.employer_id, on)
        if row.gate in {gate.code for gate in shut} and row.by_id != assessment.assessor_id
    ]
    codes = {row.gate for row in counted}
    second = rescored(assessment.facts or {}, result, scheme, codes) if codes else None
    blocked = [gate for gate in shut if gate.code not in codes]
    return Case(assessment, scheme, result, counted, second, blocked)


def rescored(
    facts: Mapping[str, Any], result: Mapping[str, Any], scheme: Scheme, codes: set[str]
) -> dict[str, Any]:
    """Return what the frozen facts give on the day they were scored, without these gates."""
    on = date.fromisoformat(result["on"])
    return score(facts_from(facts), without(scheme, codes), on).plain()


def bonds(assessment: Assessment) -> Bonds:
    """Return who is too close to the employer of an assessment."""
    return assessments.bonds(assessment.employer, assessment.scheme_version, assessment.id)


def why_not(assessment: Assessment, person: Any, found: Bonds | None = None) -> str:
    """Say why this person may not decide; nothing when they may."""
    employer = assessment.employer
    return rules.why_not(
        person,
        found or bonds(assessment),
        rules.Desk(
            assessor_id=assessment.assessor_id,
            second_id=assessment.second_id,
            reviewer_id=assessment.reviewer_id,
            council=employer.council,
        ),
    )


def deciders(assessment: Assessment) -> Sequence[Person]:
    """Return who may decide, by name."""
    found = bonds(assessment)
    rows = session.scalars(
        sa.select(Person)
        .where(
            sa.or_(Person.role.in_(DECIDERS), Person.id == assessment.reviewer_id),
            Person.locked_at.is_(None),
        )
        .order_by(Person.name, Person.id)
        .limit(MOST)
    )
    return [row for row in rows if not why_not(assessment, row, found)]


def decision_or_404(ref: str) -> Decision:
    """Return a decision with all that is frozen in it, or answer 404."""
    row = session.scalar(_whole().where(Decision.id == refs.number_in(ref, "D")))
    return row or abort(404)


def of_assessment(assessment_id: int) -> Decision | None:
    """Return the decision on an assessment."""
    return session.scalar(_whole().where(Decision.assessment_id == assessment_id))


def _whole() -> sa.Select[Decision]:
    return sa.select(Decision).options(
        joinedload(Decision.employer),
        joinedload(Decision.scheme_version).undefer(SchemeVersion.document),
        *(joinedload(person) for person in PEOPLE),
        undefer("*"),
    )


def listing(outcome: str, level: str, version: str) -> sa.Select[Decision]:
    """Return the select of decisions, of one outcome, level and scheme version where asked."""
    statement = sa.select(Decision).options(
        joinedload(Decision.employer),
        joinedload(Decision.scheme_version),
        *(joinedload(person) for person in PEOPLE),
    )
    if outcome in set(Outcome):
        statement = statement.where(Decision.outcome == Outcome(outcome))
    if level:
        statement = statement.where(Decision.level == level)
    if version:
        statement = statement.where(
            Decision.scheme_version_id.in_(
                sa.select(SchemeVersion.id).where(SchemeVersion.version == version)
            )
        )
    return statement


def count(outcome: str, level: str, version: str) -> int:
    """Return how many decisions the list has."""
    listed = listing(outcome, level, version).with_only_columns(Decision.id).subquery()
    return session.scalar(sa.select(sa.func.count()).select_from(listed)) or 0


def page(statement: sa.Select[Decision]) -> Page[Decision]:
    """Return the page of the list that the query string asks for, the newest first."""
    return pages.page(statement, NEWEST_FIRST)


def newer(row: Decision) -> Decision | None:
    """Return the newest decision about the same employer, when there is a later one."""
    return session.scalar(
        sa.select(Decision)
        .where(Decision.employer_id == row.employer_id, Decision.id > row.id)
        .order_by(Decision.id.desc())
        .limit(1)
    )


def choices() -> dict[str, list[tuple[str, str]]]:
    """Return the levels and scheme versions that decisions were made about, for the filters."""
    rows = session.execute(
        sa.select(Decision.level, SchemeVersion.version)
        .join(SchemeVersion, SchemeVersion.id == Decision.scheme_version_id)
        .distinct()
    ).all()
    return {
        "levels": sorted({(row.level, row.level.capitalize()) for row in rows if row.level}),
        "versions": sorted({(row.version, row.version) for row in rows}),
    }


def milestones(decision_id: int) -> Sequence[Milestone]:
    """Return the milestones of a decision, the first due first."""
    return session.scalars(
        sa.select(Milestone)
        .where(Milestone.decision_id == decision_id)
        .options(joinedload(Milestone.met_by))
        .order_by(Milestone.due_on, Milestone.id)
    ).all()


def hold_milestones(decision_id: int) -> Sequence[Milestone]:
    """Hold the milestones of a decision until the transaction ends, and read them anew."""
    return session.scalars(
        sa.select(Milestone)
        .where(Milestone.decision_id == decision_id)
        .order_by(Milestone.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()


def open_milestones() -> Sequence[Any]:
    """Return what is still to be met: milestone, its employer's name, and its decision's number."""
    return session.execute(
        sa.select(Milestone.words, Milestone.due_on, Milestone.decision_id, Employer.name)
        .join(Employer, Employer.id == Milestone.employer_id)
        .where(Milestone.met_on.is_(None))
        .order_by(Milestone.due_on, Milestone.id)
        .limit(MOST)
    ).all()


def to_decide() -> Any:
    """Return the select of how many cases wait for ``:person``, who did not assess or second them.

    Ties that only the case itself tells (an interest, an earlier assessor) are looked at there.
    """
    return _for_them(sa.func.count())


def undecided_since() -> Any:
    """Return the select of the moment since when the oldest of those cases waits."""
    return _for_them(sa.func.min(Assessment.ready_at))


def _for_them(what: Any) -> Any:
    person: Any = sa.bindparam("person")
    return (
        sa.select(what)
        .select_from(Assessment)
        .where(
            Assessment.state == Waits.READY,
            Assessment.assessor_id != person,
            sa.func.coalesce(Assessment.second_id, 0) != person,
            sa.exists().where(Person.id == person, Person.role.in_(DECIDERS)),
        )
    )


def timeline(employer_id: int) -> sa.Select[Any]:
    """Return the decisions about one employer for the timeline."""
    columns: tuple[Any, ...] = (
        Decision.decided_at.label("at"),
        Decision.id.label("row_id"),
        sa.cast(Decision.outcome, sa.Text).label("head"),
        Decision.level.label("body"),
        Person.name.label("who"),
    )
    return (
        sa.select(*columns)
        .join_from(Decision, Person, Person.id == Decision.approver_id)
        .where(Decision.employer_id == employer_id)
    )
