"""What would raise the level: the smallest sets of single improvements, cheapest first.

Gates come first, because no points help while one is shut. Then every set of criteria of the
smallest size that reaches the level is looked at; among equals the least work wins. The answer
depends only on the scheme and the steps reached, so it is remembered.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from accreditation.scheme.document import EFFORTS, Level, Scheme
from accreditation.scheme.verdict import DOES_NOT_APPLY, add_up, bites, possible, reached

Steps = tuple[int, ...]
Raise = tuple[int, int]
Plan = tuple[Raise, ...]


@dataclass(frozen=True, slots=True)
class _Choice:
    place: int
    gain: int
    work: int
    forced: bool


@lru_cache(maxsize=100_000)
def cheapest(
    scheme: Scheme, steps: Steps, rank: int, how_many: int = 1, sure: Steps = ()
) -> tuple[Plan, ...]:
    """Return the best plans that reach a level's rank, each a list of (criterion place, step).

    A plan has as few criteria as any that works, and never one that is not possible yet: what
    makes it possible is then part of the plan. No plan means that points cannot reach the level.
    """
    if reached(scheme, steps, sure) >= rank:
        return ((),)
    choices = _choices(scheme, steps, rank)
    tops = tuple((choice.place, _top(scheme, choice.place)) for choice in choices)
    if reached(scheme, lifted(steps, tops), sure) < rank:
        return ()
    search = _Search(scheme, steps, rank, choices, how_many=how_many, sure=sure)
    size = max(1, sum(1 for choice in choices if choice.forced))
    while not (found := search.plans(size)):
        size += 1
    return tuple(_lowered(scheme, steps, rank, plan, sure) for plan in found)


def lifted(steps: Steps, plan: Sequence[Raise]) -> Steps:
    """Return the steps as they are once a plan is carried out."""
    after = list(steps)
    for place, step in plan:
        after[place] = max(after[place], step)
    return tuple(after)


def works(scheme: Scheme, steps: Steps, rank: int, plan: Sequence[Raise], sure: Steps = ()) -> bool:
    """Tell whether a plan is possible and reaches a level's rank."""
    after = lifted(steps, plan)
    return all(possible(scheme, after, place) for place, _ in plan) and (
        reached(scheme, after, sure) >= rank
    )


def _top(scheme: Scheme, place: int) -> int:
    return scheme.criteria[place].top


def _choices(scheme: Scheme, steps: Steps, rank: int) -> list[_Choice]:
    forced = {
        scheme.index[cap.criterion]
        for cap in scheme.caps
        if scheme.ranks[cap.at_most] < rank and bites(cap, scheme, steps)
    }
    forced |= {
        before
        for place in forced
        if not possible(scheme, steps, place) and (before := scheme.befores[place]) is not None
    }
    open_ones = [
        _Choice(
            place,
            criterion.points - criterion.steps[max(steps[place], 0)].points,
            EFFORTS[criterion.remedy.effort],
            place in forced,
        )
        for place, criterion in enumerate(scheme.criteria)
        if steps[place] != DOES_NOT_APPLY and steps[place] < criterion.top
    ]
    return sorted(open_ones, key=lambda choice: (not choice.forced, -choice.gain, choice.place))


class _Search:
    """Looks through the sets of one size, leaving out branches that cannot reach the level."""

    def __init__(
        self,
        scheme: Scheme,
        steps: Steps,
        rank: int,
        choices: list[_Choice],
        *,
        how_many: int,
        sure: Steps,
    ) -> None:
        self.scheme, self.steps, self.rank, self.sure = scheme, steps, rank, sure
        self.choices, self.how_many = choices, how_many
        self.must = sum(1 for choice in choices if choice.forced)
        self.gains = [0, *accumulate(choice.gain for choice in choices)]
        self.short = _short(scheme, scheme.levels[rank - 1], steps)
        self.found: list[tuple[int, Plan]] = []

    def plans(self, size: int) -> list[Plan]:
        """Return the cheapest plans with so many criteria, or none when no such plan works."""
        self.found = []
        chosen = tuple(range(self.must))
        gain = self.gains[self.must]
        work = sum(choice.work for choice in self.choices[: self.must])
        self._look(self.must, size - self.must, chosen, gain, work)
        return [plan for _, plan in self.found]

    def _look(self, start: int, left: int, chosen: tuple[int, ...], gain: int, work: int) -> None:
        if left == 0:
            self._try(chosen, work)
            return
        for place in range(start, len(self.choices) - left + 1):
            if gain + self.gains[place + left] - self.gains[place] < self.short:
                return
            choice = self.choices[place]
            if not self._too_dear(work + choice.work + left - 1):
                self._look(
                    place + 1, left - 1, (*chosen, place), gain + choice.gain, work + choice.work
                )

    def _too_dear(self, work: int) -> bool:
        return len(self.found) == self.how_many and work >= self.found[-1][0]

    def _try(self, chosen: tuple[int, ...], work: int) -> None:
        plan = tuple(self._raises(chosen))
        if self._too_dear(work):
            return
        if works(self.scheme, self.steps, self.rank, plan, self.sure):
            self.found = sorted([*self.found, (work, plan)])[: self.how_many]

    def _raises(self, chosen: tuple[int, ...]) -> Iterator[Raise]:
        for place in sorted(self.choices[number].place for number in chosen):
            yield place, _top(self.scheme, place)


def _short(scheme: Scheme, level: Level, steps: Steps) -> int:
    """Return how many points are missing at the least, were every declared point to count."""
    sums = add_up(scheme, steps)
    return -(-level.percent * sums.possible // 100) - sums.got


def _lowered(scheme: Scheme, steps: Steps, rank: int, plan: Plan, sure: Steps) -> Plan:
    """Ask no more of each criterion than the level needs, the hardest eased first."""
    lean = dict(plan)
    by_work = sorted(
        lean, key=lambda place: (-EFFORTS[scheme.criteria[place].remedy.effort], place)
    )
    for place in by_work:
        for step in range(max(steps[place], 0) + 1, lean[place]):
            tried = tuple({**lean, place: step}.items())
            if works(scheme, steps, rank, tried, sure):
                lean[place] = step
                break
    return tuple(sorted(lean.items()))
