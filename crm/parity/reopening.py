"""Opens stored checks again when the rates that they were tested against are put right.

Nothing is remembered: a check that was tested with another rate than counts now is found by
looking, so a broken-off run, an undo or a rate loaded by a command is made good by the next look.
"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from crm.core import clock
from crm.core.db import session
from crm.parity.models import CASE_COLUMNS, ParityCheck, Review, case_of
from crm.parity.retested import Stored, differs
from crm.parity.retested import touched as find
from crm.pay import queries as pay
from crm.pay.rates import Rate
from crm.pay.rules import day

AT_ONCE = 100
"""Checks opened while the person waits; more are left to the worker."""


def touched(before: Sequence[Rate], after: Sequence[Rate]) -> tuple[int, str]:
    """Return how many final checks a change of rates touches, and a sentence that says so."""
    found = find(_standing(), before, after, clock.today())
    later = " They are opened again within the hour." if len(found.answers) > AT_ONCE else ""
    return len(found.answers) + len(found.days), found.sentence + later


def settle(_before: Sequence[Rate], after: Sequence[Rate]) -> None:
    """Open the checks that were tested against another rate, in the change that put it right."""
    found = [check.id for check in _standing() if differs(check, after)]
    if len(found) <= AT_ONCE:
        open_again(found)


def tested_otherwise() -> Sequence[int]:
    """Return ids of checks that were tested against another rate than counts now."""
    rates = pay.rates()
    return [check.id for check in _standing() if differs(check, rates)]


def _standing() -> list[Stored]:
    """Return the check that counts for each placement, unless it was opened again before."""
    names = (*CASE_COLUMNS, "weeks_per_year")
    rows = session.execute(
        sa.select(
            ParityCheck.id,
            ParityCheck.status,
            ParityCheck.minimum,
            ParityCheck.minimum_shortfall,
            ParityCheck.checked_on,
            *(getattr(ParityCheck, name) for name in names),
        )
        .where(ParityCheck.latest, ParityCheck.review == Review.FINAL, ParityCheck.reopened == "")
        .order_by(ParityCheck.id)
    )
    return [_stored(row._mapping) for row in rows]


def _stored(row: Any) -> Stored:
    return Stored(
        row["id"],
        case_of(row),
        row["status"],
        row["minimum"],
        row["minimum_shortfall"],
        row["checked_on"],
    )


def open_again(ids: Sequence[int]) -> None:
    """Let checks count no more, and say why."""
    why = f"The rates of its pay period were put right on {day(clock.today())}."
    for check in session.scalars(sa.select(ParityCheck).where(ParityCheck.id.in_(ids))):
        check.reopened = why
    session.flush()
