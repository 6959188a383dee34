"""From evidence to marks: what counts on a date, and which step of each criterion it reaches."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from accreditation.scheme.document import Criterion, Gate, Measure, Metric, Scheme, Source


@dataclass(frozen=True, slots=True, order=True)
class Evidence:
    """One dated piece of evidence; value 0 is a recorded "no"; it counts to ``until`` at most.

    ``checked`` says that a person saw the proof of what the employer declared, or judged what an
    officer can see: such a verdict holds the measure itself.
    """

    metric: str
    on: date
    ref: str = ""
    value: int = 1
    until: date | None = None
    checked: bool = False

    def plain(self) -> list[Any]:
        """Return the piece as JSON holds it."""
        row = [self.metric, self.on.isoformat(), self.ref, self.value]
        row.append(self.until.isoformat() if self.until else "")
        return [*row, "checked"] if self.checked else row


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one employer; ``band`` is None when its size is not known.

    ``left_out`` names metrics that do not apply to this employer, as a person approved;
    ``unknown`` those of which a person said that nobody could assess them.
    """

    employer: str
    band: str | None
    evidence: tuple[Evidence, ...] = ()
    left_out: frozenset[str] = frozenset()
    unknown: frozenset[str] = frozenset()

    def plain(self) -> dict[str, Any]:
        """Return the facts as JSON holds them; the order of evidence does not matter."""
        rows = sorted(piece.plain() for piece in self.evidence)
        plain = {"employer": self.employer, "size_band": self.band, "evidence": rows}
        special = {"left_out": sorted(self.left_out), "unknown": sorted(self.unknown)}
        return plain | {name: metrics for name, metrics in special.items() if metrics}


class State(StrEnum):
    """Whether a criterion was judged at all: unknown is never the same as zero."""

    ASSESSED = "assessed"
    NOT_ASSESSED = "not assessed"
    DOES_NOT_APPLY = "does not apply"


class Confidence(StrEnum):
    """How far the evidence can be trusted; kept apart from the points."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"

    def lowered(self) -> "Confidence":
        """Return the next lower confidence."""
        return Confidence.MEDIUM if self is Confidence.HIGH else Confidence.LOW


@dataclass(frozen=True, slots=True)
class Mark:
    """How far one criterion is met, why in a sentence, and the evidence that counted.

    ``sure`` is the step that evidence which a person checked reaches by itself.
    """

    criterion: Criterion
    state: State
    step: int
    code: str
    reason: str
    confidence: Confidence | None = None
    evidence: tuple[Evidence, ...] = ()
    sure: int = 0

    @property
    def got(self) -> int | None:
        """Points earned, or None when not assessed."""
        return self.criterion.steps[self.step].points if self.state is State.ASSESSED else None

    @property
    def possible(self) -> int:
        """Points that apply to this employer."""
        return 0 if self.state is State.DOES_NOT_APPLY else self.criterion.points

    @property
    def lost(self) -> int:
        """Points still to earn."""
        return self.possible - (self.got or 0)

    @property
    def declared(self) -> int:
        """Points that rest on the employer's word alone."""
        if self.criterion.source is not Source.EMPLOYER:
            return 0
        return (self.got or 0) - self.criterion.steps[min(self.sure, self.step)].points


Grouped = Mapping[str, Sequence[Evidence]]
START = {
    Source.SYSTEM: Confidence.HIGH,
    Source.OFFICER: Confidence.HIGH,
    Source.EMPLOYER: Confidence.MEDIUM,
}


def group(evidence: Iterable[Evidence]) -> dict[str, list[Evidence]]:
    """Return the evidence by metric, newest first; what is said twice counts once.

    Of two pieces that differ only in whether somebody checked them, the checked one stays.
    """
    pieces = set(evidence)
    twice = {replace(piece, checked=False) for piece in pieces if piece.checked}
    grouped: dict[str, list[Evidence]] = {}
    for piece in sorted(pieces - twice, key=_newest_first):
        grouped.setdefault(piece.metric, []).append(piece)
    return grouped


def _newest_first(piece: Evidence) -> tuple[int, str, str, int, int, bool]:
    until = piece.until.toordinal() if piece.until else 0
    return -piece.on.toordinal(), piece.metric, piece.ref, -piece.value, -until, not piece.checked


def current(pieces: Iterable[Evidence], on: date, window_days: int) -> list[Evidence]:
    """Return the pieces that count on a day: not dated later, not too old, not run out."""
    return [
        piece
        for piece in pieces
        if 0 <= (on - piece.on).days <= window_days and (piece.until is None or on <= piece.until)
    ]


def marks(scheme: Scheme, facts: Facts, grouped: Grouped, on: date) -> list[Mark]:
    """Return the mark of every criterion, in the order of the scheme."""
    return [
        _set_aside(criterion, facts)
        or mark(criterion, scheme.metrics[criterion.metric], facts.band, grouped, on)
        for criterion in scheme.criteria
    ]


def _set_aside(criterion: Criterion, facts: Facts) -> Mark | None:
    """Return the mark that a person's word alone gives; our own records bow to nobody's."""
    if criterion.source is Source.SYSTEM:
        return None
    if criterion.metric in facts.left_out:
        words = "Does not apply to this employer, as a person approved."
        return Mark(criterion, State.DOES_NOT_APPLY, 0, f"{criterion.code}-NA", words)
    if criterion.metric in facts.unknown and criterion.applies(facts.band):
        words = "Not assessed: nobody could assess it."
        return Mark(criterion, State.NOT_ASSESSED, 0, f"{criterion.code}-UNKNOWN", words)
    return None


def mark(
    criterion: Criterion, metric: Metric, band: str | None, grouped: Grouped, on: date
) -> Mark:
    """Judge one criterion on a day."""
    if not criterion.applies(band):
        words = f"Does not apply to a {band} employer."
        return Mark(criterion, State.DOES_NOT_APPLY, 0, f"{criterion.code}-NA", words)
    pieces = grouped.get(criterion.metric, ())
    counted = _since_judged(criterion, current(pieces, on, criterion.window_days))
    if not counted and criterion.zero_if_none:
        return _assessed(criterion, metric, 0, [], Confidence.HIGH)
    if not counted or (on - counted[0].on).days > criterion.stale_after:
        return _not_assessed(criterion, metric, known=any(piece.on <= on for piece in pieces))
    step = step_of(criterion, band, measured(criterion, counted))
    checked = [piece for piece in counted if piece.checked]
    sure = step_of(criterion, band, measured(criterion, checked)) if checked else 0
    confidence = START[Source.OFFICER if checked and sure >= step else criterion.source]
    if (on - counted[0].on).days > criterion.fresh_for:
        confidence = confidence.lowered()
    return replace(_assessed(criterion, metric, step, counted, confidence), sure=min(sure, step))


def _since_judged(criterion: Criterion, counted: Sequence[Evidence]) -> Sequence[Evidence]:
    """Leave out what was on record when somebody judged the whole: the verdict stands for it."""
    judged = [piece for piece in counted if piece.checked]
    if not judged or criterion.source is not Source.OFFICER:
        return counted
    last = max(judged, key=lambda piece: (piece.on, piece.value))
    return [piece for piece in counted if piece is last or piece.on > last.on]


def measured(criterion: Criterion, pieces: Sequence[Evidence]) -> int:
    """Return the number that a criterion's thresholds are compared with.

    A declaration and a verdict hold that number itself, how many or which percent: neither is ever
    counted as one. Our own records are counted as they are, whoever looked at them.
    """
    if criterion.source is Source.EMPLOYER:
        return measure(Measure.BEST, pieces)
    if criterion.source is Source.SYSTEM:
        return measure(criterion.measure, pieces)
    told = [piece.value for piece in pieces if piece.checked]
    return max([measure(criterion.measure, [p for p in pieces if not p.checked]), *told])


def measure(how: Measure, pieces: Sequence[Evidence]) -> int:
    """Return the number that thresholds are compared with; a share is whole percent, cut off."""
    if how is Measure.BEST:
        return max((piece.value for piece in pieces), default=0)
    passing = sum(1 for piece in pieces if piece.value > 0)
    if how is Measure.COUNT:
        return passing
    return 100 * passing // len(pieces) if pieces else 0


def step_of(criterion: Criterion, band: str | None, measured: int) -> int:
    """Return the highest step whose threshold is reached."""
    return max(
        step
        for step in range(criterion.top + 1)
        if step == 0 or measured >= criterion.threshold(step, band)
    )


def _not_assessed(criterion: Criterion, metric: Metric, *, known: bool) -> Mark:
    if known:
        code, words = "OLD", f"Not assessed: the newest {metric.one} is too old to count."
    else:
        code, words = "UNKNOWN", f"Not assessed: no {metric.one} is on record."
    return Mark(criterion, State.NOT_ASSESSED, 0, f"{criterion.code}-{code}", words)


def _assessed(
    criterion: Criterion,
    metric: Metric,
    step: int,
    counted: Sequence[Evidence],
    confidence: Confidence,
) -> Mark:
    code = "FULL" if step == criterion.top else "MORE" if step else "NONE"
    return Mark(
        criterion,
        State.ASSESSED,
        step,
        f"{criterion.code}-{code}",
        _in_words(criterion, metric, step, counted),
        confidence,
        tuple(counted),
    )


def _in_words(criterion: Criterion, metric: Metric, step: int, counted: Sequence[Evidence]) -> str:
    words, time = criterion.steps[step].descriptor, f"in {span(criterion.window_days)}"
    number = measured(criterion, counted)
    judged = [piece.on for piece in counted if piece.checked]
    if judged and criterion.source is Source.OFFICER:
        return f"{words}, as an assessor judged on {max(judged):%-d %B %Y}."
    if criterion.measure is Measure.BEST:
        return f"{words}."
    if criterion.measure is Measure.SHARE:
        if criterion.source is Source.EMPLOYER:
            return f"{words}: {number}% of {metric.many} {time}."
        passing = sum(1 for piece in counted if piece.value > 0)
        return f"{words}: {passing} of {len(counted)} {metric.many} {time}."
    if not number:
        return f"{words} {time}."
    return f"{words}: {number:,} {metric.one if number == 1 else metric.many} {time}."


def span(days: int) -> str:
    """Return a window in words: "12 months" for 365 days, "90 days" for 90."""
    return f"{12 * days // 365} months" if days % 365 == 0 else f"{days} days"


def passes(gate: Gate, grouped: Grouped, on: date) -> tuple[bool, tuple[Evidence, ...]]:
    """Tell whether a gate passes on a day, with the evidence that was counted."""
    counted = tuple(
        piece
        for metric in gate.metrics
        for piece in current(grouped.get(metric, ()), on, gate.window_days)
        if piece.value > 0 and (on - piece.on).days >= gate.grace_days
    )
    number = len(counted)
    return (number >= gate.threshold if gate.at_least else number <= gate.threshold), counted


def open_gate(facts: Facts, gate: Gate, on: date) -> Facts:
    """Return the facts as they would be once a gate's remedy is done."""
    if gate.at_least:
        return replace(facts, evidence=facts.evidence + _fresh(gate.metrics[0], on, gate.threshold))
    kept = tuple(piece for piece in facts.evidence if piece.metric not in gate.metrics)
    return replace(facts, evidence=kept)


def raise_to(facts: Facts, criterion: Criterion, step: int, on: date) -> Facts:
    """Return the facts as they would be once one criterion is improved to a step."""
    wanted, metric = criterion.threshold(step, facts.band), criterion.metric
    facts = replace(facts, unknown=facts.unknown - {metric})
    judged = criterion.source is Source.OFFICER and any(
        piece.checked for piece in facts.evidence if piece.metric == metric
    )
    if judged or criterion.measure is Measure.BEST or criterion.source is Source.EMPLOYER:
        piece = Evidence(metric, on, "advice", wanted, checked=judged)
        return replace(facts, evidence=(*facts.evidence, piece))
    if criterion.measure is Measure.COUNT:
        return replace(facts, evidence=facts.evidence + _fresh(criterion.metric, on, wanted))
    put_right = tuple(
        replace(piece, value=max(1, piece.value)) if piece.metric == criterion.metric else piece
        for piece in facts.evidence
    )
    return replace(facts, evidence=put_right + _fresh(criterion.metric, on, 1))


def _fresh(metric: str, on: date, number: int) -> tuple[Evidence, ...]:
    return tuple(Evidence(metric, on, f"advice {place}") for place in range(1, number + 1))
