"""A scheme version as a document: what an employer is judged by, as data that never changes.

``reading.read`` turns the JSON into these shapes and refuses a document with faults.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

BANDS = ("micro", "small", "medium", "large")
FIRM_PERCENT = 80
"""Taken when a document does not say: the scoring reference, 3.2, rule 17, proposes it."""
MONTHS_APART = 12
"""For so long an officer is too close to decide, when a document does not say: rule 21."""
CORRECTION_DAYS = 10
"""Working days to correct the facts of a draft, when a document does not say: rule 23."""
EFFORTS = {"minutes": 1, "hours": 2, "days": 4, "weeks": 8, "months": 16}


class Source(StrEnum):
    """Who vouches for a piece of evidence, strongest first."""

    SYSTEM = "system"
    OFFICER = "officer_verified"
    EMPLOYER = "employer_declared"


class Measure(StrEnum):
    """How pieces of evidence become one number: how many, percent that pass, or the best value."""

    COUNT = "count"
    SHARE = "share"
    BEST = "best"


@dataclass(frozen=True, slots=True)
class Metric:
    """One kind of evidence, with its name for one and for many."""

    code: str
    one: str
    many: str
    source: Source


@dataclass(frozen=True, slots=True)
class Remedy:
    """What to do, who can do it (employer, officer or both) and how much work it is."""

    do: str
    who: str
    effort: str


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a criterion: its words, its points and the least measure for each size band."""

    descriptor: str
    points: int
    thresholds: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing that earns points. Step 0 needs nothing; ages are in days, ends included.

    ``after`` names a criterion whose first step makes this one possible at all: nobody can check
    the pay of a person who was never taken on.
    """

    code: str
    theme: str
    title: str
    source: Source
    metric: str
    measure: Measure
    window_days: int
    fresh_for: int
    stale_after: int
    zero_if_none: bool
    bands: tuple[str, ...]
    steps: tuple[Step, ...]
    remedy: Remedy
    check: str
    after: str | None

    @property
    def points(self) -> int:
        """The most this criterion can earn."""
        return self.steps[-1].points

    @property
    def top(self) -> int:
        """The highest step."""
        return len(self.steps) - 1

    def applies(self, band: str | None) -> bool:
        """Tell whether an employer of this size is judged by it; an unknown size is."""
        return band is None or band in self.bands

    def threshold(self, step: int, band: str | None) -> int:
        """Return the least measure for a step; for an unknown size the strictest of all sizes."""
        wanted = self.steps[step].thresholds
        return max(wanted.values()) if band is None else wanted[band]


@dataclass(frozen=True, slots=True)
class Gate:
    """A must: evidence of these metrics is counted, whatever the points say.

    What it forbids counts only after ``grace_days``, so that there is time to put it right.
    """

    code: str
    title: str
    level: str
    metrics: tuple[str, ...]
    at_least: bool
    threshold: int
    window_days: int
    grace_days: int
    passed: str
    failed: str
    remedy: Remedy


@dataclass(frozen=True, slots=True)
class Cap:
    """A limit: while the criterion is below the step, no level above ``at_most``."""

    code: str
    criterion: str
    below_step: int
    at_most: str
    reason: str


@dataclass(frozen=True, slots=True)
class Level:
    """One level: percent of the points that apply, least percent per theme, months it lasts."""

    code: str
    title: str
    percent: int
    months: int
    floors: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Theme:
    """A group of criteria with the sum of their points."""

    code: str
    title: str
    points: int


@dataclass(frozen=True, eq=False)
class Scheme:
    """A scheme version, ready for scoring; made by ``reading.read``."""

    document: Mapping[str, Any]
    version: str
    title: str
    status: str
    declared_percent: int
    unknown_percent: int
    firm_percent: int
    independence_months: int
    correction_days: int
    metrics: Mapping[str, Metric]
    themes: tuple[Theme, ...]
    criteria: tuple[Criterion, ...]
    gates: tuple[Gate, ...]
    caps: tuple[Cap, ...]
    levels: tuple[Level, ...]

    @cached_property
    def hash(self) -> str:
        """SHA-256 of the document in canonical JSON."""
        return digest(self.document)

    @cached_property
    def index(self) -> Mapping[str, int]:
        """Place of each criterion by its code."""
        return {criterion.code: place for place, criterion in enumerate(self.criteria)}

    @cached_property
    def befores(self) -> Sequence[int | None]:
        """For each criterion: the place of the one that makes it possible, if any."""
        return tuple(
            self.index[criterion.after] if criterion.after else None for criterion in self.criteria
        )

    @cached_property
    def rows(self) -> Sequence[tuple[int, tuple[int, ...], bool]]:
        """For each criterion: place of its theme, points by step, whether the employer declares."""
        themes = [theme.code for theme in self.themes]
        return tuple(
            (
                themes.index(criterion.theme),
                tuple(step.points for step in criterion.steps),
                criterion.source is Source.EMPLOYER,
            )
            for criterion in self.criteria
        )

    @cached_property
    def ranks(self) -> Mapping[str, int]:
        """Rank of each level by its code: 1 is the lowest level, 0 is none."""
        return {level.code: rank for rank, level in enumerate(self.levels, start=1)}

    def level_title(self, code: str | None) -> str:
        """Return a level's name as people say it."""
        return self.levels[self.ranks[code] - 1].title if code else "No level yet"


def canonical(value: Any) -> str:
    """Return JSON with one possible spelling: sorted keys, no spaces, no escapes."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def digest(value: Any) -> str:
    """Return the SHA-256 of a value's canonical JSON."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()
