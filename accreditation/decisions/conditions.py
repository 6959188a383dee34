"""The conditions of a decision: planned with it, met with proof. Nothing here commits."""

from collections.abc import Sequence
from typing import Any

from accreditation.assessments import queries as cases
from accreditation.awards import actions as awards
from accreditation.awards import queries as held
from accreditation.awards.models import Award
from accreditation.decisions import queries
from accreditation.decisions.models import KIND, Decision, Milestone, NotAllowed
from accreditation.decisions.rules import Condition
from crm.core import clock, journal
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.core.permissions import Permission, may
from crm.followups import actions as followups
from crm.people.models import Person


def plan(row: Decision, conditions: Sequence[Condition]) -> None:
    """Keep the conditions of a decision, each with a follow-up for an officer; flushes."""
    employer = row.employer
    owner = session.get_one(Person, employer.owner_id or row.assessor_id)
    for one in conditions:
        session.add(
            Milestone(
                decision_id=row.id, employer_id=row.employer_id, words=one.words,
                due_on=one.due_on,
            )
        )  # fmt: skip
        followups.plan(
            employer, owner=owner, title=f"Ask for proof: {one.words}", due_on=one.due_on,
            why=f"A condition of {row.ref}. Its award counts once all of them are met.",
        )  # fmt: skip
    session.flush()


def meet(decision: Decision, milestone: Milestone, *, proof: str, by: Any) -> bool:
    """Note that a condition is met, with what was seen; return whether that confirmed the award.

    Award and conditions are held before the others are counted, so that of two who meet the last
    two at once one confirms it. It stays: the award may rest on it.
    """
    if refused := _why_not_meet(decision, by):
        raise NotAllowed(refused)
    award = held.waiting(decision.employer_id, lock=True)
    others = [one for one in queries.hold_milestones(decision.id) if one.id != milestone.id]
    if milestone.met_on is not None:
        raise RuleBroken("This is met already.")
    last = all(one.met_on for one in others) and _belongs(award, decision)
    title = f"Met a condition of {decision.ref}: {milestone.words}"
    journal.whole(title, kind=KIND, actor=by)
    milestone.met_on, milestone.met_by_id, milestone.proof = clock.today(), by.id, proof
    session.flush()
    if award is not None and last:
        awards.confirm(award, by=by, private=f"All conditions of {decision.ref} are met.")
    return last


def _belongs(award: Award | None, decision: Decision) -> bool:
    return award is not None and award.decision_ref == decision.ref


def _why_not_meet(decision: Decision, by: Any) -> str:
    """Say why a person may not accept a proof: it may confirm an award."""
    if not may(by.role, Permission.DECIDE):
        return "Your role does not accept proof. Ask a manager."
    if by.id in (decision.assessor_id, decision.second_id):
        return "You worked on this case. Somebody else has to accept the proof."
    return cases.bonds(decision.employer, decision.scheme_version).why_not(by.id)
