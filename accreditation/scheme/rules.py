"""The score: gates, caps, points and floors in this order, with reasons and what would raise it.

``score`` is pure: the same facts, scheme and date give the same bytes and the same hash, in
whatever order the evidence comes. It proposes; a person decides.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice

from accreditation.scheme.advice import Steps, cheapest
from accreditation.scheme.document import Gate, Remedy, Scheme
from accreditation.scheme.measures import (
    Facts,
    Mark,
    State,
    group,
    marks,
    open_gate,
    passes,
    raise_to,
)
from accreditation.scheme.result import Advice, GateResult, Limit, Reason, Result
from accreditation.scheme.verdict import (
    DOES_NOT_APPLY,
    NOT_ASSESSED,
    Sums,
    add_up,
    bites,
    missed_floors,
    reached,
)

HEADLINES = 4
NEXT_PLANS = 3


def score(facts: Facts, scheme: Scheme, on: date) -> Result:
    """Judge one employer by a scheme version on a day."""
    grouped = group(facts.evidence)
    gates = [GateResult(gate, *passes(gate, grouped, on)) for gate in scheme.gates]
    judged = marks(scheme, facts.band, grouped, on)
    steps = steps_of(judged)
    sums = add_up(scheme, steps)
    shut = (scheme.ranks[gate.gate.level] - 1 for gate in gates if not gate.passed)
    rank = min(reached(scheme, steps), *shut, len(scheme.levels))
    limits = tuple(_limits(scheme, judged, steps, sums, rank))
    return Result(
        facts=facts,
        scheme=scheme,
        on=on,
        gates=tuple(gates),
        limits=limits,
        marks=tuple(judged),
        sums=sums,
        level=scheme.levels[rank - 1].code if rank else None,
        reasons=tuple(islice(_reasons(scheme, gates, limits, judged, rank), HEADLINES)),
        next_steps=tuple(_next_steps(facts, scheme, on, judged, rank)),
    )


def carry_out(facts: Facts, advice: Advice, on: date) -> Facts:
    """Return the facts as they would be once every step of the advice is done."""
    for gate in advice.gates:
        facts = open_gate(facts, gate, on)
    for mark, step in advice.raises:
        facts = raise_to(facts, mark.criterion, step, on)
    return facts


def reason_codes(scheme: Scheme) -> set[str]:
    """Return every reason code that results under a scheme can name."""
    codes = {gate.code for gate in scheme.gates} | {cap.code for cap in scheme.caps}
    codes |= {_floor_code(level.code, theme) for level in scheme.levels for theme in level.floors}
    for criterion in scheme.criteria:
        codes.add(f"{criterion.code}-NONE")
        if criterion.top > 1:
            codes.add(f"{criterion.code}-MORE")
        if not criterion.zero_if_none:
            codes.add(f"{criterion.code}-UNKNOWN")
        if not criterion.zero_if_none or criterion.stale_after < criterion.window_days:
            codes.add(f"{criterion.code}-OLD")
    return codes


def steps_of(judged: Sequence[Mark]) -> Steps:
    """Return the step each criterion reached, with the marks for not assessed and not applying."""
    special = {State.NOT_ASSESSED: NOT_ASSESSED, State.DOES_NOT_APPLY: DOES_NOT_APPLY}
    return tuple(special.get(mark.state, mark.step) for mark in judged)


def _limits(
    scheme: Scheme, judged: Sequence[Mark], steps: Steps, sums: Sums, rank: int
) -> Iterator[Limit]:
    for cap in scheme.caps:
        if bites(cap, scheme, steps):
            mark = judged[scheme.index[cap.criterion]]
            yield Limit(cap.code, cap.at_most, f"{cap.reason}.", mark)
    if rank < len(scheme.levels):
        level = scheme.levels[rank]
        below = scheme.levels[rank - 1].code if rank else None
        titles = {theme.code: theme.title for theme in scheme.themes}
        for theme in missed_floors(scheme, level, sums):
            words = f"{level.title} needs {level.floors[theme]} % of the points in {titles[theme]}."
            yield Limit(_floor_code(level.code, theme), below, words, _hungriest(judged, theme))


def _floor_code(level: str, theme: str) -> str:
    return f"FLOOR-{level}-{theme}"


def _hungriest(judged: Sequence[Mark], theme: str) -> Mark:
    inside = [mark for mark in judged if mark.criterion.theme == theme]
    return max(inside, key=lambda mark: mark.lost)


def _reasons(
    scheme: Scheme,
    gates: Sequence[GateResult],
    limits: Sequence[Limit],
    judged: Sequence[Mark],
    rank: int,
) -> Iterator[Reason]:
    """Yield what holds the level down: shut gates of the next level, limits, then points lost."""
    for result in gates:
        if not result.passed and scheme.ranks[result.gate.level] <= rank + 1:
            yield Reason(result.gate.code, result.words, result.gate.remedy, 0)
    named = set()
    for limit in limits:
        if scheme.ranks.get(limit.at_most or "", 0) <= rank < len(scheme.levels):
            named.add(limit.mark.criterion.code)
            yield Reason(limit.code, limit.reason, _mend(limit.mark), 0)
    for mark in sorted(judged, key=lambda mark: (-mark.lost, mark.criterion.code)):
        if mark.lost and mark.criterion.code not in named:
            yield Reason(mark.code, mark.reason, _mend(mark), mark.lost)


def _mend(mark: Mark) -> Remedy:
    criterion = mark.criterion
    if mark.state is State.NOT_ASSESSED:
        return Remedy(criterion.check, "officer", "minutes")
    return criterion.remedy


def _next_steps(
    facts: Facts, scheme: Scheme, on: date, judged: Sequence[Mark], rank: int
) -> Iterator[Advice]:
    """Yield up to three ways to the next level and one to each level above it."""
    for target, level in enumerate(scheme.levels[rank:], start=rank + 1):
        gates, after = _opened(facts, scheme, on, target)
        base = marks(scheme, facts.band, group(after.evidence), on) if gates else judged
        how_many = NEXT_PLANS if target == rank + 1 else 1
        for plan in cheapest(scheme, steps_of(base), target, how_many):
            yield Advice(level, gates, tuple((base[place], step) for place, step in plan))


def _opened(facts: Facts, scheme: Scheme, on: date, target: int) -> tuple[tuple[Gate, ...], Facts]:
    """Return the gates to open for a level, lowest first, and the facts once they are open."""
    opened = []
    for gate in sorted(scheme.gates, key=lambda gate: -scheme.ranks[gate.level]):
        wanted = scheme.ranks[gate.level] <= target
        if wanted and not passes(gate, group(facts.evidence), on)[0]:
            facts = open_gate(facts, gate, on)
            opened.append(gate)
    return tuple(gate for gate in scheme.gates if gate in opened), facts
