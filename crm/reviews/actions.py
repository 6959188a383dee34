"""Holding a review, planning the next one, and putting what is at risk on Today."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

import sqlalchemy as sa

from crm.activity import actions as activity
from crm.activity import queries as activities
from crm.activity.models import Activity
from crm.activity.rules import Kind, Outcome, Topic
from crm.core import clock
from crm.core.calendar import utc_from_london
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.employers.models import Contact, Employer
from crm.followups import actions as followups
from crm.followups.models import FollowUp
from crm.people.models import Person
from crm.placements.models import Placement, PlacementStanding
from crm.reference import queries as reference
from crm.reviews import queries
from crm.reviews.models import Review
from crm.reviews.rules import MISSED, Going, Whom, next_review

NOON = time(12)
LOOK = "Look at a risk "
OVER = "The risk is over."
SAID = {
    Going.WELL: "it goes well",
    Going.SOME_TROUBLE: "there is some trouble",
    Going.MAY_END: "it may end",
    None: "nothing said on how it goes",
}


def suggest(placement: Placement, held_on: date) -> tuple[date, str]:
    """Return when the next review would be and why."""
    waits = activities.waits(clock.today())
    return next_review(held_on, placement.started_on, waits, reference.holidays())


def hold(
    placement: Placement,
    *,
    by: Any,
    held_on: date,
    contact: Contact | None = None,
    next_on: date | None = None,
    **said: Any,
) -> Review:
    """Write down a review with the contact made, settle what was due and plan the next; flushes.

    ``said`` has ``kind``, ``whom``, ``outcome`` and perhaps ``going``, ``hours_worked`` and
    ``note``. What would have been due before half the time to the next one is over is settled
    too; without ``next_on`` none is planned. ``placement`` has its employer at hand.
    """
    _refuse(placement, held_on, next_on)
    reached = said["outcome"] is Outcome.SPOKE
    if not reached:
        said |= {"going": None, "hours_worked": None}
    logged = _log(placement, by=by, held_on=held_on, contact=contact, **_of_contact(said))
    review = Review(
        employer_id=placement.employer_id,
        placement_id=placement.id,
        activity_id=logged.id,
        held_on=held_on,
        by_id=by.id,
        made_at=clock.now(),
        **said,
    )
    session.add(review)
    session.flush()
    if reached:
        _settle(placement, held_on, logged)
    if next_on is not None:
        plan(placement, by, next_on, suggest(placement, held_on)[1])
    return review


def _of_contact(said: Mapping[str, Any]) -> dict[str, Any]:
    return {name: said.get(name) for name in ("kind", "whom", "outcome", "going")}


def _settle(placement: Placement, held_on: date, logged: Activity) -> None:
    upcoming, _ = suggest(placement, held_on)
    until = max(held_on + (upcoming - held_on) // 2, clock.today())
    for row in followups.open_titled(placement.employer_id, f"{queries.ENDING}{placement.ref}"):
        if row.due_on <= until:
            followups.finish(row, activity=logged)


def _refuse(placement: Placement, held_on: date, next_on: date | None) -> None:
    if held_on > clock.today():
        raise RuleBroken("This day is still to come. Log the review once it was held.", "held_on")
    if held_on < placement.started_on:
        raise RuleBroken("The placement had not started on this day.", "held_on")
    if placement.ended_on and next_on:
        raise RuleBroken("The placement has ended, so no review is planned.", "next_on")
    if next_on is not None and next_on <= held_on:
        raise RuleBroken("Choose a day after the review.", "next_on")


def _log(
    placement: Placement,
    *,
    by: Any,
    held_on: date,
    kind: Kind,
    whom: Whom,
    outcome: Outcome,
    contact: Contact | None,
    going: Going | None,
) -> Activity:
    """Write the contact into the employer's log; the person alone is no contact with them."""
    alone = whom is Whom.PERSON
    spoke = outcome is Outcome.SPOKE
    summary = f"Review of {placement.ref}: {SAID[going]}" if spoke else f"Review of {placement.ref}"
    today = held_on == clock.today()
    at = clock.now() if today else utc_from_london(datetime.combine(held_on, NOON))
    return activity.log(
        placement.employer,
        by=by,
        kind=Kind.NOTE if alone else kind,
        outcome=None if alone else outcome,
        contact=None if alone else contact,
        hiring_authority=contact.can_hire if contact and not alone else None,
        topic=Topic.REVIEW,
        summary=summary + (", with the person" if alone else ""),
        happened_at=at,
    )


def plan(placement: Placement, owner: Any, on: date, why: str) -> FollowUp | None:
    """Plan the next review, unless one is open by then; flushes."""
    left = followups.open_titled(placement.employer_id, f"{queries.ENDING}{placement.ref}")
    if any(row.due_on <= on for row in left):
        return None
    return followups.plan(
        placement.employer,
        owner=owner,
        title=f"Review of placement {placement.ref}",
        due_on=on,
        why=why,
        kind=Kind.VISIT,
    )


def raise_risks() -> int:
    """Put each new risk on its officer's Today and drop those that are over; flushes.

    A missed review is on Today already, and what was looked at once does not come again. Returns
    how many placements are at risk.
    """
    rows = session.execute(
        sa.select(Placement, PlacementStanding.risks, Employer)
        .join(PlacementStanding, PlacementStanding.placement_id == Placement.id)
        .join(Employer, Employer.id == Placement.employer_id)
        .where(Placement.ended_on.is_(None))
        .order_by(Placement.id)
    ).all()
    open_, looked_at = _looks()
    for placement, found, employer in rows:
        told = [risk for risk in found if risk["code"] != MISSED]
        row, seen = open_.get(placement.ref), looked_at.get(placement.ref, "")
        new = [risk for risk in told if risk["words"] not in seen]
        if new and row is None and (owner := _owner(placement, employer)):
            followups.plan(
                employer,
                owner=owner,
                title=f"{LOOK}of placement {placement.ref}",
                due_on=clock.today(),
                why=" ".join(f"{risk['words']} {risk['todo']}" for risk in told),
                kind=Kind.CALL,
            )
        elif not told and row is not None:
            followups.drop(row, OVER)
    return sum(1 for _, found, _ in rows if found)


def _looks() -> tuple[dict[str, FollowUp], dict[str, str]]:
    """Return by placement what is open on Today, and what was last looked at, in its words."""
    rows: Sequence[FollowUp] = session.scalars(
        sa.select(FollowUp)
        .where(FollowUp.title.startswith(f"{LOOK}of", autoescape=True))
        .order_by(FollowUp.closed_at, FollowUp.id)
    ).all()
    open_: dict[str, FollowUp] = {}
    looked_at: dict[str, str] = {}
    for row in rows:
        ref = row.title.rpartition(" ")[2]
        if row.closed_at is None:
            open_[ref] = row
        else:
            looked_at[ref] = "" if row.ended_why == OVER else row.why
    return open_, looked_at


def _owner(placement: Placement, employer: Employer) -> Person | None:
    """Return who looks after the employer, else who entered the placement."""
    for number in (employer.owner_id, placement.entered_by_id):
        person = session.get(Person, number) if number else None
        if person is not None and person.locked_at is None:
            return person
    return None
