"""What makes a view, and who sees it; pure."""

from collections.abc import Collection, Mapping, Sequence
from enum import StrEnum
from urllib.parse import parse_qsl, urlencode

MOST_PAIRS = 40


class Scope(StrEnum):
    """Who sees a view. There are no teams yet: a team is everybody with the saver's role."""

    PRIVATE = "private"
    TEAM = "team"
    EVERYONE = "everyone"


def pairs(query: str, keys: Sequence[str]) -> dict[str, str]:
    """Return what a query string says about the view: the first of each key, in their order."""
    text = query[:2000]
    if text.count("&") >= MOST_PAIRS:
        return {}
    given: dict[str, str] = {}
    for name, value in parse_qsl(text):
        given.setdefault(name, "".join(filter(str.isprintable, value)).strip())
    return {key: given[key] for key in keys if given.get(key)}


def tidy(query: str, keys: Sequence[str]) -> str:
    """Return a query string as a view keeps it, so that equal views are equal texts."""
    return urlencode(pairs(query, keys))


def pinned(kept: Collection[str], key: str, *, wanted: bool) -> list[str]:
    """Return the keys that stand as tabs once ``key`` is pinned or not; a new one comes last."""
    rest = [one for one in kept if one != key]
    if key in kept and wanted:
        return list(kept)
    return [*rest, key] if wanted else rest


def with_view(query: str, key: str) -> str:
    """Return a view's query string that also names it."""
    return f"{query}&{urlencode({'view': key})}" if query else urlencode({"view": key})


def told(scope: Scope, role: str, owner: str) -> str:
    """Return who sees a view, in words."""
    words: Mapping[Scope, str] = {
        Scope.PRIVATE: "Only you",
        Scope.TEAM: f"Everybody with the role {role}, from {owner}",
        Scope.EVERYONE: f"Everyone, from {owner}",
    }
    return words[scope]
