"""Which level a set of steps reaches: caps, points and floors in whole-number arithmetic."""

from collections.abc import Sequence
from dataclasses import dataclass

from accreditation.scheme.document import Cap, Level, Scheme

NOT_ASSESSED = -1
DOES_NOT_APPLY = -2


@dataclass(frozen=True, slots=True)
class Sums:
    """Points by theme and in all; ``held_back`` is what the cap on declared points takes off."""

    got: int
    possible: int
    held_back: int
    theme_got: tuple[int, ...]
    theme_possible: tuple[int, ...]

    @property
    def total(self) -> int:
        """Points that count."""
        return self.got - self.held_back


def add_up(scheme: Scheme, steps: Sequence[int], sure: Sequence[int] = ()) -> Sums:
    """Add the points of the steps reached, one step per criterion in the order of the scheme.

    ``sure`` are the steps that checked evidence reaches alone: up to these, points count as
    checked although the criterion is one that employers declare.
    """
    got, possible = [0] * len(scheme.themes), [0] * len(scheme.themes)
    declared = 0
    for place, ((theme, points, is_declared), step) in enumerate(
        zip(scheme.rows, steps, strict=True)
    ):
        if step == DOES_NOT_APPLY:
            continue
        possible[theme] += points[-1]
        if step > 0:
            got[theme] += points[step]
            if is_declared:
                declared += points[step] - points[min(step, sure[place]) if sure else 0]
    total = sum(got)
    return Sums(
        got=total,
        possible=sum(possible),
        held_back=max(0, declared - allowed(scheme.declared_percent, total - declared)),
        theme_got=tuple(got),
        theme_possible=tuple(possible),
    )


def allowed(percent: int, checked: int) -> int:
    """Return how many declared points may stand beside so many checked ones, cut to whole points.

    They are at most ``percent`` of the two together.
    """
    return checked * percent // (100 - percent)


def bites(cap: Cap, scheme: Scheme, steps: Sequence[int]) -> bool:
    """Tell whether a cap limits the level: what was not assessed has not reached any step."""
    step = steps[scheme.index[cap.criterion]]
    return step != DOES_NOT_APPLY and step < cap.below_step


def possible(scheme: Scheme, steps: Sequence[int], place: int) -> bool:
    """Tell whether what a criterion builds on is there already, or does not apply."""
    before = scheme.befores[place]
    return before is None or steps[before] == DOES_NOT_APPLY or steps[before] > 0


def missed_floors(scheme: Scheme, level: Level, sums: Sums) -> list[str]:
    """Return the themes in which a level asks for more; a theme that does not apply is left out."""
    if not level.floors:
        return []
    return [
        theme.code
        for theme, got, possible in zip(
            scheme.themes, sums.theme_got, sums.theme_possible, strict=True
        )
        if 100 * got < level.floors.get(theme.code, 0) * possible
    ]


def reached(scheme: Scheme, steps: Sequence[int], sure: Sequence[int] = ()) -> int:
    """Return the rank of the highest level whose caps, points and floors are all met; 0 is none."""
    sums = add_up(scheme, steps, sure)
    ceiling = min(
        (scheme.ranks[cap.at_most] for cap in scheme.caps if bites(cap, scheme, steps)),
        default=len(scheme.levels),
    )
    rank = 0
    for level in scheme.levels[:ceiling]:
        enough = sums.possible > 0 and 100 * sums.total >= level.percent * sums.possible
        if not enough or missed_floors(scheme, level, sums):
            break
        rank += 1
    return rank
