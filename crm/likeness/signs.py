"""What speaks for or against a pair, and the weights a service gives it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

Weights = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Sign:
    """One thing that speaks for or against a pair, in points and words."""

    code: str
    points: float
    words: str


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two employers are, 0 to 1, and why, strongest first."""

    points: float
    signs: tuple[Sign, ...]

    @property
    def score(self) -> float:
        """Return the points as a share of a hundred, never outside 0 to 1."""
        return round(min(max(self.points / 100, 0), 1), 3)

    @property
    def reasons(self) -> list[str]:
        """Return the reasons in words, strongest first."""
        return [sign.words for sign in self.signs]
