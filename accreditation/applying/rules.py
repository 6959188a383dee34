"""The ladder to the next level and the tasks of an application, ready to be shown: pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from accreditation.applications.rules import Answer
from accreditation.levels.rules import short_title, steps_to
from accreditation.scheme.document import EFFORTS, Criterion
from accreditation.scheme.measures import State
from accreditation.scheme.result import Result

FIRST = 2
WHO = {"employer": "you", "officer": "us", "both": "you and us"}


@dataclass(frozen=True)
class Ladder:
    """The cheapest whole set of steps to a level: those with the least work first."""

    level: str
    first: Sequence[Mapping[str, Any]]
    then: Sequence[Mapping[str, Any]]


def ladder(result: Result) -> Ladder | None:
    """Return the way to the next level, or None at the highest."""
    if not result.next_steps:
        return None
    advice = result.next_steps[0]
    steps = sorted(steps_to(advice), key=lambda step: (EFFORTS[step["effort"]], -step["points"]))
    told = [{**step, "by": WHO[step["who"]]} for step in steps]
    return Ladder(short_title(result.scheme, advice.level.code), told[:FIRST], told[FIRST:])


def stops(result: Result) -> list[str]:
    """Return the gates that stand in the way of the next level, without any record's name."""
    rank = result.scheme.ranks[result.level] if result.level else 0
    return [
        f"{row.gate.failed}."
        for row in result.gates
        if not row.passed and result.scheme.ranks[row.gate.level] <= rank + 1
    ]


def criteria(result: Result) -> list[dict[str, Any]]:
    """Return each criterion that applies: how it is met and the newest date that counts."""
    return [
        {
            "code": mark.criterion.code,
            "title": mark.criterion.title,
            "words": mark.reason,
            "got": mark.got,
            "possible": mark.possible,
            "on": max((piece.on for piece in mark.evidence), default=None),
            "declared": mark.declared > 0,
            "known": mark.state is State.ASSESSED,
        }
        for mark in result.marks
        if mark.possible
    ]


def answered(criteria: Sequence[Criterion], answers: Mapping[str, Answer]) -> bool:
    """Tell whether every question of a page has an answer."""
    return all(one.code in answers for one in criteria)
