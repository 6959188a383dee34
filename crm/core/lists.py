"""Lists that people keep views of: what makes a view, and how it is told."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from crm.core.permissions import Permission, Role


@dataclass(frozen=True)
class Place:
    """A place that only this person has a name for, such as a saved view; ``aside`` says what."""

    title: str
    url: str
    aside: str


@dataclass(frozen=True)
class BuiltIn:
    """A view that comes with a list; ``query`` takes a role and returns its query string."""

    code: str
    name: str
    query: Callable[[Role], str]


@dataclass(frozen=True)
class ListKind:
    """A list whose filter, columns, order and layout can be kept as a view.

    ``keys`` are the names in its address that make a view, in the order they are written. ``say``
    tells such pairs in a sentence; ``board`` returns the address of the list's other layout.
    """

    name: str
    title: str
    endpoint: str
    permission: Permission
    keys: Sequence[str]
    say: Callable[[Mapping[str, str]], str]
    board: Callable[[Mapping[str, str]], str] | None = None
    built_in: Sequence[BuiltIn] = ()
