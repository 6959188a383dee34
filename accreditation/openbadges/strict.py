"""JSON read strictly: no name twice, no depth or size that hurts, nothing that is not JSON."""

import json
from collections.abc import Iterator
from typing import Any

MOST_BYTES = 1_000_000
MOST_DEPTH = 32
MOST_VALUES = 2_000


class Malformed(Exception):
    """The text cannot be read as one JSON object; the message says why."""


def read(text: bytes | str) -> dict[str, Any]:
    """Return the one object in ``text``; raises ``Malformed``."""
    if len(text) > MOST_BYTES:
        raise Malformed(f"It is larger than {MOST_BYTES // 1_000} kB.")
    try:
        found = json.loads(
            text.decode("utf-8") if isinstance(text, bytes) else text,
            object_pairs_hook=_once,
            parse_constant=_no_constant,
        )
    except RecursionError:
        raise Malformed(f"It is nested more than {MOST_DEPTH} deep.") from None
    except UnicodeDecodeError:
        raise Malformed("It is not text in UTF-8.") from None
    except ValueError as error:
        raise Malformed(f"It is not JSON: {str(error)[:120]}.") from None
    if not isinstance(found, dict):
        raise Malformed("It is JSON, but not one object.")
    _measure(found)
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise Malformed(f"It has the name “{twice[:40]}” twice in one object.")
    return found


def _no_constant(name: str) -> Any:
    raise Malformed(f"It has {name}, which is not JSON.")


def _measure(found: Any) -> None:
    for values, (depth, value) in enumerate(walk(found), start=1):
        if depth > MOST_DEPTH:
            raise Malformed(f"It is nested more than {MOST_DEPTH} deep.")
        if values > MOST_VALUES:
            raise Malformed(f"It holds more than {MOST_VALUES:,} values.")
        if isinstance(value, str) and any("\ud800" <= char <= "\udfff" for char in value):
            raise Malformed("It has half a character, which no text may hold.")


def walk(found: Any) -> Iterator[tuple[int, Any]]:
    """Yield every value and every name inside, each with its depth; ``found`` itself is at 0."""
    waiting = [(0, found)]
    while waiting:
        depth, value = waiting.pop()
        yield depth, value
        if isinstance(value, dict):
            for name, inner in value.items():
                waiting += ((depth + 1, name), (depth + 1, inner))
        elif isinstance(value, list):
            waiting += [(depth + 1, inner) for inner in value]
