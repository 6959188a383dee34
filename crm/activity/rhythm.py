"""How often to be in touch, counted from the last real contact; pure.

The day is worked out from that contact and nothing else. Only a newer real contact moves it on: a
day that has passed stays overdue.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from crm.activity.rules import Kind, Unit, Wait
from crm.core.calendar import Holidays, london_date

NO_RHYTHM = ("paused",)
TITLE = "Keep in touch"


@dataclass(frozen=True)
class Rhythm:
    """A wait that starts again at each real contact; ``own`` was set for this employer alone."""

    wait: Wait
    own: bool = False
    why: str = ""

    @property
    def words(self) -> str:
        """Return ``Tier A, every 30 days.`` or ``Own rhythm, every 2 weeks: they asked for it.``"""
        ending = f": {self.why.rstrip('.')}." if self.why else "."
        return f"{self.wait.label}, every {every(self.wait)}{ending}"


@dataclass(frozen=True)
class Due:
    """The day worked out and the working day it moves to."""

    planned_on: date
    due_on: date


def rhythm(
    *, tier: str, stage: str, waits: Mapping[str, Wait], own: tuple[int, Unit, str] | None = None
) -> Rhythm | None:
    """Return how often to be in touch: as set for the employer itself, else as its tier says.

    None without either, and while the employer is paused.
    """
    if stage in NO_RHYTHM:
        return None
    if own is not None:
        count, unit, why = own
        return Rhythm(Wait("own", "Own rhythm", count, unit, Kind.CALL), own=True, why=why)
    wait = waits.get(f"tier:{tier}") if tier else None
    return Rhythm(wait) if wait is not None else None


def next_due(last_contact: datetime | None, found: Rhythm | None, holidays: Holidays) -> Due | None:
    """Return when to be in touch again: the wait after the London day of the last real contact.

    None while nobody was ever spoken to, or no rhythm is set.
    """
    if last_contact is None or found is None:
        return None
    return Due(*found.wait.due(london_date(last_contact), holidays))


def every(wait: Wait) -> str:
    """Return ``30 days``, ``week`` or ``2 weeks``, to stand behind "every"."""
    return wait.length.removeprefix("1 ")
