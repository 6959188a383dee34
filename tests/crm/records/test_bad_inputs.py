"""No file of any kind breaks the import page; refused files change nothing."""

import base64
import io
import json
import random

import pytest

from crm.core.db import session
from crm.employers.models import Employer
from crm.records.models import ImportFile, State
from tests.browse import count_rows, form_defaults
from tests.crm.records.files import made
from tests.crm.records.test_import_pages import upload
from tests.crm.records.test_workbooks import PLAIN, SHEET, rewritten, workbook
from tests.shared_data import shared

NASTY = [
    "", " ", "\u200b", "NA", "null", "nan", "=1+1", "@SUM(1)", "+1", "-1", "'=x", "O'Brien",
    "<script>alert(1)</script>", "{{7*7}}", "${7*7}", "'; DROP TABLE employer--", "%s%n", "\\",
    "a\nb", "a\rb", "a\tb", "\x07", "\x1b[31m", "\u202egnp.exe", "\ufeff", "İ", "ß", "ﬁ", "😀" * 40,
    "x" * 199, "x" * 201, "x" * 9_999, "x" * 10_001, "9" * 400, "1e400", "٣", "0" * 9, "-0",
    "E-00001", "E-99999999999", "gpg:1", "OX14 3HB", "KT16 OPZ", "a@b.c", "a@b\r\nBcc: c@d.e",
    "javascript:alert(1)", "http://[::1", "//x", "01865 792422", "1865792422", "Ltd", ", ,", '"',
]  # fmt: skip
HEADINGS = [
    "Employer name", "ref", "Employer id", "Trading name", "Former name", "Company number",
    "Legal form", "Size", "SIC", "Address", "Town", "County", "Postcode", "Website", "Phone",
    "Email", "Contact", "Job title", "Colour", "",
]  # fmt: skip


def quoted(cells, delimiter):
    return delimiter.join('"' + cell.replace('"', '""') + '"' for cell in cells)


def tables(count):
    """Yield seeded tables of nasty cells under shuffled headings."""
    chance = random.Random(20_261_121)
    for _ in range(count):
        headings = chance.sample(HEADINGS[1:], chance.randint(1, 8)) + HEADINGS[:1]
        chance.shuffle(headings)
        lines = [quoted(headings, delimiter := chance.choice(",;\t"))]
        for _ in range(chance.randint(0, 12)):
            cells = [chance.choice([f"Made up {chance.random()}", *NASTY]) for _ in headings]
            lines.append(quoted(cells[: chance.choice([len(cells)] * 6 + [1])], delimiter))
        yield "\n".join(lines).encode(chance.choice(["utf-8", "utf-8-sig", "utf-16"]))


def damaged(content, count):
    """Yield copies of a good file with bytes flipped, cut out or repeated."""
    chance = random.Random(len(content))
    for _ in range(count):
        broken = bytearray(content)
        for _ in range(chance.randint(1, 5)):
            place = chance.randrange(len(broken))
            match chance.randrange(3):
                case 0:
                    broken[place] = chance.randrange(256)
                case 1:
                    del broken[place : place + chance.randrange(1, 40)]
                case _:
                    broken[place:place] = broken[place : place + chance.randrange(1, 40)]
            if not broken:
                break
        yield bytes(broken)


FAR = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
HOSTILE = [
    ("bomb.xlsx", rewritten(PLAIN, sheet=b"0" * 20_000_000)),
    ("far.xlsx", rewritten(PLAIN, sheet=SHEET.format(FAR).encode())),
    ("cut.xlsx", PLAIN[: len(PLAIN) // 2]),
    ("text.xlsx", b"Employer name\nA\n"),
    ("book.csv", PLAIN),
    ("html.csv", b"<html>hello</html>"),
    ("nul.csv", b"Employer name\nA\0\n"),
    ("zeros", b"\0" * 5_000),
    ("wide.csv", b"Employer name," * 300 + b"\nA\n"),
    ("open.csv", b'Employer name\n"' + b"x" * 150_000),
    ("rows.csv", b"Employer name\n" + b"\n" * 3_000),
    ("names.xlsx", workbook(("Employer name", "Size"), *[(cell, "9") for cell in NASTY if cell])),
    ("..\\..\\etc\\passwd\r\nX: y", made(1)),
    ("x" * 500 + ".csv", made(1)),
    ("\u202evsc.exe", made(1)),
]


def survive(officer, content, name):
    """Upload, open what came of it and, where it is offered, import it: never a failure."""
    answer = upload(officer, content, name)
    assert answer.status_code == 200, (name, content[:80])
    session.remove()
    newest = session.query(ImportFile).order_by(ImportFile.id.desc()).first()
    path = f"/records/import/{newest.id}" if newest else "/records/import"
    session.remove()
    if newest and newest.state is State.MAPPING:
        columns = form_defaults(officer.get(f"{path}/columns").text)
        named = columns if "name" in columns.values() else columns | {"column-0": "name"}
        answer = officer.post(f"{path}/columns", named, follow=True)
        assert answer.status_code == 200, (name, content[:80])
    if newest and f"{path}/rows" in answer.text:
        page = officer.get(f"{path}/rows")
        assert page.status_code == 200, (name, content[:80])
        answer = officer.post(f"{path}/rows", form_defaults(page.text), follow=True)
        assert "Nothing was changed." in answer.text, (name, content[:80])
        for kind in ("csv", "xlsx"):
            bad = officer.get(f"{path}/not-imported.{kind}")
            assert bad.status_code in {200, 404}
            bad.close()
        answer = officer.get(path)
    if newest and f"{path}/run" in answer.text:
        answer = officer.post(f"{path}/run", follow=True)
        assert answer.status_code == 200, (name, content[:80])
    for address in (f"{path}?result=failed", "/records/import"):
        assert officer.get(address).status_code == 200


@pytest.mark.parametrize(("name", "content"), HOSTILE, ids=[name[:12] for name, _ in HOSTILE])
def test_a_hostile_file_never_breaks_the_page(officer, name, content):
    survive(officer, content, name)


def test_seeded_tables_of_nasty_cells(officer):
    for content in tables(40):
        survive(officer, content, "made.csv")
    assert count_rows(Employer) > 20
    assert officer.get("/employers").status_code == 200


@pytest.mark.parametrize(("content", "name"), [(made(6), "made.csv"), (PLAIN, "made.xlsx")])
def test_seeded_damage_to_good_files(officer, content, name):
    for broken in damaged(content, 25):
        survive(officer, broken, name)


def test_the_sample_of_bad_inputs(officer):
    fields = json.loads(shared("bad_inputs_sample.json").read_text(encoding="utf-8"))["fields"]

    for case in (*fields["csv_file"], *fields["pdf_file"]):
        survive(officer, base64.b64decode(case["b64"]), case["file"])
    names = [case["v"] for case in fields["name"]]
    survive(officer, "\n".join(quoted([n], ",") for n in ["Employer name", *names]).encode(), "n")


def test_other_ways_of_posting(officer):
    two = [(io.BytesIO(made(1)), "a.csv"), (io.BytesIO(b"x"), "b")]
    for data, kind in (
        ({"file": "text"}, "multipart/form-data"),
        ({"file": "text"}, "application/x-www-form-urlencoded"),
        ({"file": (io.BytesIO(b"x"), "")}, "multipart/form-data"),
        ({"file": two}, "multipart/form-data"),
        ({"other": "x" * 9_999}, "multipart/form-data"),
    ):
        assert officer.post("/records/import", data, content_type=kind).status_code in (200, 302)
