"""How alike two names are, word by word. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import DamerauLevenshtein

from crm.likeness.names import Name, acronym, weight
from crm.likeness.signs import Sign, Weights

NEAR = 0.92
INITIALS = 3


def name_signs(mine: Name, theirs: Name, weights: Weights) -> Iterator[Sign]:
    """Yield what two names say for and against their being one."""
    if mine.joined == theirs.joined or mine.core == theirs.core:
        yield Sign("same_name", weights["same_name"], "same name")
        return
    match = _match(mine.core, theirs.core)
    close = DamerauLevenshtein.normalized_similarity(mine.joined, theirs.joined)
    if mine.numbers != theirs.numbers:
        both = bool(mine.numbers and theirs.numbers)
        points = weights["other_number"] * (1 if both else 0.4)
        yield Sign("other_number", points, "other numbers in the names")
    if acronym(mine) == theirs.joined or acronym(theirs) == mine.joined:
        yield Sign("acronym", weights["acronym"], "one name is the initials of the other")
    elif match.all_alike or (close >= NEAR and not match.initials):
        points = weights["near_name"] * max(match.share, close)
        yield Sign("near_name", points, f"names {max(match.share, close):.2f} alike")
    elif match.within:
        over = max(match.left_mine, match.left_theirs)
        points = weights["name_within"] * match.told + weights["left_over"] * over
        yield Sign("name_within", points, "one name is part of the other")
    else:
        yield from _mixed(mine, theirs, match, weights)


def _mixed(mine: Name, theirs: Name, match: "_Match", weights: Weights) -> Iterator[Sign]:
    """Tell a new brand on old words ("Engie Buildings", "Equans Buildings") from relatives."""
    renamed = mine.core[0] != theirs.core[0] and mine.core[-1] == theirs.core[-1]
    shared = "same_ending" if renamed else "shared_words"
    yield Sign(shared, weights[shared] * match.share, f"names {match.share:.2f} alike")
    against = min(match.left_mine, match.left_theirs, 1)
    if not renamed:
        yield Sign("other_words", weights["other_words"] * against, "other words in the names")


@dataclass(frozen=True, slots=True)
class _Match:
    share: float
    told: float
    left_mine: float
    left_theirs: float
    initials: bool

    @property
    def all_alike(self) -> bool:
        return not self.left_mine and not self.left_theirs

    @property
    def within(self) -> bool:
        return not self.left_mine or not self.left_theirs


@lru_cache(maxsize=100_000)
def _match(mine: tuple[str, ...], theirs: tuple[str, ...]) -> _Match:
    """Pair the words of two names, also misspelt ones, each weighed by how much it tells."""
    rest = list(theirs)
    shared, left = 0.0, []
    for word in mine:
        twin = word if word in rest else _misspelt(word, rest)
        if twin is None:
            left.append(word)
            continue
        rest.remove(twin)
        shared += max(weight(word), weight(twin))
    alone, alone_there = sum(map(weight, left)), sum(map(weight, rest))
    whole = shared + alone + alone_there
    short = any(len(w) <= INITIALS for w in left) and any(len(w) <= INITIALS for w in rest)
    return _Match(shared / whole if whole else 0, min(shared, 1), alone, alone_there, short)


def _misspelt(word: str, among: Sequence[str]) -> str | None:
    """Return the word of ``among`` that ``word`` is a slip of the keys from."""
    for other in among:
        longer = max(len(word), len(other))
        if longer < 4 or word.isdigit() or other.isdigit():
            continue
        slips = DamerauLevenshtein.distance(word, other, score_cutoff=2)
        if slips <= (2 if longer >= 8 and abs(len(word) - len(other)) <= 1 else 1):
            return other
    return None
