"""The steps of a change to many, and how they are told; pure."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from enum import StrEnum

#: Rows that are changed while somebody waits for the page; more are left to a worker.
AT_ONCE = 200
#: Rows that a worker changes between two commits.
PORTION = 50
MOST = 5000
#: Answers of the forms that name no person.
NOBODY = "nobody"
OWNERS, MINE = "owners", "mine"
GONE = "It is no longer there"
CHANGED = "Somebody changed it since you looked"


class State(StrEnum):
    """How far a change is."""

    DRAFT = "draft"
    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"


class Which(StrEnum):
    """Which rows of a list somebody means."""

    PICKED = "picked"
    PAGE = "page"
    ALL = "all"


def numbers(texts: Iterable[str], *, most: int = MOST) -> list[int]:
    """Return the row numbers among ``texts``, each once, in order."""
    found = [int(t) for t in texts if t.isascii() and t.isdigit() and len(t) < 10]
    return list(dict.fromkeys(found))[:most]


def refusal(seen: int, now: int | None) -> str:
    """Return why a row must not be changed, by the version that was seen and that of now."""
    if now is None:
        return GONE
    return "" if now == seen else CHANGED


def tally(reasons: Collection[str]) -> Mapping[str, int]:
    """Return how many rows were refused for each reason, the commonest first."""
    counts: dict[str, int] = {}
    for reason in reasons:
        counts[reason] = counts.get(reason, 0) + 1
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def first_names(names: Sequence[str], total: int) -> str:
    """Return ``A, B and 3 more``."""
    rest = total - len(names)
    if rest > 0:
        return f"{', '.join(names)} and {rest:,} more"
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)
