"""How a leaver's employers are split; pure, so that the preview is what happens."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class How(StrEnum):
    """How the employers are split among several people."""

    DISTRICT = "district"
    EVENLY = "evenly"


@dataclass(frozen=True)
class Held:
    """One employer of the leaver, by district; in the order of their names."""

    employer_id: int
    district: str


def split(held: Sequence[Held], people: Sequence[int], how: How) -> Mapping[int, int]:
    """Return who takes which employer: person ids by employer id.

    Evenly deals them out in turn, so that the numbers differ by one at most. By district keeps each
    district whole: the largest goes first, each to the person who has the fewest so far.
    """
    if not people:
        return {}
    if how is How.EVENLY:
        return {one.employer_id: people[n % len(people)] for n, one in enumerate(held)}
    districts: dict[str, list[int]] = defaultdict(list)
    for one in held:
        districts[one.district].append(one.employer_id)
    load: Counter[int] = Counter(dict.fromkeys(people, 0))
    found: dict[int, int] = {}
    for _, ids in sorted(districts.items(), key=lambda pair: (-len(pair[1]), pair[0])):
        taker = min(people, key=lambda person: (load[person], people.index(person)))
        load[taker] += len(ids)
        found |= dict.fromkeys(ids, taker)
    return found
