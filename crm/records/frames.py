"""Read a table out of an uploaded or named file: CSV or XLSX, every cell as the text it shows.

The content decides, not the name; nothing is computed and nothing is guessed to be a number or a
date. A file that cannot be trusted as a whole raises ``Unreadable`` with a sentence for the person.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import StringIO

from crm.records.limits import Caps, Unreadable
from crm.records.workbooks import sheet_rows

_DELIMITERS = (",", ";", "\t")
_EMPTY = "There is nothing in this file. Choose a CSV or XLSX file with a row of headings."
_NOT_A_TABLE = (
    "This file is not a CSV or an XLSX file. Save the table in one of those and try again."
)
_OLD_EXCEL = (
    "This is an old Excel workbook or one with a password. Save it without a password as XLSX or"
    " CSV and try again."
)
_OTHER_KINDS = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"{\\rtf", b"\x1f\x8b", b"7z\xbc")
_MARKUP = re.compile(rb"\s*<(?:!doctype|html|\?xml|svg)", re.IGNORECASE)
_CONTROLS = re.compile(r"[\x01-\x08\x0b\x0c\x0e-\x1f]")
# Exports put an apostrophe before what a spreadsheet would run; reading takes exactly that back.
_MADE_INERT = re.compile(r"\A'(?=[=+\-@\t\r＝＋－＠])")
SHORT_ROW = "This row has {found} cells where the headings have {wanted}."
LONG_ROW = (
    "This row has more cells than there are headings: is a comma missing its quotation marks?"
)


@dataclass(frozen=True)
class Fault:
    """Why one row cannot be used; ``column`` is a heading, or empty for the row as a whole."""

    column: str
    reason: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the number the spreadsheet shows and a text for every heading."""

    number: int
    cells: tuple[str, ...]
    faults: tuple[Fault, ...] = ()


@dataclass
class Table:
    """Headings and rows. ``rows`` can be read once and may raise ``Unreadable`` on its way."""

    headings: tuple[str, ...]
    rows: Iterator[Row]
    heading_row: int = 1
    warnings: list[str] = field(default_factory=list)


def read_table(content: bytes, name: str = "", caps: Caps | None = None) -> Table:
    """Read ``content``; ``name`` is the file name, used only to notice a wrong ending."""
    limits = caps or Caps()
    if len(content) > limits.file_bytes:
        raise Unreadable(
            f"This file is larger than {limits.file_bytes // 1_000_000} MB. Split it and import"
            " the parts one after the other."
        )
    if not content.strip():
        raise Unreadable(_EMPTY)
    is_zip = content.startswith(b"PK\x03\x04")
    ending = name.lower().rpartition(".")[2]
    if (ending in ("xlsx", "xlsm")) is not is_zip and ending in ("xlsx", "xlsm", "csv", "txt"):
        raise Unreadable(
            f"The name of this file ends in .{ending} but its content is something else. Save it"
            " again as CSV or XLSX."
        )
    if is_zip:
        records, warnings = sheet_rows(content, limits)
    else:
        text, warnings = _decode(content)
        records = _records(text)
    return _table(records, warnings, limits)


def _decode(content: bytes) -> tuple[str, list[str]]:
    """Return the text and what had to be assumed to read it."""
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable(_OLD_EXCEL)
    if content.startswith(_OTHER_KINDS) or _MARKUP.match(content):
        raise Unreadable(_NOT_A_TABLE)
    encoding, warnings = _encoding(content)
    sample = content[:100_000].decode(encoding, "replace")
    if len(_CONTROLS.findall(sample)) + sample.count("\0") > 3 + len(sample) // 50:
        raise Unreadable(_NOT_A_TABLE)
    try:
        return content.decode(encoding), warnings
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
        raise Unreadable(
            f"The letters of this file cannot be read near line {row}. Save it as CSV UTF-8 and"
            " try again."
        ) from error


def _encoding(content: bytes) -> tuple[str, list[str]]:
    if content.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig", []
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16", []
    start = content[:2_000]
    for encoding, zeros in (("utf-16-le", start[1::2]), ("utf-16-be", start[::2])):
        if len(zeros) > 4 and zeros.count(0) > 0.4 * len(zeros):
            return encoding, []
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252", [
            "This file is not UTF-8, so it was read as Windows-1252. Check letters with accents."
        ]
    return "utf-8", []


def _records(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the records of a CSV text, numbered as a spreadsheet numbers its rows."""
    reader = csv.reader(StringIO(text, newline=""), delimiter=_delimiter(text))
    number = 0
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise Unreadable(
                f"Row {number} holds a cell of more than {csv.field_size_limit():,} characters. Is"
                " a closing quotation mark missing?"
            ) from error
        yield number, [_MADE_INERT.sub("", cell, count=1) for cell in cells]


def _delimiter(text: str) -> str:
    """Return the delimiter that cuts the first filled line into most cells, a comma if none."""

    def cuts(delimiter: str) -> int:
        reader = csv.reader(StringIO(text[:100_000], newline=""), delimiter=delimiter)
        try:
            return max(len(next(filter(any, reader), [])), 1)
        except csv.Error:
            return 0

    return max(_DELIMITERS, key=cuts)


def _table(records: Iterator[tuple[int, list[str]]], warnings: list[str], caps: Caps) -> Table:
    filled = ((number, cells) for number, cells in records if any(map(str.strip, cells)))
    number, cells = next(filled, (0, []))
    if not cells:
        raise Unreadable(_EMPTY)
    headings = tuple(" ".join(cell.split()) for cell in cells)
    _refuse_nul(number, cells, headings)
    if len(headings) > caps.columns:
        raise Unreadable(
            f"This file has {len(headings):,} columns; at most {caps.columns} are read. Delete"
            " the columns you do not need and try again."
        )
    rows = _rows(filled, headings, caps)
    try:
        first = next(rows)
    except StopIteration:
        raise Unreadable(
            "This file has headings but no rows below them. Add the rows and try again."
        ) from None
    return Table(headings, _chain(first, rows), number, warnings)


def _rows(
    records: Iterator[tuple[int, list[str]]], headings: tuple[str, ...], caps: Caps
) -> Iterator[Row]:
    for count, (number, cells) in enumerate(records, 1):
        if count > caps.rows:
            raise Unreadable(
                f"This file has more than {caps.rows:,} rows, the most that are read at once."
                " Split it and import the parts one after the other."
            )
        _refuse_nul(number, cells, headings)
        yield _row(number, cells, headings, caps)


def _row(number: int, cells: list[str], headings: tuple[str, ...], caps: Caps) -> Row:
    faults = [
        Fault(
            heading,
            f"This cell holds {len(cell):,} characters; at most {caps.cell:,} are read.",
        )
        for heading, cell in zip(headings, cells, strict=False)
        if len(cell) > caps.cell
    ]
    wanted = len(headings)
    if len(cells) < wanted:
        faults.append(Fault("", SHORT_ROW.format(found=len(cells), wanted=wanted)))
    elif any(cell.strip() for cell in cells[wanted:]):
        faults.append(Fault("", LONG_ROW))
    padded = (*cells[:wanted], *[""] * (wanted - len(cells)))
    return Row(number, padded, tuple(faults))


def _refuse_nul(number: int, cells: list[str], headings: tuple[str, ...]) -> None:
    for index, cell in enumerate(cells):
        if "\0" in cell:
            heading = headings[index] if index < len(headings) else f"number {index + 1}"
            shown = heading.replace("\0", "")
            raise Unreadable(
                f"Row {number}, column “{shown}” holds a NUL character, which no text should."
                " The file may be damaged: save it again and try once more."
            )


def _chain(first: Row, rest: Iterator[Row]) -> Iterator[Row]:
    yield first
    yield from rest
