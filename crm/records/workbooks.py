"""Open an XLSX workbook only after its zip was unpacked, counted and looked through.

A small file can unpack to gigabytes and two cells can span a sheet of 17 billion; both are refused
before the reader sees them. Formulas are never computed: a cell is the result Excel last showed.
"""

import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from io import BytesIO

from crm.records.limits import Caps, Unreadable

_DAMAGED = "This Excel workbook is damaged or cut short. Open it, save it again and try once more."
_NOT_A_WORKBOOK = "This is a zip file but not an Excel workbook. Save the table as CSV or XLSX."
_TOO_BIG = (
    "This Excel workbook unpacks to more than its size allows. Copy the table into a new workbook,"
    " or save it as CSV, and try again."
)
_PLACE = re.compile(rb'<(?:row|c)\b[^>]{0,200}?\br="([A-Z]{0,3})([0-9]{1,9})"')
_CELL = re.compile(rb"<c[ />]")
_FORMULA = re.compile(rb'<c r="([A-Z]{1,3}[0-9]{1,7})"[^>]{0,200}><f[ />]')
_CHUNK = 1 << 16
# What the library raises over damaged archives; it checks little before it seeks and unpacks.
_ZIP_FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    LookupError,
    OverflowError,
)

Cell = str | int | float | bool | date | datetime | time | timedelta


def sheet_rows(content: bytes, caps: Caps) -> tuple[Iterator[tuple[int, list[str]]], list[str]]:
    """Return the numbered rows of the first visible sheet as texts, and what to tell the person."""
    formulas = _look_through(content, caps)
    import python_calamine

    try:
        book = python_calamine.CalamineWorkbook.from_filelike(BytesIO(content))
        shown = [
            sheet.name
            for sheet in book.sheets_metadata
            if sheet.typ == python_calamine.SheetTypeEnum.WorkSheet
            and sheet.visible == python_calamine.SheetVisibleEnum.Visible
        ]
        if not shown:
            raise Unreadable("This Excel workbook has no sheet that can be seen.")
        sheet = book.get_sheet_by_name(shown[0])
        records = [(n, [_text(cell) for cell in row]) for n, row in enumerate(sheet.iter_rows(), 1)]
    except (Unreadable, KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:  # a fault inside the reader is no Exception but a Rust panic
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        raise Unreadable(_DAMAGED) from error
    warnings = [formulas] if formulas else []
    if len(shown) > 1:
        warnings.append(f"Only the first sheet, “{shown[0]}”, was read.")
    return iter(records), warnings


def _look_through(content: bytes, caps: Caps) -> str:
    """Refuse what is not a modest workbook; return a sentence about formulas, if there are any."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return _check_members(archive, len(content), caps)
    except Unreadable:
        raise
    except NotImplementedError as error:
        raise Unreadable(_DAMAGED) from error
    except RuntimeError as error:  # an encrypted member
        raise Unreadable("This Excel workbook has a password. Save it without one.") from error
    except _ZIP_FAULTS as error:
        raise Unreadable(_DAMAGED) from error


def _check_members(archive: zipfile.ZipFile, packed: int, caps: Caps) -> str:
    names = archive.namelist()
    if "xl/workbook.xml" not in names:
        raise Unreadable(_NOT_A_WORKBOOK)
    if len(names) > caps.zip_members or len(set(names)) < len(names):
        raise Unreadable(_TOO_BIG)
    allowance = min(caps.zip_bytes, packed * caps.zip_ratio)
    # What the directory declares may be a lie, so it can only refuse; the real bytes are counted.
    if sum(member.file_size for member in archive.infolist()) > allowance:
        raise Unreadable(_TOO_BIG)
    formulas: list[str] = []
    for name in names:
        part, allowance = _unpack(archive, name, allowance)
        if b"<!DOCTYPE" in part[:2_000] or b"<!ENTITY" in part[:2_000]:
            raise Unreadable(_DAMAGED)
        if name.startswith("xl/worksheets/") and name.endswith(".xml"):
            _check_extent(part, caps)
            formulas += [place.decode() for place in _FORMULA.findall(part)]
    if not formulas:
        return ""
    listed = ", ".join(formulas[:3]) + (" and more" if len(formulas) > 3 else "")
    return f"Cells with formulas were read as the result they last showed: {listed}."


def _unpack(archive: zipfile.ZipFile, name: str, allowance: int) -> tuple[bytes, int]:
    chunks = []
    with archive.open(name) as member:
        while chunk := member.read(_CHUNK):
            allowance -= len(chunk)
            if allowance < 0:
                raise Unreadable(_TOO_BIG)
            chunks.append(chunk)
    return b"".join(chunks), allowance


def _check_extent(sheet: bytes, caps: Caps) -> None:
    """Refuse a sheet whose furthest row or column is beyond the caps: the reader fills the gap."""
    rows, columns = 0, 0
    for letters, digits in _PLACE.findall(sheet):
        rows = max(rows, int(digits))
        columns = max(columns, _column(letters))
    if rows > caps.rows + 100:
        raise Unreadable(
            f"This sheet reaches down to row {rows:,}; at most {caps.rows:,} rows are read. Delete"
            " the empty rows below the table, or split it."
        )
    if columns > caps.columns or len(_CELL.findall(sheet)) > caps.columns * caps.rows // 10:
        raise Unreadable(
            f"This sheet is wider than the {caps.columns} columns that are read. Delete the"
            " columns you do not need."
        )


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _text(cell: Cell) -> str:
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    return str(cell)
