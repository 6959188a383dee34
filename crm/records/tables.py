"""Files of small tables for other parts of the product, read as carefully as files of employers."""

from collections.abc import Sequence

from crm.core.errors import RuleBroken
from crm.records.frames import read_table
from crm.records.limits import Caps, Unreadable

SMALL = Caps(file_bytes=2_000_000, rows=2_000, columns=30, cell=500)


def rows_of(content: bytes, name: str) -> Sequence[Sequence[str]]:
    """Return the headings and rows of a CSV or XLSX file; raises ``RuleBroken`` with its fault."""
    try:
        table = read_table(content, name, SMALL)
        return [table.headings, *(row.cells for row in table.rows)]
    except Unreadable as error:
        raise RuleBroken(str(error)) from error
