"""Agreeing other terms from a day on, and putting a line right."""

from collections.abc import Sequence
from datetime import date
from types import SimpleNamespace
from typing import Any

from crm.core.errors import RuleBroken
from crm.pay.rules import day
from crm.placements import history
from crm.placements.actions import ask
from crm.placements.models import Placement, PlacementTerms
from crm.placements.terms import What, counting, differences


def agree(
    placement: Placement,
    *,
    by: Any,
    from_on: date,
    why: str,
    wrong: PlacementTerms | None = None,
    sure: bool = False,
    **agreed: Any,
) -> PlacementTerms:
    """Write down other terms from a day on, or put the line ``wrong`` right; flushes.

    ``agreed`` has the names of ``terms.TERMS``. What is unusual is asked about unless ``sure``.
    """
    lines = history.lines_of([placement.id])[placement.id]
    found = counting(lines)
    if wrong is not None and wrong not in found:
        raise RuleBroken("This line no longer counts. Open the history again.")
    if wrong is found[0]:
        from_on = placement.started_on
    _refuse_day(placement, from_on, [line for line in found if line is not wrong])
    before = wrong or next(line for line in reversed(found) if line.from_on < from_on)
    moved = wrong is not None and wrong.from_on != from_on
    if not moved and not differences(before, SimpleNamespace(**agreed)):
        raise RuleBroken("This is what was agreed already. Change something, or cancel.")
    ask(agreed, sure=sure)
    what = What.CHANGE if wrong is None else What.MISTAKE
    return history.add(
        placement, lines, what, by=by, from_on=from_on, like=wrong, why=why, **agreed
    )


def _refuse_day(placement: Placement, from_on: date, others: Sequence[PlacementTerms]) -> None:
    if from_on < placement.started_on:
        raise RuleBroken(
            f"The placement starts on {day(placement.started_on)}, so nothing changes before.",
            "from_on",
        )
    if placement.ended_on and from_on > placement.ended_on:
        raise RuleBroken(f"The placement ended on {day(placement.ended_on)}.", "from_on")
    if any(line.from_on == from_on for line in others):
        raise RuleBroken(
            "There is a line from that day already. Put that one right instead.", "from_on"
        )
