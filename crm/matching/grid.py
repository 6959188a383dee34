"""Every person against every vacancy at once, exactly as ``rules.match`` judges each pair.

A line looks at little of a person, so many people share a value: each value is judged once for a
vacancy, and the verdict is spread to the people with one byte each. The lines are then added up
as whole numbers with a byte for each person.
"""

from collections.abc import Hashable, Iterator, Sequence
from heapq import nsmallest
from typing import NamedTuple

from crm.matching.rules import BLOCKER, LINES, WORTH, Limits, Line, Opening, Person

ONE_BYTE = 256
ASIDE = 255
"""Blockers of somebody who was set aside."""
_NONE = bytes([1]).ljust(ONE_BYTE, b"\0")
Planes = tuple[int, int]


class Scored(NamedTuple):
    """One vacancy against everybody: blockers and points of each person, in the order given."""

    opening: Opening
    blockers: bytes
    points: bytes

    def best(self, most: int) -> list[int]:
        """Return the places of the best people: fewest blockers, most points, first given."""
        ranks = [(b << 8) + 255 - p for b, p in zip(self.blockers, self.points, strict=True)]
        return nsmallest(most, range(len(ranks)), key=ranks.__getitem__)

    def without(self, places: Sequence[int]) -> "Scored":
        """Return the same with the people at these places set aside: they come last."""
        if not places:
            return self
        blockers = bytearray(self.blockers)
        for place in places:
            blockers[place] = ASIDE
        return self._replace(blockers=bytes(blockers))

    @property
    def unblocked(self) -> int:
        """Return a number with a byte for each person: 1 where nothing stands in the way."""
        return int.from_bytes(self.blockers.translate(_NONE), "little")

    @property
    def free(self) -> int:
        """Return how many people have no blocker."""
        return self.blockers.count(0)


class _Column:
    """One line for all people; what it is for one offer is worked out once."""

    def __init__(self, line: Line, people: Sequence[Person], limits: Limits) -> None:
        self.line, self.limits = line, limits
        places: dict[Hashable, int] = {}
        wanted = [line.want(person) for person in people]
        self.places = [places.setdefault(want, len(places)) for want in wanted]
        self.wants = list(places)
        self.small = bytes(self.places) if len(places) <= ONE_BYTE else None
        weight = limits.weights[line.code]
        worth = [WORTH[verdict] * weight for verdict in WORTH]
        self.worth = bytes(worth).ljust(ONE_BYTE, b"\0")
        self.known: dict[Hashable, Planes] = {}

    def planes(self, opening: Opening) -> Planes:
        """Return blockers and points of everybody for this vacancy, a byte each."""
        offer = self.line.offer(opening)
        found = self.known.get(offer)
        if found is None:
            found = self.known[offer] = self._judge(offer)
        return found

    def _judge(self, offer: Hashable) -> Planes:
        judge, limits = self.line.judge, self.limits
        verdicts = bytes([judge(want, offer, limits) for want in self.wants])
        if self.small is not None:
            everybody = self.small.translate(verdicts.ljust(ONE_BYTE, b"\0"))
        else:
            everybody = bytes(map(verdicts.__getitem__, self.places))
        blockers, points = everybody.translate(_BLOCKS), everybody.translate(self.worth)
        return int.from_bytes(blockers, "little"), int.from_bytes(points, "little")


_BLOCKS = bytes(verdict is BLOCKER for verdict in WORTH).ljust(ONE_BYTE, b"\0")


def score(
    people: Sequence[Person], openings: Sequence[Opening], limits: Limits
) -> Iterator[Scored]:
    """Yield each vacancy with the blockers and points of everybody.

    Raises ``ValueError`` when the weights could come to more than a byte holds.
    """
    if max(WORTH.values()) * sum(limits.weights[line.code] for line in LINES) >= ONE_BYTE:
        raise ValueError("The weights of the lines come to more than 127.")
    columns = [_Column(line, people, limits) for line in LINES]
    size = len(people)
    for opening in openings:
        blockers = points = 0
        for column in columns:
            more, worth = column.planes(opening)
            blockers += more
            points += worth
        yield Scored(opening, blockers.to_bytes(size, "little"), points.to_bytes(size, "little"))
