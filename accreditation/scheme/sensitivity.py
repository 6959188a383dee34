"""How firmly a level stands: what becomes of it when one thing is a little different. Pure.

Each criterion is moved one step down and one up, and each theme weighs a fifth less and a fifth
more. Source: the project's scoring reference, 3.2, rule 17; it marks the numbers as a
recommendation.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from accreditation.scheme.document import Criterion, Scheme
from accreditation.scheme.result import Result
from accreditation.scheme.rules import steps_of, sure_of
from accreditation.scheme.verdict import DOES_NOT_APPLY, reached

SCALE = 10
LIGHTER, HEAVIER = 8, 12


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """How many small changes keep the level, and what would lose it with one step less."""

    kept: int
    runs: int
    risks: tuple[str, ...]
    firm_percent: int

    @property
    def percent(self) -> int:
        """Return the whole percent of small changes that keep the level, cut off."""
        return 100 * self.kept // self.runs if self.runs else 100

    @property
    def borderline(self) -> bool:
        """Tell whether a second reviewer has to look before it is decided."""
        return self.percent < self.firm_percent


def sensitivity(result: Result) -> Sensitivity:
    """Try every small change of a result; a gate is no matter of degree and stays as it is."""
    scheme, steps, sure = result.scheme, steps_of(result.marks), sure_of(result.marks)
    shut = (scheme.ranks[row.gate.level] - 1 for row in result.gates if not row.passed)
    limit = min([len(scheme.levels), *shut])
    held = scheme.ranks[result.level] if result.level else 0
    outcomes = [
        *(min(reached(scheme, near, sure), limit) for _, near in _near(scheme, steps)),
        *(min(reached(other, steps, sure), limit) for other in _weighed(scheme)),
    ]
    risks = tuple(
        criterion.title
        for criterion, near in _near(scheme, steps)
        if sum(near) < sum(steps) and min(reached(scheme, near, sure), limit) < held
    )
    kept = sum(rank == held for rank in outcomes)
    return Sensitivity(kept, len(outcomes), risks, scheme.firm_percent)


def _near(scheme: Scheme, steps: Sequence[int]) -> Iterator[tuple[Criterion, tuple[int, ...]]]:
    """Yield the steps with one criterion moved by one; what does not apply stays out of it."""
    for place, criterion in enumerate(scheme.criteria):
        step = steps[place]
        if step == DOES_NOT_APPLY:
            continue
        for moved in {max(step, 0) - 1, max(step, 0) + 1}:
            if 0 <= moved <= criterion.top:
                yield criterion, (*steps[:place], moved, *steps[place + 1 :])


def _weighed(scheme: Scheme) -> Iterator[Scheme]:
    """Yield the scheme with one theme a fifth lighter, then a fifth heavier than the others."""
    for theme in scheme.themes:
        for weight in (LIGHTER, HEAVIER):
            yield replace(
                scheme,
                criteria=tuple(
                    _scaled(row, weight if row.theme == theme.code else SCALE)
                    for row in scheme.criteria
                ),
            )


def _scaled(criterion: Criterion, weight: int) -> Criterion:
    steps = tuple(replace(step, points=step.points * weight) for step in criterion.steps)
    return replace(criterion, steps=steps)
