"""Opening checks that are due, and closing them by the check that answers them."""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from crm.activity import queries as activity
from crm.activity.rules import Kind
from crm.core import clock
from crm.core.db import session
from crm.core.permissions import Role
from crm.employers.models import Employer
from crm.evidence import actions as asking
from crm.evidence import queries as evidence
from crm.followups import actions as followups
from crm.followups.models import FollowUp
from crm.parity.dated import lapses_on
from crm.parity.models import CheckDue, ParityCheck, PayDays
from crm.parity.openings import AT_ONCE, BY_PERIOD, FAULTS, FOUND, SHORT_OF, Need, Newest, Reason
from crm.parity.openings import Work as Known
from crm.parity.openings import needed as needs
from crm.parity.paydays import first_full
from crm.parity.rules import Status
from crm.pay import queries as pay
from crm.people.models import Person
from crm.placements import queries as placements
from crm.placements.models import Placement
from crm.placements.rules import IN_WORK
from crm.placements.terms import differences
from crm.reference import queries as reference

FIRST_PAY, SHORTFALL, MISSING = "parity:first pay", "parity:shortfall", "parity:needs evidence"
NOT_WORKING = "The placement is not in paid work any more."
STEPS = {
    Reason.SHORTFALL: "Agree how the pay is put right, {}",
    Reason.EXACT: "Ask for the exact hours, {}",
    Reason.MISSING: "Ask for what the fair pay check of {} lacked",
}
STEP = "Ask for the wage slip of {}"


def opened() -> Any:
    """Return the condition "not settled yet"."""
    return CheckDue.closed_at.is_(None)


def working(on: date) -> Any:
    """Return the condition "in paid work on this day" on placements."""
    ended = sa.and_(Placement.ended_on.is_not(None), Placement.ended_on < on)
    return sa.and_(Placement.kind.in_(IN_WORK), Placement.started_on <= on, sa.not_(ended))


def wanted(ids: Sequence[int], today: date) -> dict[int, list[Need]]:
    """Return the checks that are to be open for each of these placements in paid work."""
    rows = session.execute(
        sa.select(Placement.id, Placement.started_on, PayDays.every, PayDays.known_on)
        .outerjoin(PayDays, PayDays.placement_id == Placement.id)
        .where(Placement.id.in_(ids), working(today))
        .order_by(Placement.id)
    ).all()
    found = [row.id for row in rows]
    terms, newest = placements.terms_of(found), _newest(found)
    rates_on, wait = pay.last_change(today), activity.waits(today).get(FIRST_PAY)

    def full_pay(row: Any) -> Any:
        if row.every is not None:
            return lambda since: first_full(row.every, row.known_on, since)
        return lambda since: wait.due(since, frozenset())[0] if wait else since

    return {
        row.id: needs(
            Known(row.started_on, _changes(terms.get(row.id, ())), rates_on,
                  newest.get(row.id), full_pay(row)), today,
        )
        for row in rows
    }  # fmt: skip


def _changes(lines: Sequence[Any]) -> list[tuple[date, Sequence[str]]]:
    return [(after.from_on, differences(before, after)) for before, after in pairwise(lines)]


def _newest(ids: Sequence[int]) -> dict[int, Newest]:
    rows = session.execute(
        sa.select(
            ParityCheck.placement_id, ParityCheck.status, ParityCheck.checked_on,
            ParityCheck.period_start, ParityCheck.reopened,
        ).where(ParityCheck.placement_id.in_(ids), ParityCheck.latest)
    )  # fmt: skip
    changes, months = pay.checks_hold(clock.today())
    found = {}
    for row in rows:
        tested_on = row.period_start or row.checked_on
        change = next((day for day in changes if day > tested_on), None)
        lapse = lapses_on(row.checked_on, change, months)
        found[row.placement_id] = Newest(
            row.status, row.checked_on, tested_on, lapse, bool(row.reopened)
        )
    return found


def settle(placement_id: int) -> int:
    """Open what is due for one placement and drop what it is not in work for; return how many.

    The placement is held until the commit, so that two workers open each check once. Flushes.
    """
    today = clock.today()
    placement = session.scalars(
        sa.select(Placement)
        .options(joinedload(Placement.employer))
        .where(Placement.id == placement_id)
        .with_for_update(of=Placement)
        .execution_options(populate_existing=True)
    ).one()
    want = wanted([placement_id], today)
    if placement_id not in want:
        return sum(drop(row, NOT_WORKING) for row in open_of(placement_id))
    made = [
        open_one(placement, need.reason, event_on=need.event_on, due_on=need.due_on)
        for need in want[placement_id]
    ]
    return sum(1 for row in made if row is not None)


def open_of(placement_id: int) -> Sequence[CheckDue]:
    """Return what is open for a placement, the first due first."""
    return session.scalars(
        sa.select(CheckDue)
        .where(CheckDue.placement_id == placement_id, opened())
        .order_by(CheckDue.due_on, CheckDue.id)
    ).all()


def open_one(
    placement: Placement,
    reason: Reason,
    *,
    event_on: date,
    due_on: date,
    by: Any = None,
    note: str = "",
    check: ParityCheck | None = None,
) -> CheckDue | None:
    """Open one check with the owner's next step; None where it is open or was settled. Flushes."""
    there = session.scalars(
        sa.select(CheckDue).where(
            CheckDue.placement_id == placement.id,
            CheckDue.reason == reason,
            sa.or_(opened(), CheckDue.event_on == event_on),
        )
    ).all()
    if any(row.closed_at is None for row in there):
        return None
    row = next(iter(there), None)
    if row is not None and row.answered_by_id is not None and check is None:
        return None
    if row is None:
        row = CheckDue(employer_id=placement.employer_id, placement_id=placement.id,
                       reason=reason, event_on=event_on)  # fmt: skip
        session.add(row)
    row.due_on, row.note, row.check_id = due_on, note, check.id if check else None
    row.opened_at, row.asked_at = clock.now(), None
    row.closed_at, row.answered_by_id, row.ended_why = None, None, ""
    step = _step(placement, row, by)
    row.follow_up_id = step.id if step else None
    session.flush()
    return row


def _step(placement: Placement, row: CheckDue, by: Any) -> FollowUp | None:
    """Return the next step for what is open: one for all that a wage slip answers."""
    if row.reason is Reason.BELOW:
        return None
    title = STEPS.get(row.reason, STEP).format(placement.ref)
    shared = session.scalar(
        sa.select(FollowUp).where(
            FollowUp.employer_id == placement.employer_id,
            FollowUp.closed_at.is_(None),
            FollowUp.title == title,
        )
    )
    owner = by or _owner(placement)
    if shared is not None or owner is None:
        return shared
    return followups.plan(
        session.get_one(Employer, placement.employer_id),
        owner=owner,
        title=title,
        due_on=max(row.due_on, clock.today()),
        planned_on=row.due_on,
        why=why(row),
        kind=Kind.CALL if row.reason is Reason.SHORTFALL else Kind.MAIL,
    )


def why(row: CheckDue) -> str:
    """Say in a sentence why a check is open."""
    if row.reason is Reason.FIRST:
        return f"They started on {_day(row.event_on)}: check the first full pay."
    if row.reason is Reason.SHORTFALL:
        return (
            "Paid less and no reason was accepted. Ask from which day it is put right, and what "
            "is paid back."
        )
    text = f"{row.reason.value[0].upper()}{row.reason.value[1:]}"
    return f"{text}, {_day(row.event_on)}." if row.reason in BY_PERIOD else f"{text}."


def _day(on: date) -> str:
    return f"{on:%-d %B %Y}"


def _owner(placement: Placement) -> Any:
    """Return who does the next step: the employer's owner, who placed them, else a manager."""
    ids = [placement.employer.owner_id, placement.entered_by_id]
    people = session.scalars(
        sa.select(Person)
        .where(
            sa.or_(Person.id.in_([i for i in ids if i]), Person.role == Role.MANAGER),
            Person.locked_at.is_(None),
        )
        .order_by(Person.id)
        .limit(50)
    ).all()
    first = {person.id: person for person in people}
    named = next((first[i] for i in ids if i in first), None)
    return named or next((one for one in people if one.role is Role.MANAGER), None)


def sent(placement_id: int) -> None:
    """Close the next steps that led to a check: it is with the reviewer now. Flushes.

    So does the step to look at what came by a link: the check was made with it.
    """
    for row in open_of(placement_id):
        if row.reason not in FAULTS:
            _finish(row)
    for request in evidence.about_subject("placement", placement_id):
        step = asking.step_of(request)
        if step is not None and request.link is not None and request.link.uses:
            followups.finish(step)


def found(check: ParityCheck, placement: Placement, *, by: Any, confirmed: bool) -> None:
    """Open what a check leaves to be done, when it is recorded or once it is confirmed."""
    reason = FOUND.get(check.status)
    if reason is None or (check.status in AT_ONCE) is confirmed:
        return
    days = {Reason.SHORTFALL: SHORTFALL, Reason.MISSING: MISSING}
    wait = activity.waits(clock.today()).get(days.get(reason, ""))
    due_on = wait.due(clock.today(), reference.holidays())[0] if wait else clock.today()
    open_one(placement, reason, event_on=check.checked_on, due_on=due_on, by=by, check=check)


def answer(check: ParityCheck) -> None:
    """Close what a confirmed check answers, with the next steps that are left of it. Flushes."""
    for row in open_of(check.placement_id):
        if _answers(row, check):
            row.closed_at, row.answered_by_id = clock.now(), check.id
            _finish(row)
            if row.reason is Reason.BELOW:
                _finish_titled(row, BELOW.format(f"P-{row.placement_id:05d}"))
    session.flush()


BELOW = "Look at pay below the minimum wage, {}"


def _answers(row: CheckDue, check: ParityCheck) -> bool:
    if check.status in SHORT_OF.get(row.reason, {Status.NEEDS_EVIDENCE}):
        return False
    if row.reason in BY_PERIOD:
        return (check.period_start or check.checked_on) >= row.event_on
    return check.id > row.check_id if row.check_id else check.checked_at >= row.opened_at


def forget(check: ParityCheck) -> None:
    """Drop what a check had opened that came back from its reviewer. Flushes."""
    for row in open_of(check.placement_id):
        if row.check_id == check.id:
            drop(row, "The check was sent back.")


def drop(row: CheckDue, reason: str) -> int:
    """Close what will not be done, saying why; flushes."""
    row.closed_at, row.ended_why = clock.now(), reason
    step = session.get(FollowUp, row.follow_up_id) if row.follow_up_id else None
    others = [one for one in open_of(row.placement_id) if one.id != row.id]
    shared = any(one.follow_up_id == row.follow_up_id for one in others)
    if step is not None and step.closed_at is None and not shared:
        followups.drop(step, reason)
    session.flush()
    return 1


def _finish(row: CheckDue) -> None:
    step = session.get(FollowUp, row.follow_up_id) if row.follow_up_id else None
    if step is not None and step.closed_at is None:
        followups.finish(step)


def _finish_titled(row: CheckDue, title: str) -> None:
    for step in followups.open_titled(row.employer_id, title):
        followups.finish(step)
