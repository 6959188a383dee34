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


@dataclass(frozen=True)
class Step:
    """An open row of the leaver; ``but`` is who cannot take it."""

    row_id: int
    employer_id: int | None = None
    district: str = ""
    but: int | None = None


def taken(
    steps: Sequence[Step],
    people: Sequence[int],
    held: Sequence[Held],
    employers: Mapping[int, int],
    owners: Mapping[int, int | None],
) -> Mapping[int, int]:
    """Return who takes which row: person ids by row id.

    A row goes with its employer, else to that employer's own owner, else to who takes most of its
    district, else to the next in turn. Nobody takes what only the excluded one could take.
    """
    most = _by_district(held, employers)
    found: dict[int, int] = {}
    for n, step in enumerate(steps):
        turn = [people[(n + k) % len(people)] for k in range(len(people))]
        employer = step.employer_id or 0
        wanted = (employers.get(employer), owners.get(employer), most.get(step.district), *turn)
        takers = [one for one in wanted if one and one != step.but]
        if takers:
            found[step.row_id] = takers[0]
    return found


def _by_district(held: Sequence[Held], employers: Mapping[int, int]) -> Mapping[str, int]:
    counts: dict[str, Counter[int]] = defaultdict(Counter)
    for one in held:
        if one.district and one.employer_id in employers:
            counts[one.district][employers[one.employer_id]] += 1
    return {district: count.most_common(1)[0][0] for district, count in counts.items()}
