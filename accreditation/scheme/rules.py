"""The score: gates, caps, points and floors in this order, with reasons and what would raise it.

``score`` is pure: the same facts, scheme and date give the same bytes and the same hash, in
whatever order the evidence comes. It proposes; a person decides.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import islice

from accreditation.scheme.advice import Steps, cheapest
from accreditation.scheme.document import Gate, Remedy, Scheme, Source
from accreditation.scheme.measures import (
    Evidence,
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
    possible,
    reached,
)

HEADLINES = 4
NEXT_PLANS = 3


def score(facts: Facts, scheme: Scheme, on: date, *, advise: bool = True) -> Result:
    """Judge one employer by a scheme version on a day; the way up may be left out of it."""
    grouped = group(facts.evidence)
    gates = [GateResult(gate, *passes(gate, grouped, on)) for gate in scheme.gates]
    judged = marks(scheme, facts, grouped, on)
    steps = steps_of(judged)
    sums = add_up(scheme, steps, sure_of(judged))
    rank = _rank(scheme, gates, judged)
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
        next_steps=tuple(_next_steps(facts, scheme, on, gates, judged)) if advise else (),
    )


def carry_out(facts: Facts, advice: Advice, on: date) -> Facts:
    """Return the facts as they would be once every step of the advice is done."""
    for gate in advice.gates:
        facts = open_gate(facts, gate, on)
    for mark, step in advice.raises:
        facts = raise_to(facts, mark.criterion, step, on)
    return facts


def holds_until(facts: Facts, scheme: Scheme, on: date) -> date:
    """Return the last day on which the same facts give the same score: then something ages."""
    ages: dict[str, set[int]] = {}
    for row in scheme.criteria:
        ages.setdefault(row.metric, set()).update((row.window_days, row.stale_after, row.fresh_for))
    for gate in scheme.gates:
        for metric in gate.metrics:
            ages.setdefault(metric, set()).update((gate.window_days, gate.grace_days - 1))
    return min(
        (
            day
            for piece in facts.evidence
            for day in _last_days(piece, ages.get(piece.metric, ()))
            if day >= on
        ),
        default=date.max,
    )


def _last_days(piece: Evidence, ages: Iterable[int]) -> Iterator[date]:
    yield piece.on - timedelta(days=1)
    if piece.until is not None:
        yield piece.until
    for days in ages:
        if days <= (date.max - piece.on).days:
            yield piece.on + timedelta(days=days)


def reason_codes(scheme: Scheme) -> set[str]:
    """Return every reason code that results under a scheme can name."""
    codes = {gate.code for gate in scheme.gates} | {cap.code for cap in scheme.caps}
    codes |= {_floor_code(level.code, theme) for level in scheme.levels for theme in level.floors}
    for criterion in scheme.criteria:
        codes.add(f"{criterion.code}-NONE")
        if criterion.top > 1:
            codes.add(f"{criterion.code}-MORE")
        if not criterion.zero_if_none or criterion.source is not Source.SYSTEM:
            codes.add(f"{criterion.code}-UNKNOWN")
        if not criterion.zero_if_none or criterion.stale_after < criterion.window_days:
            codes.add(f"{criterion.code}-OLD")
    return codes


def steps_of(judged: Sequence[Mark]) -> Steps:
    """Return the step each criterion reached, with the marks for not assessed and not applying."""
    special = {State.NOT_ASSESSED: NOT_ASSESSED, State.DOES_NOT_APPLY: DOES_NOT_APPLY}
    return tuple(special.get(mark.state, mark.step) for mark in judged)


def sure_of(judged: Sequence[Mark]) -> Steps:
    """Return the steps that checked evidence reaches alone; nothing when there is none."""
    sure = tuple(mark.sure for mark in judged)
    return sure if any(sure) else ()


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
            words = f"{level.title} needs {level.floors[theme]}% of the points in {titles[theme]}."
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
    """Yield what holds the level down: shut gates of the next level, limits, then points lost.

    What is not possible yet comes last: it is of no use to anybody to hear of it first.
    """
    for result in gates:
        if not result.passed and scheme.ranks[result.gate.level] <= rank + 1:
            yield Reason(result.gate.code, result.words, result.gate.remedy, 0)
    named = set()
    for limit in limits:
        if scheme.ranks.get(limit.at_most or "", 0) <= rank < len(scheme.levels):
            named.add(limit.mark.criterion.code)
            yield Reason(limit.code, limit.reason, _mend(limit.mark), 0)
    steps = steps_of(judged)
    waiting = {mark.code: not possible(scheme, steps, place) for place, mark in enumerate(judged)}
    for mark in sorted(judged, key=lambda m: (waiting[m.code], -m.lost, m.criterion.code)):
        if mark.lost and mark.criterion.code not in named:
            yield Reason(mark.code, mark.reason, _mend(mark), mark.lost)


def _mend(mark: Mark) -> Remedy:
    criterion = mark.criterion
    if mark.state is State.NOT_ASSESSED:
        return Remedy(criterion.check, "officer", "minutes")
    return criterion.remedy


def _next_steps(
    facts: Facts, scheme: Scheme, on: date, results: Sequence[GateResult], judged: Sequence[Mark]
) -> Iterator[Advice]:
    """Yield up to three ways to the next level and one to each level above it."""
    rank = _rank(scheme, results, judged)
    for target, level in enumerate(scheme.levels[rank:], start=rank + 1):
        shut = [r.gate for r in results if not r.passed and scheme.ranks[r.gate.level] <= target]
        gates, after = _opened(facts, scheme, on, shut)
        base = marks(scheme, after, group(after.evidence), on) if gates else judged
        how_many = NEXT_PLANS if target == rank + 1 else 1
        for plan in cheapest(scheme, steps_of(base), target, how_many, sure_of(base)):
            yield Advice(level, gates, tuple((base[place], step) for place, step in plan))


def _rank(scheme: Scheme, results: Sequence[GateResult], judged: Sequence[Mark]) -> int:
    shut = (scheme.ranks[row.gate.level] - 1 for row in results if not row.passed)
    return min(reached(scheme, steps_of(judged), sure_of(judged)), *shut, len(scheme.levels))


def _opened(
    facts: Facts, scheme: Scheme, on: date, shut: Sequence[Gate]
) -> tuple[tuple[Gate, ...], Facts]:
    """Return which shut gates to open and the facts once they are open.

    The gate of the highest level goes first, because it may open another below it.
    """
    opened: list[Gate] = []
    for gate in sorted(shut, key=lambda gate: -scheme.ranks[gate.level]):
        if not opened or not passes(gate, group(facts.evidence), on)[0]:
            facts = open_gate(facts, gate, on)
            opened.append(gate)
    return tuple(gate for gate in shut if gate in opened), facts
