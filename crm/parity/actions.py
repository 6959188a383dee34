"""Recording fair pay checks and settling them as a second person."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from flask import current_app

from crm.activity import queries as activity
from crm.core import clock
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.core.outbox import Audience, post
from crm.core.permissions import Role
from crm.employers.models import Employer
from crm.followups import actions as followups
from crm.parity import reviewers
from crm.parity.models import (
    CASE_COLUMNS,
    RESULTS,
    Comparator,
    ParityCheck,
    Review,
    case_of,
)
from crm.parity.questions import Question, questions
from crm.parity.rules import Outcome, Status, compare
from crm.pay import queries as pay
from crm.people.models import Person
from crm.placements.models import Placement
from crm.reference import queries as reference


def work_out(given: Mapping[str, Any]) -> Outcome:
    """Compare what was given without keeping it; ``given`` has the columns of a check."""
    start, end = given["period_start"], given["period_end"]
    if start and end and end < start:
        raise RuleBroken("The pay period must not end before it starts.", "period_end")
    if start and start > clock.today():
        raise RuleBroken("The pay period has not begun yet.", "period_start")
    return compare(case_of(given), pay.rates())


class Asked(RuleBroken):
    """Some figures are likely a slip of the pen: who typed them says whether they are right."""

    def __init__(self, questions: Sequence[Question]) -> None:
        super().__init__("Look at these figures again, then say that they are right.")
        self.questions = questions


def record(
    placement: Placement,
    *,
    by: Any,
    comparator: Comparator,
    sure: Collection[str] | None = None,
    **given: Any,
) -> ParityCheck:
    """Compare and keep a check; it waits for a second person, but a breach is told at once.

    ``given`` has ``weeks_per_year`` and the columns of ``CASE_COLUMNS``; ``placement`` has its
    employer at hand. ``sure`` are the codes of questions that were answered with yes; None asks
    nothing. Raises ``RuleBroken`` for a council department without its pay scale, ``Asked`` while
    a question is open.
    """
    outcome = work_out(given)
    asked = questions(case_of(given), pay.rates(), placement.hourly)
    if sure is not None and any(question.code not in sure for question in asked):
        raise Asked(asked)
    if placement.employer.council and comparator is not Comparator.PAY_SCALE:
        raise RuleBroken(
            "This employer is part of the council: compare with its pay scale.", "comparator"
        )
    check = ParityCheck(
        employer_id=placement.employer_id,
        placement_id=placement.id,
        checked_on=clock.today(),
        checked_at=clock.now(),
        checked_by_id=by.id if by else None,
        comparator=comparator,
        review=Review.WAITING,
        reasons=list(outcome.reasons),
        sure=[question.text for question in asked if sure is not None],
        **{name: getattr(outcome, name) for name in RESULTS},
        **{name: given[name] for name in (*CASE_COLUMNS, "weeks_per_year")},
    )
    session.add(check)
    session.flush()
    if check.status is Status.BELOW_MINIMUM:
        _tell_managers(check, placement)
    elif check.status is Status.NEEDS_EVIDENCE and by is not None:
        _ask_for_evidence(placement, by)
    return check


def confirm(check: ParityCheck, *, by: Any) -> None:
    """Confirm a check as a second person; it counts from now on.

    ``by`` has ``id``, ``role`` and ``independent``. Raises ``RuleBroken`` when they may not, or
    when somebody was quicker.
    """
    _hold(check, by)
    check.review, check.reviewed_by_id, check.reviewed_at = Review.FINAL, by.id, clock.now()
    _make_latest(check)
    session.flush()


def send_back(check: ParityCheck, *, by: Any, note: str) -> None:
    """Refuse a check with what is wrong; it never counts, and is done again."""
    _hold(check, by)
    if not note:
        raise RuleBroken("Say what has to be looked at again.", "review_note")
    check.review, check.reviewed_by_id, check.review_note = Review.SENT_BACK, by.id, note
    check.reviewed_at = clock.now()
    session.flush()


def _hold(check: ParityCheck, by: Any) -> None:
    """Keep every check of the placement until the commit, then ask whether ``by`` may settle it.

    Of two people who settle at once the second one waits here and reads what the first one did.
    """
    session.get(Placement, check.placement_id, with_for_update=True)
    session.refresh(check, SETTLED)
    if check.review is not Review.WAITING:
        raise RuleBroken(_settled(check))
    if why := reviewers.why_not(check, session.get_one(Employer, check.employer_id), by):
        raise RuleBroken(why)


SETTLED = ("review", "reviewed_by_id", "reviewed_at", "review_note", "checked_by_id", "version")


def _settled(check: ParityCheck) -> str:
    """Say what became of a check that no longer waits, and by whom."""
    who = session.get(Person, check.reviewed_by_id) if check.reviewed_by_id else None
    did = "confirmed" if check.review is Review.FINAL else "sent back"
    return f"{who.name if who else 'A colleague'} {did} this check already."


def _make_latest(check: ParityCheck) -> None:
    """Let a final check stand for its placement in place of the one before."""
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
