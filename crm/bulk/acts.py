"""What can be done to many employers at once: what is asked, and what is done to each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from crm.activity import touches
from crm.bulk import rules
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.employers.models import Employer
from crm.followups import actions as followups
from crm.followups.models import FollowUp
from crm.followups.rules import guess_kind
from crm.people.models import Person
from crm.pipeline import actions as pipeline
from crm.sequences import actions as sequences
from crm.tiers import actions as tiers


@dataclass(frozen=True)
class Act:
    """One kind of change.

    ``button`` and ``done`` are followed by the count; ``do`` takes an employer, what was told and
    who does it, and raises ``RuleBroken`` for an employer it must not be done to.
    """

    code: str
    title: str
    button: str
    done: str
    do: Callable[[Employer, Mapping[str, Any], Any], None]


def _give(employer: Employer, told: Mapping[str, Any], _by: Any) -> None:
    owner_id = int(told["owner"]) if told["owner"] != rules.NOBODY else None
    if employer.owner_id == owner_id:
        raise RuleBroken("It is theirs already" if owner_id else "Nobody has it already")
    if owner_id is not None and not _active(owner_id):
        raise RuleBroken("This colleague no longer works here")
    if told.get("steps") and owner_id is not None:
        rows = session.scalars(
            sa.select(FollowUp).where(
                FollowUp.employer_id == employer.id,
                FollowUp.owner_id == employer.owner_id,
                FollowUp.closed_at.is_(None),
            )
        )
        for row in rows:
            row.owner_id = owner_id
    employer.owner_id = owner_id
    session.flush()


def _plan(employer: Employer, told: Mapping[str, Any], by: Any) -> None:
    owner = by
    if told["whose"] == rules.OWNERS and employer.owner_id is not None:
        owner = session.get(Person, employer.owner_id) or by
    on, reason = date.fromisoformat(told["due_on"]), told.get("cap_reason") or ""
    if guess_kind(told["title"]) is not None:
        asked = touches.load_of(employer.id)
        asked.refuse(on, reason)
        reason = reason if asked.over(on) else ""
    followups.plan(
        employer,
        owner=owner,
        title=told["title"],
        due_on=on,
        why=told.get("why") or "",
        cap_reason=reason,
    )


def _start(employer: Employer, told: Mapping[str, Any], by: Any) -> None:
    anchor_on = date.fromisoformat(told["anchor_on"])
    sequences.start(employer, told["code"], anchor_on=anchor_on, by=by)


def _move(employer: Employer, told: Mapping[str, Any], by: Any) -> None:
    pipeline.move(employer, told["stage"], by=by)


def _tier(employer: Employer, told: Mapping[str, Any], by: Any) -> None:
    tier = "" if told["tier"] == rules.NOBODY else told["tier"]
    if employer.tier == tier:
        raise RuleBroken(f"It has tier {tier} already" if tier else "It has no tier already")
    review_on = date.fromisoformat(told["review_on"]) if told["review_on"] else None
    tiers.set_tier(employer, tier, told["why"], review_on, by=by)


def _active(person_id: int) -> bool:
    person = session.get(Person, person_id)
    return person is not None and person.active


ACTS: Mapping[str, Act] = {
    act.code: act
    for act in (
        Act("plan", "Plan a follow-up", "Plan for", "Planned with", _plan),
        Act("owner", "Hand over", "Hand over", "Handed over", _give),
        Act("sequence", "Start a sequence", "Start with", "Started with", _start),
        Act("stage", "Move to a stage", "Move", "Moved", _move),
        Act("tier", "Set the tier", "Set the tier of", "Set the tier of", _tier),
    )
}
