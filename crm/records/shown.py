"""How an import is told on its pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from crm.records.matching import Result
from crm.records.models import ImportFile, State

PAGE = 100
WORDS = {
    Result.CREATED: "New",
    Result.UPDATED: "Changed",
    Result.UNCHANGED: "Unchanged",
    Result.SKIPPED: "Passed over",
    Result.FAILED: "Not imported",
}
TONES = {
    Result.CREATED: "green",
    Result.UPDATED: "blue",
    Result.UNCHANGED: "grey",
    Result.SKIPPED: "amber",
    Result.FAILED: "red",
}
OVER = frozenset({State.DONE, State.REFUSED, State.DISCARDED})
BUSY = frozenset({State.WAITING, State.CHECKING, State.APPROVED, State.IMPORTING})


@dataclass(frozen=True)
class RowShown:
    """One row of the file and what becomes of it."""

    number: int
    result: Result
    employer_id: int | None
    name: str
    changed: str

    @property
    def word(self) -> str:
        """Return the result in a word."""
        return WORDS[self.result]

    @property
    def tone(self) -> str:
        """Return the colour of the word's tag."""
        return TONES[self.result]

    @property
    def url(self) -> str:
        """Return the address of the employer, when there is one."""
        return f"/employers/E-{self.employer_id:05d}" if self.employer_id else ""


@dataclass(frozen=True)
class RowsShown:
    """A page of rows; ``after`` is the last row number shown when more follow."""

    rows: Sequence[RowShown]
    after: int | None


def rows(row: ImportFile, result: str, after: int) -> RowsShown:
    """Return the rows with ``result`` (empty for all) that come after row number ``after``."""
    wanted = [
        line for line in row.outcomes or [] if line[0] > after and (not result or line[1] == result)
    ]
    shown = [RowShown(n, Result(word), i, name, c) for n, word, i, name, c in wanted[:PAGE]]
    return RowsShown(shown, shown[-1].number if len(wanted) > PAGE else None)


def steps(row: ImportFile, here: str) -> list[dict[str, Any]]:
    """Return the steps of an import; those that can be gone to have an address."""
    base = f"/records/import/{row.id}"
    open_ = row.state is State.READY
    places = (
        ("File", ""),
        ("Columns", f"{base}/columns" if open_ or row.state is State.MAPPING else ""),
        ("Rows", f"{base}/rows" if open_ else ""),
        ("Check", base if open_ else ""),
        ("Result", ""),
    )
    now = "Result" if row.state in OVER else here
    return [
        {"title": title, "url": url if title != now else "", "current": title == now}
        for title, url in places
    ]


def tally(row: ImportFile) -> list[dict[str, Any]]:
    """Return the counts for people; those of the results add up to the rows."""
    counts = row.counts or {}
    lines = [{"label": "Rows in the file", "value": f"{counts.get('rows', 0):,}"}]
    lines += [
        {"label": WORDS[result], "value": f"{counts.get(result.value, 0):,}"} for result in Result
    ]
    return lines


def to_write(row: ImportFile) -> int:
    """Return how many employers an import of this file adds or changes."""
    counts = row.counts or {}
    return int(counts.get("created", 0) + counts.get("updated", 0))


def size(count: int) -> str:
    """Return a number of bytes as people say it."""
    if count < 1_000:
        return f"{count} bytes"
    return f"{count / 1_000_000:.1f} MB" if count >= 1_000_000 else f"{count // 1_000} kB"
