"""How rows and columns of a file are shown for mending and for naming."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from crm.records.headings import LABELS, Layout, fields_of, read_layout, suggested
from crm.records.models import ImportRow
from crm.records.rows import BAD, FINE, SAID, one_way

KINDS = {"errors": BAD, "said": SAID, "fine": FINE}
CHIPS = {"errors": "With errors", "said": "Repaired, left out or passed over", "fine": "Fine"}
_WORDS = {BAD: ("Not imported", "red"), SAID: ("Look at this", "amber"), FINE: ("Fine", "green")}


@dataclass
class CellShown:
    """One cell as a form field, with what is wrong with it."""

    name: str
    heading: str
    text: str
    errors: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def long(self) -> bool:
        """Say whether the text needs more than a line."""
        return "\n" in self.text or len(self.text) > 80


@dataclass
class RowShown:
    """One row as a group of fields; ``errors`` and ``notes`` are about the row as a whole."""

    number: int
    word: str
    tone: str
    mended: bool
    cells: Sequence[CellShown]
    errors: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def row_shown(row: ImportRow, headings: Sequence[str], fields: Sequence[str]) -> RowShown:
    """Return a row with each issue beside the cell it is about."""
    cells = {
        name: CellShown(f"c-{row.number}-{column}", headings[column], one_way(row.cells[column]))
        for column, name in enumerate(fields)
        if name
    }
    word, tone = _WORDS[row.rank]
    shown = RowShown(row.number, word, tone, row.mended, list(cells.values()))
    for stops, name, heading, reason in row.issues:
        place: CellShown | RowShown = cells.get(name, shown)
        said = f"{heading}: {reason}" if place is shown and heading else reason
        (place.errors if stops else place.notes).append(said)
    return shown


@dataclass
class ColumnShown:
    """One heading, what stands below it, and what it may be."""

    name: str
    heading: str
    examples: str
    field: str
    guess: bool
    error: str = ""


def columns_shown(
    headings: Sequence[str],
    layout: Layout | None,
    examples: Sequence[Sequence[str]] = (),
) -> list[ColumnShown]:
    """Return the headings with their fields: as decided, or as guessed where nobody decided."""
    read = layout or read_layout(headings)
    fields = fields_of(headings, read)
    guesses = {} if layout else suggested(headings, read)
    slips = {heading for heading, _ in read.guessed}
    return [
        ColumnShown(
            f"column-{column}",
            heading or f"Column {column + 1}, without a heading",
            ", ".join(_short(cells[column]) for cells in examples if one_way(cells[column])),
            fields[column] or guesses.get(column, ""),
            column in guesses or heading in slips,
        )
        for column, heading in enumerate(headings)
    ]


def _short(text: str) -> str:
    plain = " ".join(text.replace("\0", "").split())
    return plain if len(plain) <= 40 else plain[:39] + "…"


CHOICES = [("", "Leave this column out"), *LABELS.items()]
