"""What the cells of an attendance file mean, whichever layout they stand in. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

Rows = Sequence[Sequence[str]]
_BLANK = frozenset({"", "-", "--", "n/a"})


@dataclass(frozen=True)
class Cells:
    """One row as it stands: ``stated`` seconds, the rest as text."""

    name: str
    email: str = ""
    joined: str = ""
    left: str = ""
    stated: int | None = None
    role: str = ""
    registered: bool | None = None
    cancelled: bool | None = None
    meeting: tuple[str, str] = ("", "")
    action: str = ""


@dataclass
class Sheet:
    """A file with its layout: rows, dates of the meeting and others, how many people it states."""

    layout: str
    rows: list[Cells] = field(default_factory=list)
    held: list[str] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)
    states: int | None = None
    has_times: bool = True
    warnings: list[str] = field(default_factory=list)


class Columns:
    """Finds cells of a row by the heading of their column."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = list(names)

    def at(self, *wanted: str, last: bool = False) -> int | None:
        """Return the place of the first heading that is one of ``wanted``, or the last such."""
        found = [n for n, name in enumerate(self.names) if name in wanted]
        return (found[-1] if last else found[0]) if found else None

    def of(self, row: Sequence[str], *wanted: str, last: bool = False) -> str:
        """Return the cell under a heading; "" for none, and for what only fills the cell."""
        at = self.at(*wanted, last=last)
        return cell(row, at) if at is not None else ""


def cell(row: Sequence[str], at: int) -> str:
    """Return a cell; "" past the end of a short row, and for dashes."""
    text = row[at] if at < len(row) else ""
    return "" if text.lower() in _BLANK else text


def whole(text: str) -> int | None:
    """Return a whole number, None for any other text."""
    return int(text) if re.fullmatch(r"[0-9]{1,6}", text) else None
