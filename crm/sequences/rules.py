"""Which sequences there are, and the days of their steps; pure.

The steps are waits (dated rows that a manager edits) whose reason begins with the sequence's code.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from crm.activity.rules import Wait, say_day
from crm.core.calendar import Holidays


@dataclass(frozen=True)
class Kind:
    """A sequence by its code: what it is called and which day its steps are counted from."""

    code: str
    name: str
    anchor: str


SEQUENCES = {
    kind.code: kind
    for kind in (
        Kind("new employer", "New employer", "the start"),
        Kind("webinar", "After a webinar", "the webinar"),
        Kind("missed webinar", "After a missed webinar", "the webinar"),
        Kind("placement", "After a placement", "the start"),
        Kind("renewal", "Renewal", "the renewal"),
    )
}


@dataclass(frozen=True)
class Step:
    """One step on its day: ``number`` of ``total`` by day."""

    wait: Wait
    number: int
    total: int
    planned_on: date
    due_on: date
    why: str


def waits_of(code: str, waits: Mapping[str, Wait]) -> list[Wait]:
    """Return the waits of one sequence, as they are listed."""
    return [w for reason, w in waits.items() if reason == code or reason.startswith(f"{code}:")]


def steps(code: str, anchor: date, waits: Mapping[str, Wait], holidays: Holidays) -> Sequence[Step]:
    """Return the steps of a sequence counted from ``anchor``, the first due first."""
    kind = SEQUENCES[code]
    dated = sorted(
        ((*wait.due(anchor, holidays), wait) for wait in waits_of(code, waits)),
        key=lambda found: found[:2],
    )
    return [
        Step(
            wait,
            number,
            len(dated),
            planned_on,
            due_on,
            f"{wait.length} {wait.side} {kind.anchor} on {say_day(anchor)}. "
            f"{kind.name}, step {number} of {len(dated)}.",
        )
        for number, (planned_on, due_on, wait) in enumerate(dated, 1)
    ]
