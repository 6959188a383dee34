"""Tables that leave the house: CSV, JSON and XLSX that no spreadsheet runs as formulas.

Rows are taken one at a time and never kept, so a file of any length needs the memory of a few rows.
"""

import csv
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from itertools import chain
from tempfile import TemporaryFile
from typing import IO, Any

from flask import Response, send_file, stream_with_context

from crm.core.db import set_may_write

_LIVE = re.compile(r"\A[=+\-@\t\r＝＋－＠]")
_AT_ONCE = 200
BOM = "\ufeff"
TYPES = {
    "csv": "text/csv",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

Row = Sequence[str]


def inert(text: str) -> str:
    """Return ``text`` with an apostrophe before what a spreadsheet would run; import takes it back.

    Source: CSV injection, ASVS 5.0 requirement 1.2.10.
    """
    return f"'{text}" if _LIVE.match(text) else text


def csv_text(headings: Row, rows: Iterable[Row]) -> Iterator[str]:
    """Yield a CSV text in pieces of some hundred rows."""
    buffer = StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow([inert(cell) for cell in headings])
    for number, row in enumerate(rows, 1):
        writer.writerow([inert(cell) for cell in row])
        if number % _AT_ONCE == 0:
            yield _emptied(buffer)
    yield _emptied(buffer)


def json_text(headings: Row, rows: Iterable[Row]) -> Iterator[str]:
    """Yield one JSON array of objects in pieces, an object a row."""
    lead = "[\n"
    for row in rows:
        told = dict(zip(headings, row, strict=True))
        yield lead + json.dumps(told, ensure_ascii=False)
        lead = ",\n"
    yield ("[" if lead == "[\n" else "\n") + "]\n"


def write_xlsx(file: IO[bytes], headings: Row, rows: Iterable[Row], *, sheet: str) -> None:
    """Write a workbook of one sheet into ``file``; every cell is text, never a formula."""
    import xlsxwriter

    options: dict[str, Any] = {"constant_memory": True}
    with xlsxwriter.Workbook(file, options) as book:
        page = book.add_worksheet(sheet)
        as_text = book.add_format({"num_format": "@"})
        bold = book.add_format({"num_format": "@", "bold": True})
        page.freeze_panes(1, 0)
        page.set_column(0, max(len(headings) - 1, 0), 18, as_text)
        for column, heading in enumerate(headings):
            page.write_string(0, column, heading, bold)
        for number, row in enumerate(rows, 1):
            for column, cell in enumerate(row):
                if cell:
                    page.write_string(number, column, cell, as_text)


def answer(name: str, kind: str, headings: Row, rows: Iterable[Row], *, sheet: str) -> Response:
    """Return the rows as a download called ``name``, sent as they are read.

    Nothing is locked while a slow reader takes them; a CSV says that it is UTF-8, for Excel.
    """
    set_may_write(False)
    if kind == "xlsx":
        file = TemporaryFile()  # noqa: SIM115 - the answer closes it when it was sent
        write_xlsx(file, headings, rows, sheet=sheet)
        file.seek(0)
        sent = send_file(file, TYPES[kind], as_attachment=True, download_name=name)
        sent.call_on_close(file.close)
        return sent
    pieces = json_text(headings, rows) if kind == "json" else csv_text(headings, rows)
    text = chain([BOM] if kind == "csv" else [], pieces)
    sent = Response(stream_with_context(text), mimetype=TYPES[kind])
    sent.headers.set("Content-Disposition", "attachment", filename=name)
    return sent


def _emptied(buffer: StringIO) -> str:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text
