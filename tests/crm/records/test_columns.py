"""What the columns are: guessed, chosen once, remembered, changed and forgotten."""

import re

import pytest
import sqlalchemy as sa

from crm.core.db import session
from crm.core.journal import Operation
from crm.employers.models import Employer
from crm.records.headings import layout_key, read_layout, suggested
from crm.records.models import ColumnMapping, ImportRow, State
from tests.browse import count_rows
from tests.crm.records.files import made, table
from tests.crm.records.test_import_pages import only, path_of, upload
from tests.crm.records.test_worker import work

ODD = ("Firm", "Post cod", "Mail adress", "Colour")
ROWS = (("Alpha", "OX14 3HB", "a@example.org", "9"), ("Beta", "OX1 1AA", "b@example.org", "8"))
CHOSEN = {"column-0": "name", "column-1": "postcode", "column-2": "email", "column-3": ""}


def selected(page, column):
    body = re.search(rf'<select[^>]*id="column-{column}".*?</select>', page.text, re.S)[0]
    return re.search(r'<option value="(\w*)" selected', body)[1]


def start(officer, headings=ODD, rows=ROWS):
    page = upload(officer, table(headings, *rows))
    return page, path_of(only())


def test_a_doubtful_heading_is_asked_with_guesses_and_examples(officer):
    page, _path = start(officer)

    assert "What is in each column?" in page.text
    assert "Alpha, Beta" in page.text
    assert selected(page, 1) == "postcode"
    assert selected(page, 2) == "email"
    assert selected(page, 3) == ""
    assert page.text.count("A guess") >= 2
    assert count_rows(ImportRow) == 2
    assert only().content is None


def test_headings_that_are_clear_are_not_asked(officer):
    page = upload(officer, made(2))

    assert "Import 2 employers" in page.text
    assert count_rows(ColumnMapping) == 0


def test_the_same_headings_map_themselves_next_month(officer, manager):
    _page, path = start(officer)
    page = officer.post(f"{path}/columns", CHOSEN, follow=True)
    assert "The columns are remembered" in page.text
    assert "Import 2 employers" in page.text
    officer.post(f"{path}/run")
    assert session.scalars(sa.select(Employer.email).order_by(Employer.id)).all() == [
        "a@example.org", "b@example.org",
    ]  # fmt: skip

    page = upload(manager, table(("FIRM *", *ODD[1:]), ("Gamma", "OX1 1AA", "c@example.org", "7")))

    assert "Import 1 employer" in page.text
    name = session.scalar(sa.select(ColumnMapping.saved_by))
    assert f"The columns are as {name}" in page.text


def test_the_command_reads_remembered_columns_too(officer, app, tmp_path):
    _page, path = start(officer)
    officer.post(f"{path}/columns", CHOSEN)
    file = tmp_path / "next.csv"
    file.write_bytes(table(ODD, ("Gamma", "OX1 1AA", "c@example.org", "7")))
    session.remove()

    done = app.test_cli_runner().invoke(args=["employers", "import", str(file)])

    assert done.exit_code == 0, done.output
    assert done.stderr == ""
    assert session.scalar(sa.select(Employer.email)) == "c@example.org"


@pytest.mark.parametrize(
    ("change", "said", "at"),
    [
        ({"column-3": "email"}, "“Mail adress” is email address too. Choose one", "column-3"),
        ({"column-0": ""}, "Say which column holds the employer&#39;s name.", "column-0"),
        ({"column-0": "password"}, "Choose from the list what each column is.", "column-0"),
        ({"column-0": "\0"}, "Choose from the list what each column is.", "column-0"),
    ],
)
def test_a_choice_that_cannot_be_is_refused_beside_the_column(officer, change, said, at):
    _page, path = start(officer)

    page = officer.post(f"{path}/columns", CHOSEN | change)

    assert page.status_code == 200
    assert said in page.text
    assert f'<a href="#{at}">' in page.text
    assert selected(page, 1) == "postcode"
    assert count_rows(ColumnMapping) == 0
    assert only().state is State.MAPPING


def test_columns_can_be_changed_after_the_check(officer):
    page = upload(officer, table(("Employer name", "Town"), ("Alpha", "Thame")))
    path = path_of(only())
    assert selected(officer.get(f"{path}/columns"), 1) == "town"

    page = officer.post(
        f"{path}/columns", {"column-0": "name", "column-1": "trading_name"}, follow=True
    )

    assert "Import 1 employer" in page.text
    officer.post(f"{path}/run")
    assert session.scalar(sa.select(Employer.trading_name)) == "Thame"
    assert officer.get(f"{path}/columns").status_code == 302
    page = officer.post(f"{path}/columns", {"column-0": "name", "column-1": ""}, follow=True)
    assert "Imported 1 employer" in page.text


def test_remembered_columns_are_listed_changed_forgotten_and_brought_back(officer, manager):
    _page, path = start(officer)
    officer.post(f"{path}/columns", CHOSEN)
    session.remove()
    mapping = session.scalars(sa.select(ColumnMapping)).one()
    address = f"/records/import/columns/{mapping.id}"

    assert address in manager.get("/records/import").text
    assert selected(manager.get(address), 2) == "email"
    manager.post(address, CHOSEN | {"column-2": ""})
    session.remove()
    assert session.scalars(sa.select(ColumnMapping.fields)).one() == ["name", "postcode", "", ""]
    assert manager.post(address, CHOSEN | {"column-1": "name"}).status_code == 200
    page = manager.post(f"{address}/forget", follow=True)
    assert "The columns are forgotten" in page.text
    assert count_rows(ColumnMapping) == 0
    manager.post(re.search(r'action="(/history/\d+/undo)"', page.text)[1])
    assert count_rows(ColumnMapping) == 1
    titles = session.scalars(
        sa.select(Operation.title).where(Operation.actor_id.is_not(None)).order_by(Operation.id)
    ).all()
    assert titles[0] == "Remembered the columns of “Firm”, “Post cod” and 2 more columns"
    assert manager.get("/records/import/columns/99").status_code == 404


def test_a_large_file_is_asked_after_a_worker_took_it_apart(officer, monkeypatch):
    monkeypatch.setattr("crm.records.actions.SMALL_LINES", 1)
    page, path = start(officer)
    assert "is waiting to be checked" in page.text
    assert 'data-poll="waiting to be checked"' in page.text
    work()
    assert "Say what the columns are" in officer.get(path).text

    page = officer.post(f"{path}/columns", CHOSEN, follow=True)

    assert "is waiting to be checked" in page.text
    work()
    assert "Import 2 employers" in officer.get(path).text


def test_a_guess_is_offered_once_and_never_for_a_known_heading():
    headings = ["Employer name", "E-mial", "Emial adres", "Zzz"]

    found = suggested(headings, read_layout(headings))

    assert list(found.values()) == ["email"]


def test_headings_are_alike_however_they_are_written():
    assert layout_key(["Employer name", "Post-code"]) == layout_key(
        ["EMPLOYER NAME *", "post code"]
    )
    assert layout_key(["a", "b"]) != layout_key(["b", "a"])
