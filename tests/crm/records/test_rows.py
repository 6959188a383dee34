"""Mending in place: errors first, each beside its cell, checked on saving, a page at a time."""

import re

import pytest
import sqlalchemy as sa

from crm.core.db import session
from crm.employers.models import Employer, Site
from crm.records.models import ImportRow
from crm.records.rows import PAGE
from tests.browse import count_rows, form_defaults
from tests.crm.records.files import made, mixed, table
from tests.crm.records.test_import_pages import only, path_of, text_of, upload
from tests.crm.records.test_worker import work

HEADINGS = ("Employer name", "Postcode", "Email")
BAD = (
    ("Alpha", "OX14 3HB", "a@example.org"),
    ("", "OX1 1AA", "b@example.org"),
    ("Gamma", "KT16 OPZ", "nonsense"),
)


@pytest.fixture
def path(officer):
    upload(officer, table(HEADINGS, *BAD))
    return path_of(only())


def order(page):
    return [int(n) for n in re.findall(r'pw-mend__head">Row (\d+) ', page.text)]


def test_rows_with_errors_come_first_each_error_beside_its_cell(officer, path):
    page = officer.get(f"{path}/rows")

    assert order(page) == [3, 4, 2]
    beside = re.search(r'for="c-3-0".*?<input[^>]*id="c-3-0"[^>]*>', page.text, re.S)[0]
    assert "The employer&#39;s name is missing." in beside
    assert 'aria-invalid="true"' in beside
    assert 'aria-describedby="c-3-0-error"' in beside
    note = re.search(r'for="c-4-1".*?<input[^>]*id="c-4-1"[^>]*>', page.text, re.S)[0]
    assert "read as KT16 0PZ" in note
    assert order(officer.get(f"{path}/rows?kind=errors")) == [3]
    assert order(officer.get(f"{path}/rows?kind=said")) == [4]
    assert order(officer.get(f"{path}/rows?kind=fine")) == [2]
    assert order(officer.get(f"{path}/rows?kind=odd&after=9.9")) == [3, 4, 2]


def test_a_mended_row_is_checked_on_saving_and_imported(officer, path):
    values = form_defaults(officer.get(f"{path}/rows?kind=errors").text)

    page = officer.post(
        f"{path}/rows?kind=errors", values | {"c-3-0": "Beta \x00 Bakery"}, follow=True
    )

    assert "Saved 1 row." in page.text
    assert "No row has an error here" in page.text
    page = officer.get(path)
    assert "Import 3 employers" in page.text
    assert only().counts["failed"] == 0
    officer.post(f"{path}/run")
    assert sorted(session.scalars(sa.select(Employer.name))) == ["Alpha", "Beta  Bakery", "Gamma"]
    assert count_rows(ImportRow) == 0


def test_a_mended_cell_that_is_still_wrong_says_so_at_once(officer, path):
    page = officer.post(f"{path}/rows", {"c-3-0": "x" * 300, "c-2-2": "nonsense"}, follow=True)

    assert "Saved 2 rows." in page.text
    assert "This has 300 characters; at most 200 are kept." in page.text
    assert order(page) == [3, 2, 4]
    assert page.text.count("is not one email address") == 2


@pytest.mark.parametrize(
    "typed",
    [{}, {"c-2-0": "Alpha"}, {"c-2-0": " Alpha "}, {"c-2-99": "x"}, {"c-99-0": "x"},
     {"c-2-": "x"}, {"c--2-0": "x"}, {"c-99999999-0": "x"}],
)  # fmt: skip
def test_nothing_typed_changes_nothing(officer, path, typed):
    assert "Nothing was changed." in officer.post(f"{path}/rows", typed, follow=True).text
    assert not session.scalar(sa.select(sa.func.count()).where(ImportRow.mended))


def test_a_cell_of_several_lines_keeps_them(officer):
    address = "1 High Street\nMarket Square"
    upload(officer, table(("Employer name", "Address", "Town"), ("Alpha", address, "Thame")))
    path = path_of(only())
    page = officer.get(f"{path}/rows")
    assert '<textarea class="govuk-textarea"' in page.text

    values = form_defaults(page.text) | {"c-2-1": address.replace("\n", "\r\n"), "c-2-2": "Wantage"}
    officer.post(f"{path}/rows", values)
    officer.post(f"{path}/run")

    session.remove()
    site = session.scalars(sa.select(Site)).one()
    assert (site.address, site.town) == ("1 High Street, Market Square", "Wantage")


def test_a_row_that_lost_a_cell_is_mended(officer):
    upload(officer, b"Employer name,Town,Postcode\nAlpha,Thame\nBeta,Thame,OX9 3AA\n")
    path = path_of(only())
    assert "This row has 2 cells where the headings have 3." in officer.get(f"{path}/rows").text

    page = officer.post(f"{path}/rows", {"c-2-2": "OX9 3AB"}, follow=True)

    assert "This row has 2 cells" not in page.text
    assert "Import 2 employers" in officer.get(path).text


def test_two_rows_for_one_employer_are_told_apart_by_mending(officer):
    upload(officer, table(("Employer name", "Postcode"), ("A", "OX1 1AA"), ("A", "OX1 1AA")))
    path = path_of(only())
    page = officer.get(f"{path}/rows")
    assert order(page) == [3, 2]
    assert "is the same employer, so this row was passed over" in page.text

    officer.post(f"{path}/rows", {"c-3-0": "B"})

    assert only().counts["created"] == 2


def test_ten_thousand_rows_never_make_one_page(officer):
    upload(officer, mixed(150, bad_every=5))
    path = path_of(only())
    seen, address = [], f"{path}/rows"
    while address:
        page = officer.get(address)
        found = order(page)
        assert len(found) <= PAGE
        seen += found
        following = re.search(r'href="(/records/import/\d+/rows\?after=[\d.]+)"', page.text)
        address = following[1] if following else ""

    assert len(seen) == 150 == len(set(seen))
    assert seen[:30] == list(range(6, 152, 5))
    assert "No more rows here" in officer.get(f"{path}/rows?after=2.99999999").text


def test_a_large_file_is_read_row_by_row_and_checked_again_by_the_worker(officer, monkeypatch):
    monkeypatch.setattr("crm.records.actions.SMALL_LINES", 1)
    upload(officer, table(HEADINGS, *BAD))
    path = path_of(only())
    work()

    page = officer.post(f"{path}/rows", {"c-3-0": "Beta"}, follow=True)

    assert "These figures are from before" in page.text
    assert order(page) == [4, 2, 3]
    page = officer.get(path)
    assert f"{path}/run" not in page.text
    page = officer.post(f"{path}/run", follow=True)
    assert "Check the file again first." in page.text
    page = officer.post(f"{path}/check", follow=True)
    assert "is waiting to be checked" in page.text
    work()
    assert "Import 3 employers" in officer.get(path).text
    officer.post(f"{path}/run")
    assert work() == 1
    assert count_rows(Employer) == 3


def test_rows_of_a_file_that_is_done_with_are_not_mended(officer, path):
    officer.post(f"{path}/run")

    assert officer.get(f"{path}/rows").location == path
    page = officer.post(f"{path}/rows", {"c-3-0": "Beta"}, follow=True)
    assert "Imported 2 employers" in page.text
    assert "cannot check it again now: this file is imported" in text_of(
        officer.post(f"{path}/check", follow=True)
    )


def test_a_file_of_errors_only_can_be_mended(officer):
    page = upload(officer, table(("Employer name", "Town"), ("", "Thame"), ("x" * 300, "Thame")))
    path = path_of(only())
    assert "None of the rows can be imported." in page.text
    assert f"{path}/run" not in page.text

    officer.post(f"{path}/rows", {"c-2-0": "Alpha"})

    assert "Import 1 employer" in officer.get(path).text


def test_cells_are_shown_inert(officer):
    upload(officer, table(HEADINGS, ('"><script>alert(1)</script>', "{{7*7}}", "</textarea>")))

    page = officer.get(f"{path_of(only())}/rows")

    assert "<script>alert" not in page.text
    assert "&lt;script&gt;alert(1)" in page.text


def test_a_file_uploaded_with_many_pages_of_rows_keeps_its_numbers(officer):
    upload(officer, made(25))
    path = path_of(only())

    assert order(officer.get(f"{path}/rows?after=2.21")) == [22, 23, 24, 25, 26]
