"""Importing by page: upload, look, import, look again, take it back."""

import io
import re

import pytest
import sqlalchemy as sa

from crm.core.db import session
from crm.employers.models import Employer
from crm.records.models import ImportFile, State
from tests.browse import count_rows, form_defaults
from tests.crm.records.files import made, table


def upload(browser, content, name="list.csv", *, follow=True):
    return browser.post(
        "/records/import",
        {"file": (io.BytesIO(content), name)},
        follow=follow,
        content_type="multipart/form-data",
    )


def only():
    session.remove()
    return session.scalars(sa.select(ImportFile)).one()


def path_of(row):
    return f"/records/import/{row.id}"


def text_of(page):
    return " ".join(re.sub(r"<[^>]+>", " ", page.text).split())


def test_the_officer_sees_first_and_imports_then(officer):
    page = upload(officer, made(3))

    assert "Import 3 employers" in page.text
    assert "First rows as they will be" in page.text
    assert "Cherwell probable" in text_of(page)
    assert count_rows(Employer) == 0
    path = path_of(only())
    page = officer.post(f"{path}/run", follow=True)
    assert "Imported 3 employers." in page.text
    assert count_rows(Employer) == 3
    row = only()
    assert (row.state, row.content) == (State.DONE, None)
    assert "Rows in the file 3 New 3 Changed 0 Unchanged 0" in text_of(page)
    assert re.search(r'href="/employers/E-\d{5}">MADE UP EMPLOYER 1 LIMITED', page.text)


def test_a_whole_import_is_undone_from_its_page(officer):
    upload(officer, made(3))
    path = path_of(only())
    page = officer.post(f"{path}/run", follow=True)
    address = re.search(r'action="(/history/\d+/undo)"', page.text)[1]

    page = officer.post(address, {"back": path}, follow=True)

    assert "This import was undone" in page.text
    assert "Undo whole import" not in page.text
    assert count_rows(Employer) == 0


def test_importing_twice_acts_once(officer):
    upload(officer, made(2))
    path = path_of(only())

    officer.post(f"{path}/run")
    page = officer.post(f"{path}/run", follow=True)

    assert "cannot be imported now: it is imported" in page.text
    assert count_rows(Employer) == 2


def test_what_is_wrong_is_listed_with_row_and_column(officer):
    page = upload(
        officer,
        table(("Employer name", "Post code", "Colour"), ("A", "KT16 OPZ", ""), ("", "", "red")),
    )

    assert "What is in each column?" in page.text
    page = officer.submit(f"{path_of(only())}/columns")
    text = text_of(page)
    assert "3 Employer name The employer&#39;s name is missing." in text
    assert "2 Post code KT16 OPZ mixes up a letter and a number: read as KT16 0PZ." in text
    assert "Import 1 employer" in text
    officer.post(f"{path_of(only())}/run")
    assert session.scalars(sa.select(Employer.name)).all() == ["A"]


def test_rows_can_be_looked_at_by_result(officer):
    upload(officer, table(("Employer name",), ("Alpha",), ("Beta",), ("Alpha",), ("x" * 300,)))
    path = path_of(only())

    assert "Passed over" in officer.get(path).text
    page = text_of(officer.get(f"{path}?result=skipped"))
    assert "4 Alpha Passed over" in page
    assert "3 Beta" not in page
    for odd in ("?result=nonsense", "?after=0", "?after=99999", "?after=-1", "?result="):
        assert officer.get(f"{path}{odd}").status_code == 200


def test_many_rows_come_in_pages(officer):
    upload(officer, made(150))
    path = path_of(only())

    first = officer.get(path)
    assert f"{path}?after=101" in first.text
    assert "MADE UP EMPLOYER 150 LIMITED" in officer.get(f"{path}?after=101").text


def test_names_are_shown_inert(officer):
    name = "<b onmouseover=alert(2)>{{7*7}}</b>"
    page = upload(officer, table(("Employer name", "<i>x</i>"), (name, "y")))

    assert name not in page.text
    assert "&lt;b onmouseover=alert(2)&gt;{{7*7}}&lt;/b&gt;" in page.text


def test_a_file_that_changes_nothing_offers_nothing_to_import(officer):
    upload(officer, made(2))
    officer.post(f"{path_of(only())}/run")

    page = upload(officer, made(2))

    assert "There is nothing to import" in page.text
    assert "/run" not in page.text


def test_a_discarded_file_is_gone(officer):
    upload(officer, made(2))
    path = path_of(only())

    page = officer.post(f"{path}/discard", follow=True)

    assert "Discarded list.csv" in page.text
    row = only()
    assert (row.state, row.content, row.sample, row.outcomes) == (State.DISCARDED, None, None, None)
    assert "cannot be discarded" in officer.post(f"{path}/discard", follow=True).text
    assert "cannot be imported" in officer.post(f"{path}/run", follow=True).text
    assert count_rows(Employer) == 0


def test_the_list_finds_an_import_again(officer):
    assert "No file was imported yet" in officer.get("/records/import").text
    upload(officer, made(2), "C:\\fakepath\\county\u202elist.csv")

    page = officer.get("/records/import")

    assert "countylist.csv</a>" in page.text
    assert "Checked" in page.text


def test_nothing_chosen_is_said_beside_the_field(officer, monkeypatch):
    monkeypatch.setattr("crm.records.forms.MOST_BYTES", 1_000)
    page = officer.post("/records/import", {}, content_type="multipart/form-data")

    assert page.status_code == 200
    assert "Choose a file." in page.text
    assert "This file is empty" in upload(officer, b"").text
    assert "larger than 20 MB" in upload(officer, b"x" * 1_001).text
    assert count_rows(ImportFile) == 0


@pytest.mark.parametrize("address", ["/records/import/1", "/records/import/99999999999999999999"])
def test_no_such_import_is_404(officer, address):
    assert officer.get(address).status_code == 404
    assert officer.post(f"{address}/run").status_code == 404


def test_pasted_cells_are_read_like_a_file(officer):
    pasted = 'Employer name\tPostcode\r\nAlpha\tOX14 3HB\r\n"Beta\nBakery"\t\r\n'

    page = officer.submit("/records/import", {"pasted": pasted})

    assert "Pasted rows" in page.text
    assert "Import 1 employer" in page.text
    assert "This must be one line." in page.text


@pytest.mark.parametrize(
    ("pasted", "said"),
    [
        ("  \n", "Choose a file."),
        ("x" * 300_001, "These are more than 300,000 characters"),
        ("Employer name", "headings but no rows below"),
        ("Employer name\nA\0B", "NUL character"),
        ("=HYPERLINK(1)\n=1+1", "What is in each column?"),
    ],
)
def test_odd_pasted_text_has_an_answer(officer, pasted, said):
    assert said in officer.submit("/records/import", {"pasted": pasted}).text


def test_a_file_and_pasted_rows_together_are_refused(officer):
    page = officer.post(
        "/records/import",
        {"file": (io.BytesIO(made(1)), "a.csv"), "pasted": "Employer name\nA"},
        content_type="multipart/form-data",
    )

    assert "Choose a file or paste rows, not both." in page.text
    assert count_rows(ImportFile) == 0


def test_a_form_sent_twice_makes_one_import(officer, manager):
    values = form_defaults(officer.get("/records/import").text) | {"pasted": "Employer name\nA"}

    first = officer.post("/records/import", values)
    second = officer.post("/records/import", values)

    assert first.location == second.location
    assert count_rows(ImportFile) == 1
    officer.post("/records/import", values | {"form_token": "forged\0"})
    assert count_rows(ImportFile) == 2


def test_a_trainee_cannot_upload(trainee):
    assert upload(trainee, made(1), follow=False).status_code == 403
    assert count_rows(ImportFile) == 0


def test_who_may_import(trainee, auditor, stranger, manager):
    assert trainee.get("/records/import").status_code == 403
    assert auditor.get("/records/import").status_code == 403
    assert stranger.get("/records/import").status_code == 302
    assert manager.get("/records/import").status_code == 200


def test_a_changed_row_shows_each_fact_as_it_is_and_as_it_will_be(officer):
    heads = ("Employer id", "Employer name", "Phone", "Postcode", "Size")
    upload(officer, table(heads, ("7", "Alpha", "", "OX14 3HB", "9")))
    officer.post(f"{path_of(only())}/run")
    upload(officer, table(heads, ("7", "Alpha", "01865 792422", "OX1 1AA", "60")), "newer.csv")
    session.remove()
    newest = session.scalars(sa.select(ImportFile).order_by(ImportFile.id.desc())).first()

    page = text_of(officer.get(path_of(newest)))

    assert "size text: 9 → 60" in page.lower()
    assert "phone: nothing → 01865 792422" in page.lower()
    assert "postcode: OX14 3HB → OX1 1AA" in page
    assert "size band: micro → medium" in page
