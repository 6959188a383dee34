"""Which fair pay checks are to be open for a placement, and which check answers them. Pure.

Source: the domain reference, 4.9 (after the first full pay date, at every change of pay, hours or
job, at every change of the legal rates, yearly, and when somebody has a concern).
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from crm.parity.rules import PASSES, Status


class Reason(StrEnum):
    """Why a check is open. The last four are what a check found."""

    FIRST = "first full pay date"
    JOB = "the job changed"
    PAY = "the pay changed"
    HOURS = "the hours changed"
    RATES = "the legal rates changed"
    PUT_RIGHT = "the rates were put right"
    YEARLY = "the last check is too old"
    CONCERN = "somebody has a concern"
    MISSING = "evidence was missing"
    EXACT = "the hours have to be exact"
    SHORTFALL = "paid less, no accepted reason"
    BELOW = "below the minimum wage"


FAULTS = (Reason.SHORTFALL, Reason.BELOW)
"""What the employer has to put right."""
FOUND = {
    Status.NEEDS_EVIDENCE: Reason.MISSING,
    Status.BELOW_MINIMUM: Reason.BELOW,
    Status.BORDERLINE_MINIMUM: Reason.EXACT,
    Status.SHORTFALL_UNEXPLAINED: Reason.SHORTFALL,
}
"""What stays open after a check that says so."""
AT_ONCE = (Status.NEEDS_EVIDENCE, Status.BELOW_MINIMUM)
"""Answers that open something as soon as they are recorded, not only once they are confirmed."""
CHANGES = {"job": Reason.JOB, "pay": Reason.PAY, "hours": Reason.HOURS}
BY_PERIOD = (Reason.FIRST, Reason.JOB, Reason.PAY, Reason.HOURS, Reason.RATES)
"""Answered only by a pay period that begins on the day of the event or later."""
SHORT_OF = {
    Reason.SHORTFALL: frozenset(Status) - PASSES,
    Reason.BELOW: frozenset(
        {Status.NEEDS_EVIDENCE, Status.BELOW_MINIMUM, Status.BORDERLINE_MINIMUM}
    ),
    Reason.EXACT: frozenset({Status.NEEDS_EVIDENCE, Status.BORDERLINE_MINIMUM}),
}
"""Answers that settle nothing, by reason; for the others only "cannot tell" settles nothing."""


@dataclass(frozen=True, slots=True)
class Newest:
    """The final check that stands for a placement; it lapses on ``lapses_on``."""

    status: Status
    checked_on: date
    tested_on: date
    lapses_on: date
    reopened: bool = False


@dataclass(frozen=True, slots=True)
class Work:
    """What opens checks of one placement in paid work.

    ``changes`` are the days on which other terms began, with what changed. ``full_pay`` returns
    the first full pay date from a day on.
    """

    started_on: date
    changes: Sequence[tuple[date, Sequence[str]]]
    rates_on: date
    newest: Newest | None
    full_pay: Callable[[date], date]


@dataclass(frozen=True, slots=True)
class Need:
    """A check that is to be open: what happened on ``event_on``, looked at from ``due_on``."""

    reason: Reason
    event_on: date
    due_on: date


def needed(work: Work, today: date) -> list[Need]:
    """Return the checks that are to be open on a day, one for each reason at most."""
    found: dict[Reason, Need] = {}
    for need in _events(work):
        newest = work.newest
        done = newest and answers(
            need.reason, need.event_on, newest.status, newest.checked_on, newest.tested_on
        )
        if need.due_on <= today and not done:
            found[need.reason] = need
    return list(found.values())


def _events(work: Work) -> Iterator[Need]:
    yield Need(Reason.FIRST, work.started_on, work.full_pay(work.started_on))
    for on, what in sorted(work.changes):
        reason = next((CHANGES[name] for name in CHANGES if name in what), None)
        if reason and on > work.started_on:
            yield Need(reason, on, work.full_pay(on))
    if work.newest is None:
        return
    if work.started_on < work.rates_on:
        yield Need(Reason.RATES, work.rates_on, work.full_pay(work.rates_on))
    if work.newest.reopened:
        again = work.newest.checked_on + timedelta(days=1)
        yield Need(Reason.PUT_RIGHT, again, again)
    if work.newest.checked_on >= work.rates_on:
        yield Need(Reason.YEARLY, work.newest.lapses_on, work.newest.lapses_on)


def answers(
    reason: Reason, event_on: date, status: Status, checked_on: date, tested_on: date
) -> bool:
    """Return whether a final check settles what was opened for ``reason``."""
    if status in SHORT_OF.get(reason, {Status.NEEDS_EVIDENCE}):
        return False
    return (tested_on if reason in BY_PERIOD else checked_on) >= event_on
