"""Importing a file in a real browser, at a desk and on a phone, by keyboard."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import SIZES, no_violations, picture
from tests.crm.records.files import made, table

MIXED = table(
    ("Employer name", "Post code", "Size", "SIC code", "Telephone", "Colour"),
    ("Made Up Bakery Ltd", "OX28 4LE", "9", "10710", "1993775533", "red"),
    ("Made Up Farm", "KT16 OPZ", "250 to 499", "01130", "", ""),
    ("Made Up Foundry Limited", "OX17 1AA", "Less than 250", "24510", "", ""),
    ("", "OX1 1AA", "", "", "", ""),
    ("Made up bakery ltd", "ox284le", "", "", "", ""),
)


@pytest.fixture
def upload(sign_in):
    def choose(content, name="made-up.csv"):
        page = sign_in("officer")
        page.goto("/records/import")
        page.get_by_label("File").set_input_files(
            {"name": name, "mimeType": "text/csv", "buffer": content}
        )
        page.get_by_role("button", name="Check the file").press("Enter")
        page.wait_for_url(re.compile(r"/records/import/[0-9]+"))
        if page.url.endswith("/columns"):
            page.get_by_role("button", name="Use these columns").press("Enter")
            page.wait_for_url("**/records/import/*")
        return page

    return choose


@pytest.mark.parametrize("size", SIZES)
def test_a_file_is_looked_at_imported_and_taken_back(upload, size):
    page = upload(MIXED)
    page.set_viewport_size(SIZES[size])
    expect(page.get_by_text("read as KT16 0PZ")).to_be_visible()
    no_violations(page)
    picture(page, f"import-check-{size}")

    page.get_by_role("button", name="Import 3 employers").press("Enter")
    expect(page.get_by_role("button", name="Undo whole import")).to_be_visible()
    no_violations(page)
    picture(page, f"import-done-{size}")

    page.get_by_role("button", name="Undo whole import").press("Enter")
    expect(page.get_by_text("This import was undone.")).to_be_visible()
    no_violations(page)
    page.goto("/records/import")
    expect(page.get_by_role("link", name="made-up.csv").first).to_be_visible()
    no_violations(page)
    picture(page, f"import-list-{size}")


PASTED = (
    "Firm\tPost cod\tMail adress\tTown\tColour\n"
    "Made Up Bakery of Thame and the Villages Around it, East and West\tOX9 3AA\t"
    "bakery@example.org\tThame\tred\n"
    "\tOX14 3HB\tnobody@example.org\tAbingdon\t\n"
    "Made Up Foundry\tKT16 OPZ\tnonsense\tChertsey\tblue\n"
)


@pytest.mark.parametrize("size", SIZES)
def test_pasted_rows_are_named_mended_and_imported(sign_in, size):
    page = sign_in("officer")
    page.set_viewport_size(SIZES[size])
    page.goto("/records/import")
    no_violations(page)
    picture(page, f"import-start-{size}")
    page.get_by_label("Or paste rows").fill(re.sub("Firm|Made Up", rf"\g<0> {size}", PASTED))
    page.get_by_role("button", name="Check the file").press("Enter")

    expect(page.get_by_role("heading", name="What is in each column?")).to_be_visible()
    page.get_by_label(f"Firm {size}").select_option("Employer name")
    page.get_by_label("Town").select_option("Email address")
    page.get_by_role("button", name="Use these columns").press("Enter")
    expect(page.get_by_role("link", name="“Mail adress” is email address too")).to_be_visible()
    no_violations(page)
    picture(page, f"import-columns-{size}")
    page.get_by_label("Town").select_option("Town")
    page.get_by_role("button", name="Use these columns").press("Enter")

    expect(page.get_by_text("Nothing is saved yet.")).to_be_visible()
    no_violations(page)
    picture(page, f"import-dry-run-{size}")
    page.get_by_role("link", name="Mend 1 row").press("Enter")
    page.get_by_role("link", name="All, errors first").press("Enter")
    expect(page.get_by_text("The employer's name is missing.")).to_be_visible()
    no_violations(page)
    picture(page, f"import-rows-{size}")
    page.locator("#c-3-0").fill(f"Made Up {size} Nursery")
    page.locator("#c-3-0").press("Enter")
    expect(page.get_by_text("Saved 1 row.")).to_be_visible()
    page.get_by_role("link", name="Done mending").press("Enter")
    page.get_by_role("button", name="Import 3 employers").press("Enter")
    expect(page.get_by_text("Imported 3 employers.").first).to_be_visible()
    no_violations(page)
    picture(page, f"import-result-{size}")

    page.goto("/records/import")
    expect(page.get_by_role("link", name=f"“Firm {size}”, “Post cod” and 3 more")).to_be_visible()
    no_violations(page)
    page.get_by_role("link", name=f"“Firm {size}”, “Post cod” and 3 more").press("Enter")
    expect(page.get_by_role("button", name="Save the columns")).to_be_visible()
    no_violations(page)


def test_a_list_leaves_as_a_file(sign_in):
    page = sign_in("officer")
    page.goto("/employers/new")
    page.get_by_label("Employer name").fill("Made Up Export Limited")
    page.get_by_role("button", name="Add employer").press("Enter")
    page.goto("/employers?q=export")
    page.get_by_role("link", name=re.compile("^Export")).press("Enter")
    for size in SIZES:
        page.set_viewport_size(SIZES[size])
        no_violations(page)
        picture(page, f"export-{size}")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Export 1 employer").press("Enter")
    text = Path(waiting.value.path()).read_text(encoding="utf-8-sig")
    assert "Made Up Export Limited" in text


@pytest.mark.parametrize("size", SIZES)
def test_a_refused_file_says_why(upload, size):
    page = upload(b"%PDF-1.7 a letter", "letter.csv")
    page.set_viewport_size(SIZES[size])

    expect(page.get_by_text("This file is not a CSV or an XLSX file")).to_be_visible()
    no_violations(page)
    picture(page, f"import-refused-{size}")


def test_nothing_chosen_is_said_beside_the_field(sign_in):
    page = sign_in("officer")
    page.goto("/records/import")
    page.get_by_role("button", name="Check the file").press("Enter")

    expect(page.get_by_role("link", name="Choose a file.")).to_be_visible()
    no_violations(page)
    picture(page, "import-nothing")


def test_a_large_file_is_read_by_the_worker_meanwhile(upload):
    page = upload(made(3_000), "large.csv")
    expect(page.get_by_text("A worker takes files up")).to_be_visible()
    no_violations(page)
    picture(page, "import-waiting")

    # The page looks by itself and shows the dry run when it is there.
    expect(page.get_by_role("button", name="Import 3,000 employers")).to_be_visible(timeout=60_000)
    page.get_by_role("button", name="Discard the file").press("Enter")
    expect(page.get_by_text("Discarded large.csv")).to_be_visible()
