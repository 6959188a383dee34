"""XLSX files: every cell as its text, and hostile ones refused before they are opened."""

import io
import zipfile
from datetime import date, datetime

import pytest
import xlsxwriter

from crm.records.frames import read_table
from crm.records.limits import Caps, Unreadable


def workbook(*rows, sheets=("List",), at=0):
    """Build an XLSX; a cell given as a tuple is (formula, shown result)."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    for sheet in [book.add_worksheet(name) for name in sheets][:1]:
        for number, cells in enumerate(rows, at):
            for column, cell in enumerate(cells):
                if isinstance(cell, tuple):
                    sheet.write_formula(number, column, cell[0], None, cell[1])
                elif isinstance(cell, date):
                    sheet.write_datetime(number, column, cell, day)
                elif isinstance(cell, str):
                    sheet.write_string(number, column, cell)
                else:
                    sheet.write(number, column, cell)
    book.close()
    return buffer.getvalue()


def rewritten(content, **members):
    """Copy a workbook with members replaced or added (``sheet`` stands for the first sheet)."""
    names = {"sheet": "xl/worksheets/sheet1.xml", "strings": "xl/sharedStrings.xml"}
    changed = {names.get(name, name): body for name, body in members.items()}
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, changed.pop(name, old.read(name)))
        for name, body in changed.items():
            new.writestr(name, body)
    return buffer.getvalue()


def refusal(content, name="list.xlsx", caps=None):
    with pytest.raises(Unreadable) as refused:
        list(read_table(content, name, caps).rows)
    return str(refused.value)


PLAIN = workbook(("Name", "Phone"), ("A", "01865 792422"))


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("NA", "NA"),
        ("00123", "00123"),
        ("=1+1", "=1+1"),
        ("'=1", "'=1"),
        (1865792422, "1865792422"),
        (12.5, "12.5"),
        (True, "TRUE"),
        (date(2026, 2, 1), "2026-02-01"),
        (datetime(2026, 2, 1, 9, 30), "2026-02-01 09:30:00"),  # noqa: DTZ001 - Excel knows no zone
        (("=1+1", "2"), "2"),
        ("Siân", "Siân"),
    ],
)
def test_every_cell_is_its_text(cell, text):
    (row,) = read_table(workbook(("Keep", "Value"), ("x", cell)), "list.xlsx").rows

    assert row.cells == ("x", text)


def test_row_numbers_are_those_of_the_sheet():
    content = workbook(("Name", "Town"), ("A", ""), ("", ""), ("B", "Thame"), at=3)

    assert [(row.number, row.cells) for row in read_table(content).rows] == [
        (5, ("A", "")),
        (7, ("B", "Thame")),
    ]


def test_formulas_and_further_sheets_are_said():
    content = workbook(("Name",), (("=1+1", "2"),), (("=A2", "2"),), sheets=("One", "Two"))

    assert read_table(content).warnings == [
        "Cells with formulas were read as the result they last showed: A2, A3.",
        "Only the first sheet, “One”, was read.",
    ]


def test_a_plain_workbook_warns_of_nothing():
    assert read_table(PLAIN, "list.xlsx").warnings == []


@pytest.mark.parametrize("cut", [0.2, 0.5, 0.9, 0.99])
def test_a_workbook_cut_short_is_refused(cut):
    assert "damaged" in refusal(PLAIN[: int(len(PLAIN) * cut)])


def test_a_workbook_with_flipped_bytes_never_breaks_the_reader():
    outcomes = set()
    for place in range(30, len(PLAIN), 97):
        content = bytearray(PLAIN)
        content[place] ^= 0xFF
        try:
            list(read_table(bytes(content), "list.xlsx").rows)
        except Unreadable:
            outcomes.add("refused")
        else:
            outcomes.add("read")
    assert "refused" in outcomes


@pytest.mark.parametrize("member", ["sheet", "strings", "xl/workbook.xml"])
@pytest.mark.parametrize("body", [b"", b"<broken", b"\0" * 50, b"<a/>", b"\xff\xfe<"])
def test_a_workbook_with_a_broken_part_never_breaks_the_reader(member, body):
    try:
        table = read_table(rewritten(PLAIN, **{member: body}), "list.xlsx")
    except Unreadable:
        table = None
    assert table is None or table.headings


def test_a_zip_that_is_no_workbook_is_refused():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("word/document.xml", "<a/>")

    assert "not an Excel workbook" in refusal(buffer.getvalue())


def test_a_workbook_named_csv_is_refused():
    assert "ends in .csv" in refusal(PLAIN, "list.csv")


def test_a_bomb_is_refused_by_its_ratio():
    assert "unpacks to more" in refusal(rewritten(PLAIN, sheet=b"0" * 20_000_000))


def test_a_bomb_is_refused_by_its_size():
    caps = Caps(zip_bytes=10_000)

    assert "unpacks to more" in refusal(PLAIN, caps=caps)


def test_a_bomb_that_lies_about_its_size_is_refused():
    content = bytearray(rewritten(PLAIN, sheet=b"0" * 5_000_000))
    size = (5_000_000).to_bytes(4, "little")
    assert content.count(size) == 2
    lie = bytes(content).replace(size, (100).to_bytes(4, "little"))

    assert refusal(lie)


def test_too_many_members_are_refused():
    extra = {f"xl/media/{n}.png": b"x" for n in range(50)}

    assert "unpacks to more" in refusal(rewritten(PLAIN, **extra))


def test_entities_are_refused():
    body = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'

    assert "damaged" in refusal(rewritten(PLAIN, strings=body))


SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    '<row r="1"><c r="A1"><v>1</v></c></row>{}</sheetData></worksheet>'
)


@pytest.mark.parametrize(
    ("far", "reason"),
    [
        ('<row r="1048576"><c r="A1048576"><v>1</v></c></row>', "row 1,048,576"),
        ('<row spans="1:2" r="1048576"><c><v>1</v></c></row>', "row 1,048,576"),
        ('<row r="2"><c s="1" r="XFD2"><v>1</v></c></row>', "wider than the 200 columns"),
    ],
)
def test_a_sheet_stretched_by_one_far_cell_is_refused(far, reason):
    assert reason in refusal(rewritten(PLAIN, sheet=SHEET.format(far).encode()))


def test_the_row_cap_counts_in_workbooks_too():
    content = workbook(("Name",), *[("x",)] * 6)

    assert "more than 5 rows" in refusal(content, caps=Caps(rows=5))
