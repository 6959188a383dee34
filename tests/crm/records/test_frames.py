"""CSV files as they come: encodings, delimiters, damage; nothing typed is changed."""

import base64
import json

import pytest

from crm.records.frames import read_table
from crm.records.limits import Caps, Unreadable
from tests.shared_data import shared


def rows_of(content, name="", caps=None):
    if isinstance(content, str):
        content = content.encode()
    return [(row.number, row.cells) for row in read_table(content, name, caps).rows]


ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_encodings_delimiters_and_line_ends(encoding, delimiter, line_end):
    lines = [f"Name{delimiter}Town", f"Siân Café{delimiter}Wantage", f"“Q”{delimiter}Thame"]

    content = (line_end.join(lines) + line_end).encode(encoding)
    table = read_table(content)

    assert table.headings == ("Name", "Town")
    assert [row.cells for row in table.rows] == [("Siân Café", "Wantage"), ("“Q”", "Thame")]


def test_only_the_guess_of_windows_1252_is_warned_about():
    assert "Windows-1252" in read_table("Name\nCafé".encode("cp1252")).warnings[0]
    assert read_table("Name\nCafé".encode()).warnings == []


def test_line_breaks_in_cells_and_blank_lines_keep_the_spreadsheet_s_row_numbers():
    text = '\n\nName,Codes\nA,"85200,\n85310"\n\n,\nB,1\n'

    assert rows_of(text) == [(4, ("A", "85200,\n85310")), (7, ("B", "1"))]


@pytest.mark.parametrize(
    "value",
    ["NA", "None", "null", "NaN", "N/A", "", "00123", "01865792422", "1E5", "+44 1865 792422",
     "TRUE", "2026-02-01", "05/06/2026", " spaced ", "=1+1", "@SUM(1)", "-5", "O'Brien", "'quoted",
     "{{7*7}}", "\u200b", "Ａ", "a'=b"],
)  # fmt: skip
def test_no_value_is_changed(value):
    text = f'Keep,Value\nx,"{value}"\n'

    assert rows_of(text) == [(2, ("x", value))]


@pytest.mark.parametrize("value", ["=1+1", "+44", "-5", "@x", "\tx", "＝1"])
def test_the_apostrophe_of_our_own_exports_is_taken_back(value):
    assert rows_of(f'Keep,Value\nx,"\'{value}"\n') == [(2, ("x", value))]


REFUSED = [
    (b"", "nothing in this file"),
    (b"\r\n", "nothing in this file"),
    (b"\xef\xbb\xbf\r\n ,\r\n", "nothing in this file"),
    (b"Name,Town\r\n", "headings but no rows"),
    (b"Name,Town\n,\n\n", "headings but no rows"),
    (b"Name,Town\nA,B\nC\0D,E\n", "Row 3, column “Name” holds a NUL"),
    (b"Name,Town\nA,B,C\0\n", "Row 2, column “number 3” holds a NUL"),
    (b"Na\0me,Town\nA,B\n", "Row 1, column “Name” holds a NUL"),
    (b"%PDF-1.7 ...", "not a CSV or an XLSX"),
    (b"\x89PNG\r\n\x1a\n", "not a CSV or an XLSX"),
    (b"<html>hello</html>", "not a CSV or an XLSX"),
    (b"\n <!DOCTYPE html><p>", "not a CSV or an XLSX"),
    (bytes(range(1, 256)) * 20, "not a CSV or an XLSX"),
    (b"\x7fELF\x02\x01\x01" + b"\0\x01\x02" * 90, "not a CSV or an XLSX"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 50, "old Excel workbook"),
    (b"Name\nA\x81B\n", "cannot be read near line 2"),
    (b"\xff\xfeN\0a\0m", "cannot be read"),
    (b"\xff\xfeN\0\n\0\x00\xd8A\0", "cannot be read"),
    (b'Name\n"' + b"x" * 200_000, "closing quotation mark"),
    ((",".join(["h"] * 201) + "\n" + "x\n").encode(), "201 columns"),
    (b"Name\n" + b"x\n" * 100_001, "more than 100,000 rows"),
    (b"Name\n" + b"x\n" * 200_000, "more than 100,000 rows"),
]


@pytest.mark.parametrize(("content", "reason"), REFUSED)
def test_a_file_that_cannot_be_trusted_is_refused_with_a_sentence(content, reason):
    with pytest.raises(Unreadable, match=reason) as refusal:
        rows_of(content)

    assert str(refusal.value).endswith((".", "?"))


def test_the_size_cap_is_named():
    with pytest.raises(Unreadable, match="larger than 1 MB"):
        rows_of(b"Name\n" + b"x" * 1_000_000, caps=Caps(file_bytes=1_000_000))


def test_the_row_cap_lets_its_own_number_pass():
    assert len(rows_of("Name\n" + "x\n" * 5, caps=Caps(rows=5))) == 5
    with pytest.raises(Unreadable, match="more than 5 rows"):
        rows_of("Name\n" + "x\n" * 6, caps=Caps(rows=5))


@pytest.mark.parametrize("name", ["list.xlsx", "LIST.XLSM"])
def test_an_ending_that_contradicts_the_content_is_refused(name):
    with pytest.raises(Unreadable, match=r"ends in \.xls"):
        rows_of("Name\nA\n", name)


@pytest.mark.parametrize("name", ["", "list", "list.csv", "list.tsv", "my.list.TXT"])
def test_other_names_do_not_matter(name):
    assert rows_of("Name\nA\n", name) == [(2, ("A",))]


@pytest.mark.parametrize(
    ("line", "column", "reason"),
    [
        ("A", "", "1 cells where the headings have 2"),
        ("A,B,C", "", "more cells than there are headings"),
        ("A," + "x" * 10_001, "Town", "10,001 characters"),
    ],
)
def test_a_faulty_row_is_named_and_the_others_are_read(line, column, reason):
    first, second = read_table(f"Name,Town\n{line}\nC,D\n".encode()).rows

    (fault,) = first.faults
    assert (first.number, fault.column) == (2, column)
    assert reason in fault.reason
    assert (second.cells, second.faults) == (("C", "D"), ())


def test_empty_cells_past_the_headings_are_no_fault():
    (row,) = read_table(b"Name,Town\nA,B,,\n").rows

    assert (row.cells, row.faults) == (("A", "B"), ())


def test_the_sample_files():
    sample = json.loads(shared("bad_inputs_sample.json").read_text(encoding="utf-8"))

    for case in sample["fields"]["csv_file"]:
        content = base64.b64decode(case["b64"])
        if case["file"] == "s_empty.csv":
            with pytest.raises(Unreadable):
                read_table(content, case["file"])
        else:
            (row,) = read_table(content, case["file"]).rows
            assert bool(row.faults) is (case["expect"] == "clear-error")


def test_the_register_of_the_pay_gap_service_reads_whole():
    table = read_table(shared("employers-gpg-2022-23.csv").read_bytes())
    rows = list(table.rows)

    assert len(rows) == 10_575
    assert [row.number for row in rows] == list(range(2, 10_577))
    assert not any(row.faults for row in rows)
    assert sum("\n" in row.cells[table.headings.index("SicCodes")] for row in rows) == 3_243
