"""The gap and overlap check: every value an employer could have falls in exactly one step.

It walks the whole input grid instead of trusting the order of the numbers, so that a version that
passes it leaves no employer without an answer and none with two.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from accreditation.scheme.document import BANDS, Criterion, Level, Measure, Scheme

BEYOND = 2


@dataclass(frozen=True, slots=True)
class Checked:
    """How many inputs were tried and a sentence for each gap or overlap among them."""

    inputs: int
    faults: tuple[str, ...]


def check(scheme: Scheme) -> Checked:
    """Try every measure of every criterion in every size band, and every percent of points."""
    tried = 0
    faults: list[str] = []
    for criterion in scheme.criteria:
        for band in criterion.bands:
            values = _values(criterion, band)
            tried += len(values)
            faults += _criterion_faults(criterion, band, values)
    tried += len(BANDS) * 101
    faults += _level_faults(scheme.levels)
    return Checked(tried, tuple(faults))


def _values(criterion: Criterion, band: str) -> range:
    top = max(criterion.threshold(step, band) for step in range(1, criterion.top + 1))
    return range(101) if criterion.measure is Measure.SHARE else range(top + BEYOND)


def _criterion_faults(criterion: Criterion, band: str, values: Sequence[int]) -> Iterator[str]:
    every = range(len(criterion.steps))
    held = [[step for step in every if _holds(criterion, step, band, value)] for value in values]
    for value, inside in zip(values, held, strict=True):
        if len(inside) != 1:
            what = f"falls in {len(inside)} steps" if inside else "falls in no step"
            yield (
                f"criterion {criterion.code}: for {band} employers a measure of {value} {what}; "
                "let the thresholds rise from step to step."
            )
            return
    for step in set(every) - {inside[0] for inside in held}:
        yield (
            f"criterion {criterion.code}: no {band} employer can be in step {step}; "
            "let the thresholds rise from step to step."
        )


def _holds(criterion: Criterion, step: int, band: str, value: int) -> bool:
    """Tell whether a step's own interval holds the value: from its least up to the next step's."""
    least = criterion.threshold(step, band) if step else 0
    if value < least:
        return False
    return step == criterion.top or value < criterion.threshold(step + 1, band)


def _level_faults(levels: Sequence[Level]) -> Iterator[str]:
    least = min(level.percent for level in levels)
    reached = set()
    for percent in range(101):
        inside = [
            level.code
            for level, above in zip(levels, [*levels[1:], None], strict=True)
            if level.percent <= percent and (above is None or percent < above.percent)
        ]
        reached.update(inside)
        if len(inside) != (percent >= least):
            yield (
                f"levels: {percent} percent of the points falls in {len(inside)} levels; "
                "let the percents rise from level to level."
            )
            return
    for level in levels:
        if level.code not in reached:
            yield f"levels: no percent of the points gives {level.code}; let the percents rise."
