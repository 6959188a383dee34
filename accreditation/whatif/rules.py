"""Who moves between two versions of the scheme, why, and how it falls on groups. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from accreditation.scheme.document import Scheme
from accreditation.scheme.measures import Facts
from accreditation.scheme.result import Result
from accreditation.scheme.rules import score

FEWEST = 5
"""Groups smaller than this are not shown apart. Source: the project's scoring reference, 3.2."""
GROUPS = ("size_band", "sic_section", "district")
WAYS = ("up", "down", "same")


@dataclass(frozen=True, slots=True)
class Subject:
    """One employer with what it is grouped by."""

    facts: Facts
    groups: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Move:
    """One employer whose level differs, with the reason in a sentence."""

    employer: str
    before: str | None
    after: str | None
    why: str

    def plain(self) -> dict[str, Any]:
        """Return the move as the contract prints it."""
        return {"employer": self.employer, "from": self.before, "to": self.after, "why": self.why}


@dataclass
class Tally:
    """What was found so far; goes into JSON and comes back, so that a worker may stop and go on."""

    employers: int = 0
    levels: dict[str, dict[str, int]] = field(default_factory=lambda: {"before": {}, "after": {}})
    by: dict[str, dict[str, dict[str, int]]] = field(
        default_factory=lambda: {group: {} for group in GROUPS}
    )
    moves: list[dict[str, Any]] = field(default_factory=list)

    def add(self, subject: Subject, before: Result, after: Result) -> None:
        """Count one employer under both versions."""
        self.employers += 1
        for when, result in (("before", before), ("after", after)):
            level = result.level or ""
            self.levels[when][level] = self.levels[when].get(level, 0) + 1
        way = direction(before, after)
        for group in GROUPS:
            counts = self.by[group].setdefault(
                subject.groups.get(group, ""), dict.fromkeys(WAYS, 0)
            )
            counts[way] += 1
        if way != "same":
            move = Move(subject.facts.employer, before.level, after.level, why(before, after))
            self.moves.append(move.plain())

    def count(self, way: str) -> int:
        """Return how many went this way: up, down or same."""
        return sum(counts[way] for counts in self.by["size_band"].values())


def compare(
    subjects: Iterable[Subject], base: Scheme, draft: Scheme, on: date, tally: Tally
) -> Tally:
    """Score each employer under both versions through the same ``score``, and count the moves."""
    for subject in subjects:
        before = score(subject.facts, base, on, advise=False)
        tally.add(subject, before, score(subject.facts, draft, on, advise=False))
    return tally


def direction(before: Result, after: Result) -> str:
    """Return up, down or same: levels are matched by their code, lowest first in the draft."""
    ranks = {**before.scheme.ranks, **after.scheme.ranks}
    low, high = ranks.get(before.level or "", 0), ranks.get(after.level or "", 0)
    return "same" if before.level == after.level else "up" if high > low else "down"


def why(before: Result, after: Result) -> str:
    """Say why the level differs: what holds it down now, or the points that now suffice."""
    if direction(before, after) == "down":
        known = {reason.code for reason in before.reasons}
        fresh = [reason for reason in after.reasons if reason.code not in known]
        if found := [*fresh, *after.reasons]:
            return found[0].text
    level = after.scheme.levels[max(after.scheme.ranks.get(after.level or "", 1) - 1, 0)]
    held = f"{after.sums.total} of {after.sums.possible} points"
    return f"{held}; {level.title} needs {level.percent}%."


def shown(by: Mapping[str, Mapping[str, int]]) -> Sequence[tuple[str, Mapping[str, int] | None]]:
    """Return the groups of one kind, the largest first; a group of few has no figures."""
    rows = sorted(by.items(), key=lambda row: (-sum(row[1].values()), row[0]))
    return [(name, counts if sum(counts.values()) >= FEWEST else None) for name, counts in rows]
