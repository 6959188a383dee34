"""One more day off for everybody: added once, and what was planned for it moves on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy import event

from crm.away import actions
from crm.core import calendar, clock, formats, journal
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.employers.models import Standing
from crm.followups import standing
from crm.followups.models import FollowUp
from crm.reference import queries as reference
from crm.reference.models import DayOff


@dataclass(frozen=True)
class Replanned:
    """What became of the steps of a day off: moved to a day, and kept for their agreed time."""

    on: date
    moved: int
    kept: int
    rhythms: int

    @property
    def words(self) -> str:
        """Return the counts as a sentence or two."""
        told = f"{formats.plural(self.moved, 'follow-up')} and "
        told += f"{formats.plural(self.rhythms, 'day')} to keep in touch move to "
        told += f"{formats.day(self.on)}."
        if self.kept:
            told += f" With an agreed time, so kept on the day: {self.kept}. Look at them."
        return told


def to_come(today: date) -> Sequence[DayOff]:
    """Return the days off that were added and are not over."""
    return session.scalars(sa.select(DayOff).where(DayOff.on >= today).order_by(DayOff.on)).all()


def add(on: date, *, name: str, source: str) -> Replanned:
    """Add a day off and move on what is planned for it; flushes. Undo takes all of it back.

    Raises ``RuleBroken`` for a day that is over, or no working day as it is.
    """
    if on < clock.today():
        raise RuleBroken("Choose today or a later day.", "on")
    if not calendar.is_working_day(on, reference.holidays()):
        raise RuleBroken(f"{formats.day(on)} is no working day already.", "on")
    journal.operation(f"Added a day off: {name}, {formats.day(on)}")
    session.add(DayOff(on=on, name=name, source=source))
    session.flush()
    _read_anew()
    working = calendar.roll_forward(on, reference.holidays())
    moved, kept = _move(on, working)
    actions.settle_all()
    return Replanned(working, moved, kept, _renew_rhythms(on))


def _read_anew() -> None:
    """Let this process count with the new day now, and the old ones if nothing is saved."""
    reference.forget()
    event.listen(session(), "after_soft_rollback", reference.forget, once=True)
    event.listen(session(), "after_commit", reference.forget, once=True)


def _move(on: date, working: date) -> tuple[int, int]:
    rows = session.scalars(
        sa.select(FollowUp).where(FollowUp.due_on == on, FollowUp.closed_at.is_(None))
    ).all()
    free = [row for row in rows if not row.due_time]
    taken = _occurrences(working)
    for row in free:
        row.due_on = working
        if row.first_due_on == on and row.rule_id not in taken:
            row.first_due_on = working
    session.flush()
    return len(free), len(rows) - len(free)


def _occurrences(working: date) -> set[int | None]:
    """Return the repeating ones that have a step of their own on the day the others move to."""
    found = sa.select(FollowUp.rule_id).where(
        FollowUp.first_due_on == working, FollowUp.rule_id.is_not(None)
    )
    return set(session.scalars(found))


def _renew_rhythms(on: date) -> int:
    ids = session.scalars(
        sa.select(Standing.employer_id).where(Standing.next_on == on, Standing.next_by_rhythm)
    ).all()
    return standing.renew(ids) if ids else 0
