"""From the bytes of an attendance file to its cells. Pure.

Layouts and their quirks: the project's webinar reference, 2.3 and 2.4.
"""

import codecs
import csv
import io
import re
from dataclasses import dataclass

MOST_BYTES = 5_000_000
MOST_ROWS = 20_000
_MARKS = (
    (codecs.BOM_UTF8, "utf-8", "utf-8 with BOM"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "utf-16-le with BOM"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "utf-16-be with BOM"),
)
_HIDDEN = re.compile("[\x00\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
_SPACES = re.compile("[\u00a0\u2007\u2009\u202f]")


class Unreadable(ValueError):
    """The file cannot be read as attendance; the message says why and what to do."""


class NoHeadings(Unreadable):
    """No row of the file has headings that are known; somebody can say what its columns are."""


@dataclass(frozen=True)
class Table:
    """All rows of a file, each without blank cells at its end; ``encoding`` as it was found."""

    encoding: str
    rows: list[list[str]]


def read(content: bytes) -> Table:
    """Return the cells of a file; raises ``Unreadable``."""
    if not content.strip(b"\xff\xfe\xef\xbb\xbf\x00 \t\r\n,"):
        raise Unreadable("This file is empty. Download the report again.")
    if len(content) > MOST_BYTES:
        raise Unreadable("This is larger than 5 MB, so it is no attendance report.")
    if content.startswith(b"PK\x03\x04"):
        raise Unreadable("This is an Excel file, whatever its name says. Save it as CSV.")
    if content.startswith((b"%PDF", b"\xd0\xcf\x11\xe0", b"\x89PNG", b"\xff\xd8\xff")):
        raise Unreadable("This is not a CSV file. Download the report as CSV.")
    text, encoding = _decoded(content)
    clean = _SPACES.sub(" ", _HIDDEN.sub("", text))
    try:
        rows = list(csv.reader(io.StringIO(clean, newline=""), delimiter=_delimiter(clean)))
    except csv.Error:
        raise Unreadable("A cell of this file never ends. Download the report again.") from None
    if len(rows) > MOST_ROWS:
        raise Unreadable(f"This has more than {MOST_ROWS:,} rows, so it is no attendance report.")
    return Table(encoding, [_trimmed(row) for row in rows])


def _decoded(content: bytes) -> tuple[str, str]:
    for mark, codec, name in _MARKS:
        if content.startswith(mark):
            try:
                return content[len(mark) :].decode(codec), name
            except UnicodeDecodeError:
                raise Unreadable(
                    f"This file begins as {codec} and goes on as something else. Download it again."
                ) from None
    head = content[:2_000]
    for odd, codec in ((1, "utf-16-le"), (0, "utf-16-be")):
        if head[odd::2].count(0) > len(head) // 4:
            return content.decode(codec, "replace"), codec
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace"), "windows-1252"


def _delimiter(text: str) -> str:
    """Return what parts the cells: the sign that the richest of the first lines has most of.

    A comma after a digit counts nothing: it is part of a moment.
    """
    lines = text[:20_000].splitlines()[:30]
    counts = {
        sign: max((len(re.findall(rf"(?<![0-9]){sign}", line)) for line in lines), default=0)
        for sign in "\t,;"
    }
    if counts["\t"]:
        return "\t"
    return max(counts, key=lambda sign: counts[sign])


def _trimmed(row: list[str]) -> list[str]:
    cells = [" ".join(cell.split()) for cell in row]
    while cells and not cells[-1]:
        cells.pop()
    return cells
