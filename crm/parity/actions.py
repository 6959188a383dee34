"""Recording fair pay checks and settling those of trainees."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from flask import current_app

from crm.activity import queries as activity
from crm.core import clock
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.core.outbox import Audience, post
from crm.core.permissions import Role, needs_second_check
from crm.followups import actions as followups
from crm.parity.models import CASE_COLUMNS, Comparator, ParityCheck, Review, case_of
from crm.parity.rules import Outcome, Status, compare
from crm.pay import queries as pay
from crm.people.models import Person
from crm.placements.models import Placement
from crm.reference import queries as reference

RESULTS = (
    "status", "hourly", "minimum_hourly", "minimum", "minimum_shortfall", "comparator_hourly",
    "gap_percent", "explanation",
)  # fmt: skip


def work_out(given: Mapping[str, Any]) -> Outcome:
    """Compare what was given without keeping it; ``given`` has the columns of a check."""
    start, end = given["period_start"], given["period_end"]
    if start and end and end < start:
        raise RuleBroken("The pay period must not end before it starts.", "period_end")
    if start and start > clock.today():
        raise RuleBroken("The pay period has not begun yet.", "period_start")
    return compare(case_of(given), pay.rates())


def record(placement: Placement, *, by: Any, comparator: Comparator, **given: Any) -> ParityCheck:
    """Compare and keep a check; a trainee's waits for a second person, a breach is told at once.

    ``given`` has ``weeks_per_year`` and the columns of ``CASE_COLUMNS``; ``placement`` has its
    employer at hand.
    """
    outcome = work_out(given)
    check = ParityCheck(
        employer_id=placement.employer_id,
        placement_id=placement.id,
        checked_on=clock.today(),
        checked_at=clock.now(),
        checked_by_id=by.id if by else None,
        comparator=comparator,
        review=Review.WAITING if by and needs_second_check(by.role) else Review.FINAL,
        reasons=list(outcome.reasons),
        **{name: getattr(outcome, name) for name in RESULTS},
        **{name: given[name] for name in (*CASE_COLUMNS, "weeks_per_year")},
    )
    _make_latest(check)
    session.add(check)
    session.flush()
    if check.status is Status.BELOW_MINIMUM:
        _tell_managers(check, placement)
    elif check.status is Status.NEEDS_EVIDENCE and by is not None:
        _ask_for_evidence(placement, by)
    return check


def confirm(check: ParityCheck, *, by: Any) -> None:
    """Confirm a trainee's check as a second person; it counts from now on."""
    _refuse_own(check, by)
    check.review, check.reviewed_by_id = Review.FINAL, by.id
    _make_latest(check)
    session.flush()


def send_back(check: ParityCheck, *, by: Any, note: str) -> None:
    """Refuse a trainee's check with what is wrong; it never counts, and is done again."""
    _refuse_own(check, by)
    if not note:
        raise RuleBroken("Say what has to be looked at again.", "review_note")
    check.review, check.reviewed_by_id, check.review_note = Review.SENT_BACK, by.id, note
    session.flush()


def _refuse_own(check: ParityCheck, by: Any) -> None:
    if check.review is not Review.WAITING:
        raise RuleBroken("This check is not waiting for a second person.")
    if check.checked_by_id == by.id:
        raise RuleBroken("You cannot confirm your own check. Ask a colleague.")


def _make_latest(check: ParityCheck) -> None:
    """Let a final check stand for its placement in place of the one before."""
    if check.review is not Review.FINAL:
        return
    before = session.scalars(
        sa.select(ParityCheck).where(
            ParityCheck.placement_id == check.placement_id, ParityCheck.latest
        )
    ).all()
    if any(other.checked_at > check.checked_at for other in before):
        return
    for other in before:
        other.latest = False
    check.latest = True


def _tell_managers(check: ParityCheck, placement: Placement) -> None:
    """Give every manager a follow-up and a mail the same day, without a figure or a person."""
    managers = session.scalars(
        sa.select(Person)
        .where(Person.role == Role.MANAGER, Person.locked_at.is_(None))
        .order_by(Person.id)
    )
    for manager in managers.all():
        followups.plan(
            placement.employer,
            owner=manager,
            title=f"Look at pay below the minimum wage, {placement.ref}",
            due_on=clock.today(),
            why="A fair pay check found what is likely a breach of the law.",
        )
        post(
            kind="pay below the minimum",
            audience=Audience.STAFF,
            to=manager.email,
            subject=f"Pay below the minimum wage: {placement.ref}",
            body=(
                f"A fair pay check of placement {placement.ref} found pay below the minimum "
                "wage. This is likely a breach of the law, to be looked at today.\n\n"
                f"{current_app.config['BASE_URL']}/parity/{check.id}\n"
            ),
            dedupe_key=f"parity-below-{check.id}-{manager.id}",
        )


def _ask_for_evidence(placement: Placement, by: Any) -> None:
    """Promise to ask again for what the check lacked, after the wait that is set for it."""
    wait = activity.waits(clock.today()).get("parity:needs evidence")
    if wait is None:
        return
    planned_on, _ = wait.due(clock.today(), reference.holidays())
    followups.plan(
        placement.employer,
        owner=by,
        title=f"Ask for what the fair pay check of {placement.ref} lacked",
        due_on=planned_on,
        why=f"Nobody could tell on {clock.today():%-d %B %Y}: {wait.length} to send it.",
        kind=wait.act,
    )
