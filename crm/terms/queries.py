"""The history of one placement, ready to show."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import abort

from crm.core import clock
from crm.placements import queries
from crm.placements.models import Placement, PlacementTerms
from crm.placements.terms import counting, differences, in_force


@dataclass(frozen=True)
class Shown:
    """A line that counts, what it changed, and whether it is the one in force."""

    line: PlacementTerms
    changed: Sequence[str]
    now: bool


@dataclass(frozen=True)
class History:
    """What was agreed, the earliest first, and every line as it was written."""

    shown: Sequence[Shown]
    written: Sequence[PlacementTerms]
    today: date


def history(placement: Placement) -> History:
    """Return the history of one placement in one statement."""
    lines, today = queries.lines_of(placement.id), clock.today()
    found = counting(lines)
    now = in_force(lines, today) if lines else None
    shown = [
        Shown(line, differences(found[at - 1], line) if at else [], line is now)
        for at, line in enumerate(found)
    ]
    return History(shown, lines, today)


def line_or_404(placement: Placement, line_id: int) -> PlacementTerms:
    """Return a line of this placement that counts, or answer 404."""
    found = queries.terms_of([placement.id]).get(placement.id, [])
    line = next((line for line in found if line.id == line_id), None)
    if line is None:
        abort(404)
    return line
