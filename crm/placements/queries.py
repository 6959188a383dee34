"""Questions about placements."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa
from flask import abort
from sqlalchemy.orm import joinedload

from crm.core import clock, pages, refs
from crm.core.db import session
from crm.core.pages import Order, Page
from crm.employers.models import Employer
from crm.participants.rules import Pathway
from crm.people.models import Person
from crm.placements import history
from crm.placements.models import Placement, PlacementStanding, PlacementTerms
from crm.placements.rules import Kind
from crm.placements.terms import counting

STATES = {
    "current": "In work now",
    "risk": "At risk",
    "mark": "Milestone in 4 weeks",
    "ended": "Ended",
    "any": "All",
}
SOON = timedelta(weeks=4)
NEWEST = Order(
    (Placement.started_on, Placement.id),
    lambda row: (row.Placement.started_on, row.Placement.id),
    descending=True,
)


def placement_or_404(ref: str) -> Placement:
    """Return the placement called ``P-00012`` with all that its page shows, or answer 404."""
    found = session.scalar(
        sa.select(Placement)
        .options(
            joinedload(Placement.employer),
            joinedload(Placement.vacancy),
            joinedload(Placement.entered_by),
        )
        .where(Placement.id == refs.number_in(ref, "P"))
    )
    if found is None:
        abort(404)
    return found


def in_work(participant_ref: str) -> bool:
    """Tell whether somebody is in a running placement that is more than a trial."""
    running = sa.exists().where(
        Placement.participant_ref == participant_ref,
        Placement.kind != Kind.WORK_TRIAL,
        Placement.ended_on.is_(None),
    )
    return bool(session.scalar(sa.select(running)))


def terms_of(placement_ids: Sequence[int]) -> dict[int, list[PlacementTerms]]:
    """Return what was agreed for each placement and from when, the earliest first.

    Lines that were put right or taken back are left out; ``terms.differences`` names what changed
    from one line to the next, and the first line is the start.
    """
    found = history.lines_of(placement_ids)
    return {number: counting(found[number]) for number in placement_ids if number in found}


def lines_of(placement_id: int) -> Sequence[PlacementTerms]:
    """Return every line of one placement as it was written, with who wrote it."""
    return session.scalars(
        sa.select(PlacementTerms)
        .options(joinedload(PlacementTerms.entered_by))
        .where(PlacementTerms.placement_id == placement_id)
        .order_by(PlacementTerms.id)
    ).all()


def taking_up(on: date) -> Sequence[int]:
    """Return the ids of employers with placements whose terms began in the week up to this day."""
    return session.scalars(
        sa.select(Placement.employer_id)
        .join(PlacementTerms, PlacementTerms.placement_id == Placement.id)
        .where(
            PlacementTerms.from_on.between(on - timedelta(days=6), on),
            PlacementTerms.from_on > Placement.started_on,
        )
        .distinct()
        .order_by(Placement.employer_id)
    ).all()


def page(state: str, pathway: str, employer: Employer | None) -> Page[Any]:
    """Return a page of placements, the latest start first, each with its standing.

    ``state`` is a key of ``STATES``.
    """
    return pages.page(listed(state, pathway, employer), NEWEST, scalars=False)


def listed(state: str, pathway: str, employer: Employer | None) -> Any:
    """Return the statement behind the list, without its order."""
    today = clock.today()
    only: dict[str, list[Any]] = {
        "current": [Placement.ended_on.is_(None)],
        "risk": [Placement.ended_on.is_(None), PlacementStanding.at_risk],
        "mark": [
            Placement.ended_on.is_(None),
            PlacementStanding.mark_on.between(today, today + SOON),
        ],
        "ended": [Placement.ended_on.is_not(None)],
    }
    statement: Any = (
        sa.select(Placement, PlacementStanding)
        .outerjoin(PlacementStanding, PlacementStanding.placement_id == Placement.id)
        .options(joinedload(Placement.employer))
        .where(*only.get(state, []))
    )
    if pathway in {known.value for known in Pathway}:
        statement = statement.where(Placement.pathway == Pathway(pathway))
    if employer is not None:
        statement = statement.where(Placement.employer_id == employer.id)
    return statement


def newest(employer_id: int, *, most: int = 6) -> Sequence[tuple[Placement, Any]]:
    """Return an employer's placements and their risks: in work first, then the latest start."""
    rows = session.execute(_newest(), {"employer": employer_id, "most": most})
    return [(row.Placement, row.risks or []) for row in rows]


@cache
def _newest() -> sa.Select[Any]:
    """Return the statement, built once: every page of an employer asks it."""
    return (
        sa.select(Placement, PlacementStanding.risks)
        .outerjoin(PlacementStanding, PlacementStanding.placement_id == Placement.id)
        .where(Placement.employer_id == sa.bindparam("employer"))
        .order_by(Placement.ended_on.is_not(None), Placement.started_on.desc(), Placement.id.desc())
        .limit(sa.bindparam("most", type_=sa.Integer))
    )


def starting(on: date) -> Sequence[int]:
    """Return the ids of employers with a placement that starts on this day."""
    return session.scalars(
        sa.select(Placement.employer_id)
        .where(Placement.started_on == on)
        .distinct()
        .order_by(Placement.employer_id)
    ).all()


def timeline(employer_id: Any) -> Any:
    """Return when placements were written down, for the employer's timeline."""
    return (
        sa.select(
            Placement.created_at.label("at"),
            Placement.id.label("row_id"),
            Placement.job_title.label("head"),
            sa.cast(Placement.kind, sa.Text).label("body"),
            sa.func.coalesce(Person.name, "The system").label("who"),
        )
        .outerjoin(Person, Person.id == Placement.entered_by_id)
        .where(Placement.employer_id == employer_id)
    )
