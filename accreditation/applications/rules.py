"""What is asked of an employer, what its answers come to, and what contradicts our records: pure.

"We do not know", "does not apply to us" and a "no" are three answers; a criterion without an answer
is a fourth case. None of them is ever taken for another.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from accreditation.scheme.document import Criterion, Measure, Scheme, Source, digest
from accreditation.scheme.measures import Evidence, Facts, current, measured, step_of

OURS = "L-"
"""References of applications begin so: what carries one is the employer's word, not our record."""
RECORDS = "records"
"""The finding about what the service holds, beside those of criteria."""


class Said(StrEnum):
    """What kind of answer it is."""

    ANSWERED = "answered"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not applicable"


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer; step 0 is a "no". ``on`` is the day it was given.

    Where a criterion counts, ``number`` is how many; where it takes a share, ``number`` of ``of``.
    """

    said: Said
    on: date
    step: int = 0
    words: str = ""
    until: date | None = None
    number: int | None = None
    of: int | None = None

    def plain(self) -> dict[str, Any]:
        """Return the answer as an application holds it."""
        numbers = {"number": self.number, "of": self.of}
        return {
            "state": self.said.value,
            "step": self.step,
            "words": self.words,
            "until": self.until.isoformat() if self.until else "",
            "on": self.on.isoformat(),
        } | {name: value for name, value in numbers.items() if value is not None}


def read(row: Mapping[str, Any]) -> Answer:
    """Return an answer as an application holds it."""
    until = row.get("until") or ""
    return Answer(
        Said(row["state"]),
        date.fromisoformat(row["on"]),
        int(row.get("step") or 0),
        str(row.get("words") or ""),
        date.fromisoformat(until) if until else None,
        row.get("number"),
        row.get("of"),
    )


def read_all(answers: Mapping[str, Any]) -> dict[str, Answer]:
    """Return the answers of an application by criterion."""
    return {code: read(row) for code, row in answers.items()}


def questions(scheme: Scheme, band: str | None) -> list[Criterion]:
    """Return the criteria that are asked: those that rest on the employer's word."""
    return [
        criterion
        for criterion in scheme.criteria
        if criterion.source is Source.EMPLOYER and criterion.applies(band)
    ]


def parts(scheme: Scheme, band: str | None) -> list[tuple[str, str, list[Criterion]]]:
    """Return the pages of questions: a theme's code, its title and what it asks."""
    asked = questions(scheme, band)
    found = [(t.code, t.title, [c for c in asked if c.theme == t.code]) for t in scheme.themes]
    return [part for part in found if part[2]]


def open_items(
    scheme: Scheme, band: str | None, answers: Mapping[str, Answer], on: date
) -> list[Criterion]:
    """Return what has to be asked: never answered, not known then, run out, or no longer fresh."""
    return [
        criterion
        for criterion in questions(scheme, band)
        if not (answer := answers.get(criterion.code)) or _over(criterion, answer, on)
    ]


def _over(criterion: Criterion, answer: Answer, on: date) -> bool:
    if answer.on == on:
        return False
    ended = answer.until is not None and answer.until < on
    return answer.said is Said.UNKNOWN or ended or (on - answer.on).days > criterion.fresh_for


def carry(answers: Mapping[str, Answer], old: Scheme, new: Scheme) -> dict[str, Answer]:
    """Return the answers that mean the same under another version of the scheme."""
    return {
        code: answer
        for code, answer in answers.items()
        if code in old.index
        and code in new.index
        and _asks(old.criteria[old.index[code]]) == _asks(new.criteria[new.index[code]])
    }


def _asks(criterion: Criterion) -> Any:
    steps = [(step.descriptor, dict(step.thresholds)) for step in criterion.steps]
    return criterion.title, criterion.source, criterion.metric, criterion.measure, steps


def with_answers(
    facts: Facts, scheme: Scheme, answers: Mapping[str, Answer], ref: str, on: date
) -> Facts:
    """Return the facts as they would be were these answers declared on a day.

    What does not apply waits for a person's approval, so until then it is not assessed.
    """
    evidence, aside = list(facts.evidence), set[str]()
    for code, answer in answers.items():
        if code not in scheme.index or answer.said is Said.UNKNOWN:
            continue
        criterion = scheme.criteria[scheme.index[code]]
        value = value_of(criterion, answer, facts.band)
        evidence = list(_without(evidence, criterion.metric, answer, value))
        aside.add(criterion.metric)
        if answer.said is Said.ANSWERED:
            evidence.append(Evidence(criterion.metric, on, ref, value, answer.until))
    return replace(
        facts,
        evidence=tuple(evidence),
        left_out=facts.left_out - aside,
        unknown=facts.unknown - aside,
    )


def _without(
    evidence: Iterable[Evidence], metric: str, answer: Answer, most: int
) -> Iterator[Evidence]:
    """Leave out what the employer said before; what was checked stays as far as it says so now."""
    for piece in evidence:
        if piece.metric != metric or not piece.ref.startswith(OURS):
            yield piece
        elif piece.checked and answer.said is Said.ANSWERED:
            yield replace(piece, value=min(piece.value, most))


def value_of(criterion: Criterion, answer: Answer, band: str | None) -> int:
    """Return the value of an answer as evidence holds it: a share is whole percent, cut off."""
    if answer.said is not Said.ANSWERED:
        return 0
    if criterion.measure is Measure.COUNT:
        return answer.number or 0
    if criterion.measure is Measure.SHARE:
        return 100 * (answer.number or 0) // answer.of if answer.of else 0
    return criterion.threshold(min(answer.step, criterion.top), band) if answer.step else 0


def in_words(criterion: Criterion, answer: Answer | None) -> str:
    """Return an answer as a person would say it."""
    if answer is None:
        return "Not answered yet"
    if answer.said is not Said.ANSWERED:
        return "We do not know" if answer.said is Said.UNKNOWN else "Does not apply to us"
    if criterion.measure is Measure.COUNT:
        return f"{answer.number or 0:,}"
    if criterion.measure is Measure.SHARE:
        percent = value_of(criterion, answer, None)
        return f"{answer.number or 0:,} of {answer.of or 0:,}, {percent}%"
    return criterion.steps[min(answer.step, criterion.top)].descriptor


def known(criteria: Iterable[Criterion], facts: Facts, on: date) -> dict[str, int]:
    """Return by criterion what we hold of a question: the step, or the number where one is asked.

    A step is taken from our own records alone: what was chosen before may have read otherwise.
    """
    found = {}
    for criterion in criteria:
        steps = criterion.measure is Measure.BEST
        pieces = [
            piece
            for piece in current(facts.evidence, on, criterion.window_days)
            if piece.metric == criterion.metric and not (steps and piece.ref.startswith(OURS))
        ]
        if pieces:
            number = measured(criterion, pieces)
            found[criterion.code] = step_of(criterion, facts.band, number) if steps else number
    return found


def seen(answers: Mapping[str, Any], codes: Iterable[str]) -> str:
    """Return a mark of some answers, to notice when another window saved these meanwhile."""
    return digest([[code, answers.get(code)] for code in sorted(codes)])[:16]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that contradicts our records: nothing is confirmed while it is not settled."""

    code: str
    title: str
    words: str
    settled: str = ""

    @property
    def blocks(self) -> bool:
        """Tell whether it still stands in the way of a confirmation."""
        return not self.settled


@dataclass(frozen=True, slots=True)
class Claims:
    """What one application says, for comparing it with the records."""

    answers: Mapping[str, Answer]
    records_right: bool | None = None
    records_words: str = ""
    settled: Mapping[str, str] | None = None


def findings(scheme: Scheme, facts: Facts, claims: Claims, on: date) -> list[Finding]:
    """Return what an application says that our own records contradict.

    ``facts`` are those of the service; what applications said before is not held against anybody.
    """
    found = [
        finding
        for criterion in questions(scheme, facts.band)
        if (finding := _contradiction(criterion, facts, claims.answers.get(criterion.code), on))
    ]
    if claims.records_right is False:
        words = f"They say that what we hold is not right: “{claims.records_words}”"
        found.append(Finding(RECORDS, "What we hold", words))
    settled = claims.settled or {}
    return [replace(one, settled=settled.get(one.code, "")) for one in found]


def _contradiction(
    criterion: Criterion, facts: Facts, answer: Answer | None, on: date
) -> Finding | None:
    """Compare an answer with our record: neither more nor less than it may be said unnoticed."""
    if answer is None or answer.said is Said.UNKNOWN:
        return None
    records = [
        piece
        for piece in facts.evidence
        if piece.metric == criterion.metric and not piece.ref.startswith(OURS)
    ]
    if not records:
        return None
    counted = current(records, on, criterion.window_days)
    held = step_of(criterion, facts.band, measured(criterion, counted)) if counted else 0
    reached = step_of(criterion, facts.band, value_of(criterion, answer, facts.band))
    if answer.said is Said.ANSWERED and reached == held:
        return None
    said = (
        "does not apply to them"
        if answer.said is Said.NOT_APPLICABLE
        else f"“{in_words(criterion, answer)}”"
    )
    ours = f"“{criterion.steps[held].descriptor}”" if counted else "that it has run out"
    return Finding(criterion.code, criterion.title, f"They say: {said}. Our record says: {ours}.")


@dataclass(frozen=True, slots=True)
class Held:
    """What the service holds of one kind: how many, of which so many passed, the last on."""

    title: str
    count: int
    passed: int
    last_on: date


SHOWN = (
    ("contact", "Times we spoke or met"),
    ("workplace_visit", "Visits to your workplace"),
    ("opening", "Openings you offered"),
    ("interview", "Interviews you gave"),
    ("trial", "Trials and internships"),
    ("start", "Paid jobs started"),
    ("kept_26", "Jobs kept 26 weeks"),
    ("pay_check", "Pay checks"),
    ("review", "Reviews in work"),
)


def held(facts: Facts, on: date) -> list[Held]:
    """Return what we already hold, as counts and dates: nothing that points at one person."""
    rows = []
    for metric, title in SHOWN:
        dated = [piece for piece in facts.evidence if piece.metric == metric and piece.on <= on]
        if dated:
            passed = sum(1 for piece in dated if piece.value > 0)
            rows.append(Held(title, len(dated), passed, max(piece.on for piece in dated)))
    return rows


def not_applicable(answers: Mapping[str, Answer]) -> Sequence[str]:
    """Return the criteria that are said not to apply."""
    return [code for code, one in answers.items() if one.said is Said.NOT_APPLICABLE]
