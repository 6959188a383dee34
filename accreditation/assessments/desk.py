"""Who may touch an assessment: asked by every action, so that no page can get round it."""

from collections.abc import Sequence
from typing import Any

from flask import abort

from accreditation.assessments import queries
from accreditation.assessments.models import Assessment, Interest
from accreditation.assessments.rules import (
    WORKED_ON,
    Bonds,
    State,
    why_not_assess,
    why_not_decide,
    why_not_second,
)
from crm.core.errors import RuleBroken
from crm.core.permissions import Permission, may
from crm.employers.models import Employer

SEALED = {
    State.READY: "It waits for a decision and does not change. Have it sent back first.",
    State.DECIDED: "It is decided and stays as it was decided.",
    State.DROPPED: "It was dropped.",
}


class NotAllowed(RuleBroken):
    """Somebody tried what they may not do here: the request is refused, and the try is kept."""


def bonds(row: Assessment) -> Bonds:
    """Return who is too close to the employer of an assessment."""
    return queries.bonds(row.employer, row.scheme_version, row.id)


def assigned(row: Assessment, person: Any) -> bool:
    """Tell whether a manager assigned this very assessment to a person."""
    return person.id is not None and row.reviewer_id == person.id


def check_sees(row: Assessment, person: Any) -> None:
    """Answer 404 to an external reviewer for what is not theirs."""
    if not may(person.role, Permission.VIEW_ACCREDITATION) and not assigned(row, person):
        abort(404)


def check_sees_any(employer: Employer, person: Any) -> None:
    """Answer 404 to an external reviewer for an employer of which no case is theirs."""
    if not may(person.role, Permission.ASSESS) and not queries.is_assigned(employer.id, person.id):
        abort(404)


def interests(employer: Employer, person: Any) -> Sequence[tuple[Interest, str]]:
    """Return the declared interests in an employer; to an external reviewer only their own."""
    all_of_them = may(person.role, Permission.VIEW_ACCREDITATION)
    rows = queries.interests(employer.id)
    return [one for one in rows if all_of_them or one[0].person_id == person.id]


def check_assesses(row: Assessment, person: Any) -> None:
    """Raise ``NotAllowed`` unless this person is the assessor and the case is still open."""
    if row.state not in WORKED_ON:
        raise NotAllowed(SEALED[row.state])
    if row.assessor_id != person.id:
        raise NotAllowed("You are not its assessor.")
    check_free(row, person)


def check_ends(row: Assessment, person: Any) -> None:
    """Raise ``NotAllowed`` unless this person may end a review that nobody applied for."""
    if row.state not in WORKED_ON:
        raise NotAllowed(SEALED[row.state])
    if not may(person.role, Permission.DECIDE):
        raise NotAllowed("Nobody applied for this review, so a manager ends it.")
    check_free(row, person)


def check_free(row: Assessment, person: Any) -> None:
    """Raise ``NotAllowed`` for who may not assess this employer."""
    if why := why_not_assess(person, bonds(row), assigned=assigned(row, person)):
        raise NotAllowed(why)


def check_seconds(row: Assessment, person: Any) -> None:
    """Raise ``NotAllowed`` for who may not give the second opinion."""
    is_assigned = assigned(row, person)
    why = why_not_second(person, bonds(row), assessor_id=row.assessor_id, assigned=is_assigned)
    if row.employer.council and not person.independent:
        why = why or "This employer is part of the council: an independent reviewer looks at it."
    if why:
        raise NotAllowed(why)


def check_decides(row: Assessment, person: Any) -> None:
    """Raise ``NotAllowed`` for who may not decide, and so may not send it back."""
    why = why_not_decide(
        person, bonds(row), assessor_id=row.assessor_id, second_id=row.second_id
    )  # fmt: skip
    if why:
        raise NotAllowed(why)
