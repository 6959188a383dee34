"""How old a stage is and what it expects; pure."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

PAUSED = "paused"


@dataclass(frozen=True)
class Limit:
    """How many days a stage is expected to take, and after how many it asks for attention."""

    stage: str
    expected_days: int
    warning_days: int


class Age(NamedTuple):
    """How long an employer stands at its stage; ``state`` is empty, ``late`` or ``warning``."""

    state: str
    words: str


def age(since: date | None, today: date, limit: Limit | None) -> Age:
    """Return the age of a stage in words: ``41 days, expected 30``."""
    if since is None:
        return Age("", "")
    days = max((today - since).days, 0)
    words = "since today" if days == 0 else say_days(days)
    if limit is None or days <= limit.expected_days:
        return Age("", words)
    state = "warning" if days > limit.warning_days else "late"
    return Age(state, f"{words}, expected {limit.expected_days}")


def say_days(days: int) -> str:
    """Return ``1 day`` or ``41 days``."""
    return f"{days:,} day{'' if days == 1 else 's'}"


def goes_forward(order: Iterable[str], old: str, new: str) -> bool:
    """Return whether a move goes on in the pipeline: to a later stage that is not "not now"."""
    places = {code: n for n, code in enumerate(order)}
    if PAUSED in (old, new):
        return False
    return places.get(new, -1) > places.get(old, -1)


def unmet(checks: Iterable[tuple[int, str]], done: Collection[int]) -> list[str]:
    """Return the names of the checks (id, name) that nobody ticked yet."""
    return [name for check_id, name in checks if check_id not in done]


def listed(words: Iterable[str]) -> str:
    """Return ``a, b and c``, in sentence case but for the first letter."""
    found = [word[:1].lower() + word[1:] for word in words]
    return " and ".join([", ".join(found[:-1]), found[-1]]) if len(found) > 1 else "".join(found)
