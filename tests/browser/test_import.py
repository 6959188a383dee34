"""Importing a file in a real browser, at a desk and on a phone, by keyboard."""

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


@pytest.mark.parametrize("size", SIZES)
def test_a_refused_file_says_why(upload, size):
    page = upload(b"Colour,Town\nred,Thame\n", "colours.csv")
    page.set_viewport_size(SIZES[size])

    expect(page.get_by_text("Call it “Employer name”")).to_be_visible()
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

    for _ in range(30):
        page.get_by_role("link", name="Show how far it is").click()
        if page.get_by_role("button", name="Import 3,000 employers").count():
            break
        page.wait_for_timeout(1_000)
    expect(page.get_by_role("button", name="Import 3,000 employers")).to_be_visible()
    page.get_by_role("button", name="Discard the file").press("Enter")
    expect(page.get_by_text("Discarded large.csv")).to_be_visible()
