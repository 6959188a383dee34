"""Find the likely pairs among many employers without comparing each with each. Pure.

Employers meet when they share a name, place, number, phone, domain or telling word, or when their
names are one slip of the keys apart. A crowded word brings together only those that share a second.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from rapidfuzz.distance import DamerauLevenshtein

from crm.likeness.names import Name, acronym, weight
from crm.likeness.rules import NOBODY, Around, Side, compare
from crm.likeness.signs import Likeness, Weights

CROWD = 40
PARK = 120
SHORT = 6


@dataclass(frozen=True, slots=True)
class Pair:
    """Two employers that may be one."""

    one: Side
    other: Side
    likeness: Likeness


def pairs(sides: Sequence[Side], weights: Weights, threshold: float) -> list[Pair]:
    """Return the pairs that reach ``threshold`` (0 to 1), strongest first."""
    places = Places(sides)
    found = []
    for one, other in meetings(sides):
        likeness = compare(one, other, weights, places.around(one, other))
        if likeness.score >= threshold:
            found.append(Pair(one, other, likeness))
    return sorted(found, key=lambda pair: -pair.likeness.points)


def meetings(sides: Sequence[Side]) -> Iterator[tuple[Side, Side]]:
    """Yield every pair worth comparing, once."""
    met = _met_in_blocks(sides)
    met |= _one_slip_apart(sides)
    for number in sorted(met):
        yield sides[number // len(sides)], sides[number % len(sides)]


def _met_in_blocks(sides: Sequence[Side]) -> set[int]:
    blocks: dict[tuple[str, Hashable], list[int]] = defaultdict(list)
    for number, side in enumerate(sides):
        for key in set(_keys(side)):
            blocks[key].append(number)
    met: set[int] = set()
    for (kind, _), members in blocks.items():
        if len(members) <= (PARK if kind == "place" else CROWD):
            met.update(_each_with_each(members, len(sides)))
        else:
            for smaller in _by_word(sides, members):
                met.update(_each_with_each(smaller, len(sides)))
    return met


def _keys(side: Side) -> Iterator[tuple[str, Hashable]]:
    facts = (("place", side.postcode), ("number", side.company_number), ("phone", side.phone))
    yield from ((kind, value) for kind, value in facts if value)
    yield from (("domain", domain) for domain in side.domains)
    for name in side.names:
        yield "name", name.joined
        if short := acronym(name):
            yield "short", short
        if len(name.joined) <= SHORT:
            yield "short", name.joined
        yield from (("word", w) for w in name.core if len(w) > 2 and weight(w) == 1)


def _by_word(sides: Sequence[Side], members: Sequence[int]) -> Iterator[list[int]]:
    """Split a crowd into those that share two words."""
    found: dict[str, list[int]] = defaultdict(list)
    for number in members:
        for word in {w for name in sides[number].names for w in name.core}:
            found[word].append(number)
    return (block for block in found.values() if len(block) <= CROWD)


def _each_with_each(members: Sequence[int], count: int) -> Iterator[int]:
    return (one * count + other for one, other in combinations(members, 2))


def _one_slip_apart(sides: Sequence[Side]) -> set[int]:
    """Return pairs whose names are alike once one letter of each is left out."""
    first: dict[int, int] = {}
    more: dict[int, list[int]] = {}
    for number, side in enumerate(sides):
        for key in {h for name in side.names for h in _with_a_letter_less(name.joined)}:
            earlier = first.setdefault(key, number)
            if earlier != number:
                more.setdefault(key, [earlier]).append(number)
    met: set[int] = set()
    for members in more.values():
        if len(members) <= CROWD:
            met.update(_each_with_each(members, len(sides)))
    return met


def _with_a_letter_less(joined: str) -> Iterator[int]:
    yield hash(joined)
    if len(joined) > SHORT:
        yield from (hash(joined[:i] + joined[i + 1 :]) for i in range(len(joined)))


class Places:
    """Who is at which postcode, by names that differ by more than a slip of the keys."""

    def __init__(self, sides: Iterable[Side]) -> None:
        self._names: dict[str, list[Name]] = defaultdict(list)
        for side in sides:
            if side.postcode and side.names:
                known, name = self._names[side.postcode], side.names[0]
                if not any(_alike(name.joined, other.joined) for other in known):
                    known.append(name)

    def around(self, one: Side, other: Side) -> Around:
        """Return what the place that both share says about them."""
        if not one.postcode or one.postcode != other.postcode:
            return NOBODY
        here = self._names[one.postcode]
        shared = _words(one) & _words(other)
        family = max((sum(w in name.core for name in here) for w in shared), default=0)
        return Around(family, len(here) <= 2)


def _words(side: Side) -> set[str]:
    return {word for name in side.names[:1] for word in name.core}


def _alike(mine: str, theirs: str) -> bool:
    return mine == theirs or DamerauLevenshtein.normalized_similarity(mine, theirs) >= 0.92
