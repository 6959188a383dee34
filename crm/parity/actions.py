"""Recording fair pay checks and settling them as a second person."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import joinedload

from crm.core import clock
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.core.outbox import Audience, post
from crm.core.permissions import Role
from crm.evidence import actions as asking
from crm.evidence import queries as evidence
from crm.evidence.models import EvidenceRequest
from crm.followups import actions as followups
from crm.parity import opening, queries, reviewers
from crm.parity.models import (
    CASE_COLUMNS,
    RESULTS,
    CheckDue,
    Comparator,
    ParityCheck,
    PayDays,
    Review,
    case_of,
)
from crm.parity.openings import FAULTS, Reason
from crm.parity.paydays import Frequency
from crm.parity.questions import Question, questions
from crm.parity.rules import Outcome, Status, compare, missing_pay
from crm.pay import queries as pay
from crm.people.models import Person
from crm.placements.models import Placement


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
        super().__init__(
            "Some figures are unusual. Say at the end of the form whether they are right."
        )
        self.questions = questions


def record(
    placement: Placement,
    *,
    by: Any,
    comparator: Comparator,
    comparator_why: str = "",
    grade: str = "",
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
    _refuse_comparator(placement, comparator, comparator_why)
    check = ParityCheck(
        employer_id=placement.employer_id,
        placement_id=placement.id,
        checked_on=clock.today(),
        checked_at=clock.now(),
        checked_by_id=by.id if by else None,
        comparator=comparator,
        comparator_why=comparator_why,
        grade=grade,
        review=Review.WAITING,
        reasons=list(outcome.reasons),
        sure=[question.text for question in asked if sure is not None],
        **{name: getattr(outcome, name) for name in RESULTS},
        **{name: given[name] for name in (*CASE_COLUMNS, "weeks_per_year")},
    )
    session.add(check)
    session.flush()
    opening.sent(placement.id)
    opening.found(check, placement, by=by, confirmed=False)
    if check.status is Status.BELOW_MINIMUM:
        _tell_managers(check, placement)
    return check


def _refuse_comparator(placement: Placement, comparator: Comparator, why: str) -> None:
    """Refuse a council department without its pay scale, and another person's slip without why."""
    if placement.employer.council and comparator is not Comparator.PAY_SCALE:
        raise RuleBroken(
            "This employer is part of the council: compare with its pay scale.", "comparator"
        )
    if comparator is Comparator.PEER and not why:
        raise RuleBroken(
            "Say why there is nothing better than another person's slip.", "comparator_why"
        )


def ask(placement: Placement, *, by: Any) -> EvidenceRequest:
    """Mail the employer's likeliest contact a secure link for wage evidence; flushes.

    The owner's step to ask is done with it. Raises ``RuleBroken`` when nothing is open or nobody
    there can get a mail.
    """
    rows = [row for row in opening.open_of(placement.id) if row.reason not in FAULTS]
    if not rows:
        raise RuleBroken("No check of this placement is open. Open one with a concern first.")
    contact = next(iter(evidence.who_to_ask(placement.employer_id)), None)
    purpose, about = evidence.purpose(WAGE), evidence.about("placement", placement.id)
    if contact is None or purpose is None or about is None:
        raise RuleBroken("Nobody there has an email address. Add one to a contact, then ask.")
    request = asking.ask(purpose, about, placement.id, contact=contact, by=by)
    for row in rows:
        row.asked_at = clock.now()
    session.flush()
    opening.sent(placement.id)
    return request


WAGE = "wage"
"""What is asked for: the purpose of the link."""


def back_pay(check: ParityCheck) -> Decimal | None:
    """Return what the pay period fell short of the pay compared with, in pounds to the penny."""
    given = {name: getattr(check, name) for name in (*CASE_COLUMNS, "weeks_per_year")}
    return missing_pay(case_of(given))


def raise_concern(placement: Placement, *, by: Any, note: str) -> CheckDue:
    """Open a check because somebody has a concern; flushes."""
    today = clock.today()
    row = opening.open_one(
        placement, Reason.CONCERN, event_on=today, due_on=today, by=by, note=note
    )
    if row is None:
        raise RuleBroken("A check for a concern is open already, or was answered today.", "note")
    return row


def set_pay_days(placement: Placement, every: Frequency, known_on: date) -> PayDays:
    """Say when the person of a placement is paid; what is due by then opens at once. Flushes."""
    row = queries.find_pay_days(placement.id)
    if row is None:
        row = PayDays(placement_id=placement.id)
        session.add(row)
    row.every, row.known_on = every, known_on
    session.flush()
    opening.settle(placement.id)
    return row


def confirm(check: ParityCheck, *, by: Any) -> None:
    """Confirm a check as a second person; it counts from now on.

    ``by`` has ``id``, ``role`` and ``independent``. Raises ``RuleBroken`` when they may not, or
    when somebody was quicker.
    """
    placement = _hold(check, by)
    check.review, check.reviewed_by_id, check.reviewed_at = Review.FINAL, by.id, clock.now()
    _make_latest(check)
    session.flush()
    opening.answer(check)
    opening.found(check, placement, by=None, confirmed=True)


def send_back(check: ParityCheck, *, by: Any, note: str) -> None:
    """Refuse a check with what is wrong; it never counts, and who made it does it again."""
    placement = _hold(check, by)
    if not note:
        raise RuleBroken("Say what has to be looked at again.", "review_note")
    check.review, check.reviewed_by_id, check.review_note = Review.SENT_BACK, by.id, note
    check.reviewed_at = clock.now()
    session.flush()
    opening.forget(check)
    maker = session.get(Person, check.checked_by_id) if check.checked_by_id else None
    if maker is not None and maker.active:
        followups.plan(
            placement.employer,
            owner=maker,
            title=f"Put the fair pay check of {placement.ref} right",
            due_on=clock.today(),
            why="It came back from the reviewer. Open the check to read what is wrong.",
        )


def _hold(check: ParityCheck, by: Any) -> Placement:
    """Keep every check of the placement until the commit, then ask whether ``by`` may settle it.

    Of two people who settle at once the second one waits here and reads what the first one did.
    """
    placement = session.scalars(
        sa.select(Placement)
        .options(joinedload(Placement.employer))
        .where(Placement.id == check.placement_id)
        .with_for_update(of=Placement)
    ).one()
    session.refresh(check, SETTLED)
    if check.review is not Review.WAITING:
        raise RuleBroken(_settled(check))
    if why := reviewers.why_not(check, placement.employer, by):
        raise RuleBroken(why)
    return placement


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
    """Give every manager a follow-up and a mail the same day, without a figure or a person.

    Where there is no manager, the administrators get them.
    """
    found = session.scalars(
        sa.select(Person)
        .where(Person.role.in_((Role.MANAGER, Role.ADMIN)), Person.locked_at.is_(None))
        .order_by(Person.id)
    ).all()
    for manager in [one for one in found if one.role is Role.MANAGER] or found:
        followups.plan(
            placement.employer,
            owner=manager,
            title=opening.BELOW.format(placement.ref),
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
