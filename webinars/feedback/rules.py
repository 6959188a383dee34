"""Rates with their interval, and which counts may be shown. Pure.

Source: the project's evaluation reference, 4.1: counts from 1 to 4 are not shown, nor what would
give them away by subtraction; proportions with Wilson's interval.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

Z = 1.959963984540054
ANSWERS = ("Yes", "Partly", "No")
QUESTIONS = 5


def wilson(count: int, of: int) -> tuple[float, float]:
    """Return the 95 % interval of a share, as parts of one. Source: Wilson 1927, Newcombe 1998."""
    if of == 0:
        return 0.0, 1.0
    share, square = count / of, Z * Z
    middle = (share + square / (2 * of)) / (1 + square / of)
    half = Z * math.sqrt(share * (1 - share) / of + square / (4 * of * of)) / (1 + square / of)
    return max(0.0, middle - half), min(1.0, middle + half)


def survey_until(ended_on: date, days: int) -> date:
    """Return the last day of a survey that is open for so many days after the webinar's own."""
    return ended_on + timedelta(days=days)


def survey_open(until: date, on: date) -> bool:
    """Say whether a survey can be answered on a day; its counts are shown only when it cannot."""
    return on <= until


def few(count: int, least: int) -> bool:
    """Say whether a count is of so few that it may tell on somebody; none at all does not."""
    return 0 < count < least


def hide(
    counts: Sequence[int], forced: Sequence[bool], least: int
) -> tuple[list[int | None], int | None]:
    """Return counts and their total as they are shown; None where one is hidden.

    ``forced`` ones are hidden. The total less what is shown must not say what is hidden: others go
    too until it does not, the smallest first; where none is left the total goes.
    """
    shown = [None if hidden else count for count, hidden in zip(counts, forced, strict=True)]
    total = sum(counts)
    while _told(shown, total, least):
        others = sorted((count, at) for at, count in enumerate(shown) if count)
        if not others:
            return shown, None
        shown[others[0][1]] = None
    return shown, None if few(total, least) else total


def _told(shown: Sequence[int | None], total: int, least: int) -> bool:
    """Say whether the total gives hidden counts away: only one way is left to part the rest."""
    hidden = shown.count(None)
    rest = total - sum(count for count in shown if count is not None)
    return hidden > 0 and (hidden == 1 or rest <= hidden + 1 or rest >= (least - 1) * hidden)


@dataclass(frozen=True)
class Rate:
    """How many of how many, with the interval; ``shown`` is false where it would tell on few."""

    count: int
    of: int
    least: int

    @property
    def shown(self) -> bool:
        """Say whether the count may be seen: neither it nor the rest is a few people."""
        return self.of >= self.least and not (
            few(self.count, self.least) or few(self.of - self.count, self.least)
        )

    @property
    def words(self) -> str:
        """Return it in words: ``17 of 20, 85 % (64 to 95 %)``."""
        if self.of < self.least:
            return f"Fewer than {self.least} answered, so nothing is shown"
        if not self.shown:
            return f"Not shown: fewer than {self.least} on one side"
        low, high = wilson(self.count, self.of)
        percent = round(100 * self.count / self.of)
        return (
            f"{self.count} of {self.of}, {percent} % "
            f"(between {math.floor(100 * low)} and {math.ceil(100 * high)} %)"
        )


def answers(counts: Sequence[int], least: int) -> tuple[list[int | None], int | None, str]:
    """Return the counts of one question, how many answered, and the share of the first answer.

    What is hidden is None; the share is only said where its own count is shown.
    """
    total = sum(counts)
    if total < least:
        return [None] * len(counts), None, Rate(0, total, least).words
    shown, known = hide(counts, [few(count, least) for count in counts], least)
    if shown[0] is None or known is None:
        return shown, known, f"Not shown: fewer than {least} on one side"
    return shown, known, Rate(counts[0], total, least).words
