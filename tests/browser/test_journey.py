"""The main job on real employers, from sign-in to undo, in a real browser."""

import csv
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import no_violations, picture

HEADINGS = [
    "EmployerName", "EmployerId", "Address", "PostCode", "CompanyNumber", "SicCodes",
    "EmployerSize", "CurrentName",
]  # fmt: skip


def made_file(folder: Path) -> Path:
    """A file in the layout of the Gender Pay Gap Service with invented employers."""
    file = folder / "invented-employers.csv"
    with file.open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out, quoting=csv.QUOTE_ALL)
        writer.writerow(HEADINGS)
        for n in range(1, 41):
            name = "BROOKVALE RECYCLING LIMITED" if n == 7 else f"OTMOOR FIRM {n} LIMITED"
            writer.writerow(
                [name, 90000 + n, f"{n} Mill Lane, Benson, OX10 6LX", "OX10 6LX", f"9{n:07}",
                 "38110,\n38210", "500 to 999", name]
            )  # fmt: skip
    return file


@pytest.mark.parametrize("source", ["made", "real"])
def test_an_officer_does_the_main_job(
    source: str, sign_in: Callable[[str], Page], tmp_path: Path, request: pytest.FixtureRequest
):
    if source == "real":
        file = request.getfixturevalue("shared") / "data" / "employers-oxfordshire.csv"
        name, term, rows = "GRUNDON WASTE MANAGEMENT LIMITED", "grundon", 191
        gone = "A-PLAN HOLDINGS"
    else:
        file, name, term, rows = made_file(tmp_path), "BROOKVALE RECYCLING LIMITED", "brookv", 40
        gone = "OTMOOR FIRM 8 LIMITED"
    page = sign_in("officer")

    import_file(page, file, rows)
    find(page, term, name)
    log_a_call(page)
    add_a_vacancy(page)
    start_a_placement(page)
    check_the_pay(page)
    see_the_level(page, name)
    undo_the_import(page, file, name, gone)


def import_file(page: Page, file: Path, rows: int) -> None:
    page.goto("/employers")
    page.get_by_role("link", name="Import a file").click()
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Check the file").click()
    expect(page.get_by_text("Nothing is saved yet.")).to_be_visible()
    no_violations(page)
    picture(page, "journey-1-dry-run")
    page.get_by_role("button", name=f"Import {rows} employers").click()
    expect(page.get_by_text(f"Imported {rows} employers.").first).to_be_visible()
    no_violations(page)
    picture(page, "journey-2-imported")


def find(page: Page, term: str, name: str) -> None:
    page.goto("/employers")
    page.get_by_label("Name, number or reference").fill(term)
    page.get_by_role("button", name="Show employers").click()
    expect(page.get_by_text("1 match")).to_be_visible()
    no_violations(page)
    page.get_by_role("link", name=name).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    no_violations(page)
    picture(page, "journey-3-record")


def log_a_call(page: Page) -> None:
    page.get_by_role("link", name="Log contact").first.click()
    page.get_by_role("radio", name="Spoke").check()
    page.get_by_label("Can hire").check()
    page.get_by_label("One line").fill("Two packing jobs in January, wants a visit first")
    no_violations(page)
    picture(page, "journey-4-log")
    page.get_by_role("button", name="Save and plan").click()
    expect(page.get_by_text("Two packing jobs in January").first).to_be_visible()
    expect(page.locator(".pw-facts .pw-glyph--later")).to_be_visible()
    picture(page, "journey-5-logged")


def add_a_vacancy(page: Page) -> None:
    page.get_by_role("link", name="Add vacancy").first.click()
    page.get_by_label("Job title").fill("Sorting line operative")
    page.get_by_label("Pay", exact=True).fill("13.10")
    page.get_by_label("Hours a week").fill("20")
    no_violations(page)
    picture(page, "journey-6-vacancy")
    page.get_by_role("button", name="Add vacancy").click()
    expect(page.get_by_text("£13.10").first).to_be_visible()
    no_violations(page)
    picture(page, "journey-7-vacancy-shown")


def start_a_placement(page: Page) -> None:
    page.get_by_role("link", name=re.compile("Start a placement|Place somebody")).first.click()
    page.get_by_label("Participant reference").fill("CTW-7F3K9")
    page.get_by_label("Pathway").select_option(index=1)
    page.get_by_label("First day").fill("1/9/2026")
    no_violations(page)
    picture(page, "journey-8-placement")
    page.get_by_role("button", name="Start placement").click()
    expect(page.get_by_text("CTW-7F3K9").first).to_be_visible()
    no_violations(page)
    picture(page, "journey-9-placement-shown")


def check_the_pay(page: Page) -> None:
    page.get_by_role("link", name="Check fair pay", exact=True).click()
    page.get_by_label("First day of the pay period").fill("1/10/2026")
    page.get_by_label("Last day of the pay period").fill("31/10/2026")
    page.get_by_label("Age on the first day").fill("30")
    page.get_by_label("Basic hours on the slip").fill("88")
    page.get_by_label("Compare with").select_option(index=1)
    page.get_by_label("Pay for the same job").fill("13.10")
    no_violations(page)
    picture(page, "journey-10-pay-check")
    page.get_by_role("button", name="Send to reviewer").click()
    expect(page.get_by_text("Paid the same").first).to_be_visible()
    no_violations(page)
    picture(page, "journey-11-pay-result")


def see_the_level(page: Page, name: str) -> None:
    page.get_by_label("Search employers, people and places").first.fill(name[:12])
    page.get_by_label("Search employers, people and places").first.press("Enter")
    picture(page, "journey-12-search")
    page.get_by_role("link", name=name).first.click()
    panel = page.locator(".pw-panel", has=page.get_by_role("heading", name="Accreditation"))
    expect(panel.get_by_text("proposed", exact=False).first).to_be_visible()
    expect(panel.get_by_text("What would raise it", exact=False).first).to_be_visible()
    no_violations(page)
    picture(page, "journey-12-level")


def undo_the_import(page: Page, file: Path, name: str, gone: str) -> None:
    page.goto("/records/import")
    page.get_by_role("link", name=file.name).first.click()
    page.get_by_role("button", name="Undo whole import").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Undone in part")
    no_violations(page)
    picture(page, "journey-13-undone")
    page.goto("/employers?owner=none")
    expect(page.get_by_role("link", name=name)).to_be_visible()
    expect(page.get_by_role("link", name=gone)).to_have_count(0)
