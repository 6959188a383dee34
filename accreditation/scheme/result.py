"""What a scoring found, in words and as the document that the command prints."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from accreditation.scheme.document import Gate, Level, Remedy, Scheme, digest
from accreditation.scheme.measures import Confidence, Evidence, Facts, Mark, State
from accreditation.scheme.verdict import Sums

EVIDENCE_SHOWN = 10


@dataclass(frozen=True, slots=True)
class GateResult:
    """Whether a gate passes, with the evidence that was counted."""

    gate: Gate
    passed: bool
    evidence: tuple[Evidence, ...]

    @property
    def words(self) -> str:
        """Say how the gate stands, naming the records behind it."""
        refs = ", ".join(sorted({piece.ref for piece in self.evidence if piece.ref}))
        said = self.gate.passed if self.passed else self.gate.failed
        return f"{said}: {refs}." if refs else f"{said}."


@dataclass(frozen=True, slots=True)
class Limit:
    """A cap or floor that holds the level down."""

    code: str
    at_most: str | None
    reason: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason why the level is not higher, by a stable code, and what would mend it."""

    code: str
    text: str
    remedy: Remedy
    lost: int

    def plain(self) -> dict[str, Any]:
        """Return the reason as the contract prints it."""
        return {
            "code": self.code,
            "text": self.text,
            "lost": self.lost,
            "remedy": self.remedy.do,
            "who": self.remedy.who,
            "effort": self.remedy.effort,
        }


@dataclass(frozen=True, slots=True)
class Advice:
    """One way to a level: gates to open, then criteria to raise to a step."""

    level: Level
    gates: tuple[Gate, ...]
    raises: tuple[tuple[Mark, int], ...]

    def plain(self) -> dict[str, Any]:
        """Return the advice as the contract prints it."""
        steps: list[dict[str, Any]] = [
            {"kind": "gate", "code": gate.code, "title": gate.title, **_do(gate.remedy)}
            for gate in self.gates
        ]
        for mark, step in self.raises:
            criterion = mark.criterion
            steps.append(
                {
                    "kind": "criterion",
                    "code": criterion.code,
                    "title": criterion.title,
                    "from": mark.step if mark.state is State.ASSESSED else None,
                    "to": step,
                    "reach": criterion.steps[step].descriptor,
                    "points": criterion.steps[step].points - (mark.got or 0),
                    **_do(criterion.remedy),
                }
            )
        return {"level": self.level.code, "steps": steps}


def _do(remedy: Remedy) -> dict[str, str]:
    return {"do": remedy.do, "who": remedy.who, "effort": remedy.effort}


@dataclass(frozen=True, slots=True)
class Result:
    """The outcome of one scoring; ``plain`` is what the command prints and what is stored."""

    facts: Facts
    scheme: Scheme
    on: date
    gates: tuple[GateResult, ...]
    limits: tuple[Limit, ...]
    marks: tuple[Mark, ...]
    sums: Sums
    level: str | None
    reasons: tuple[Reason, ...]
    next_steps: tuple[Advice, ...]

    @property
    def percent_hundredths(self) -> int:
        """Hundredths of a percent of the points that apply, cut off and never rounded up."""
        return 10_000 * self.sums.total // self.sums.possible if self.sums.possible else 0

    def plain(self) -> dict[str, Any]:
        """Return the result with its hash over facts, scheme, date and result."""
        body = self._body()
        sealed = [self.facts.plain(), self.scheme.hash, self.on.isoformat(), body]
        return {**body, "hash": digest(sealed)}

    def _body(self) -> dict[str, Any]:
        return {
            "employer": self.facts.employer,
            "scheme": self.scheme.version,
            "on": self.on.isoformat(),
            "gates": [_gate_row(result) for result in self.gates],
            "caps": [
                {"code": limit.code, "at_most": limit.at_most, "reason": limit.reason}
                for limit in self.limits
            ],
            "points": [*map(_points_row, self.marks), *_held_back(self.scheme, self.sums)],
            "total": self.sums.total,
            "possible": self.sums.possible,
            "percent": self.percent_hundredths / 100,
            "level": self.level,
            "reasons": [reason.plain() for reason in self.reasons],
            "next_steps": [advice.plain() for advice in self.next_steps],
        }


def confidence(scheme: Scheme, marks: Sequence[Mark]) -> tuple[Confidence, list[str]]:
    """Return how far the whole result can be trusted, with what lowers it in words."""
    applying = [mark for mark in marks if mark.possible]
    possible = sum(mark.possible for mark in applying) or 1
    unknown = [mark for mark in applying if mark.state is State.NOT_ASSESSED]
    weak = [mark for mark in applying if mark.got and mark.confidence is not Confidence.HIGH]
    level, why = Confidence.HIGH, []
    for found, what in ((unknown, "not assessed"), (weak, "declared by the employer or old")):
        worth = sum(mark.possible for mark in found)
        if 100 * worth > scheme.unknown_percent * possible:
            level = level.lowered()
            why.append(f"{worth} of {possible} points are {what}")
    return level, why


def _gate_row(result: GateResult) -> dict[str, Any]:
    return {"code": result.gate.code, "passed": result.passed, "reason": result.words}


def _points_row(mark: Mark) -> dict[str, Any]:
    return {
        "code": mark.criterion.code,
        "got": mark.got,
        "possible": mark.possible,
        "confidence": mark.confidence,
        "reason": mark.reason,
        "evidence": [
            {"ref": piece.ref, "on": piece.on.isoformat(), "value": piece.value}
            for piece in mark.evidence[:EVIDENCE_SHOWN]
        ],
    }


def _held_back(scheme: Scheme, sums: Sums) -> Iterator[dict[str, Any]]:
    if sums.held_back:
        yield {
            "code": "DECLARED",
            "got": -sums.held_back,
            "possible": 0,
            "confidence": Confidence.HIGH,
            "reason": f"Declared points are at most {scheme.declared_percent}% of the total.",
            "evidence": [],
        }
