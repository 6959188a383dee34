"""Work by single keys: rows, records, the sheet of keys; and none of it where it would disturb."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import SIZES, no_violations, picture


def add(page: Page, *names: str) -> None:
    for name in names:
        page.goto("/employers/new")
        page.get_by_label("Employer name").fill(name)
        page.get_by_role("button", name="Add employer").click()
        expect(page.get_by_role("heading", level=1)).to_have_text(name)


def press(page: Page, key: str) -> None:
    """Press a key once the page listens to single keys."""
    page.locator("body[data-keys=ready]").wait_for()
    page.keyboard.press(key)


def heading(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(text))


def test_a_list_is_walked_and_worked_by_keys(sign_in: Callable[[str], Page]) -> None:
    page = sign_in("officer")
    add(page, "Keys Alder", "Keys Birch", "Keys Cedar")
    page.goto("/employers?q=keys")
    press(page, "j")
    expect(page.get_by_role("link", name="Keys Alder")).to_be_focused()
    press(page, "j")
    press(page, "j")
    press(page, "k")
    expect(page.get_by_role("link", name="Keys Birch")).to_be_focused()
    picture(page, "keys-row")
    press(page, "l")
    heading(page, "Log a contact")
    page.go_back()
    press(page, "j")
    press(page, "j")
    press(page, "v")
    heading(page, "Add a vacancy")
    page.goto("/employers?q=keys")
    press(page, "j")
    press(page, "Enter")
    heading(page, "Keys Alder")
    press(page, "j")
    heading(page, "Keys Birch")
    press(page, "k")
    heading(page, "Keys Alder")
    press(page, "e")
    heading(page, "Edit Keys Alder")


def test_going_places_and_the_search(sign_in: Callable[[str], Page]) -> None:
    page = sign_in("officer")
    for key, title in (("e", "Employers"), ("v", "Vacancies"), ("t", "Today")):
        press(page, "g")
        press(page, key)
        heading(page, title)
    press(page, "n")
    heading(page, "Add")
    page.goto("/")
    press(page, "/")
    expect(page.locator("#search-wide")).to_be_focused()
    page.keyboard.type("jkn?gel/")
    expect(page.locator("#search-wide")).to_have_value("jkn?gel/")
    heading(page, "Today")


def test_u_leads_to_undo_and_later_to_history(sign_in: Callable[[str], Page]) -> None:
    page = sign_in("officer")
    add(page, "Keys Undone")
    press(page, "u")
    expect(page.locator("[data-toast] button")).to_be_focused()
    press(page, "Escape")
    press(page, "u")
    heading(page, "History")


@pytest.mark.parametrize("size", SIZES)
def test_the_sheet_opens_closes_and_is_clean(sign_in: Callable[[str], Page], size: str) -> None:
    page = sign_in("officer")
    page.set_viewport_size(SIZES[size])  # type: ignore[arg-type]
    press(page, "?")
    sheet = page.get_by_role("dialog", name="Keys")
    expect(sheet.get_by_text("Go to the search")).to_be_visible()
    no_violations(page)
    picture(page, f"keys-sheet-{size}")
    press(page, "g")
    press(page, "e")
    heading(page, "Today")
    press(page, "Escape")
    expect(sheet).to_have_count(0)
    page.goto("/account/keys")
    no_violations(page)
    picture(page, f"keys-page-{size}")


def test_they_can_be_switched_off_and_the_palette_stays(sign_in: Callable[[str], Page]) -> None:
    page = sign_in("trainee")
    press(page, "?")
    page.get_by_role("link", name="Switch single keys off").click()
    page.get_by_label("Use the single keys below").uncheck()
    page.get_by_label("More space between the rows").check()
    page.get_by_role("button", name="Save how I work").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    page.goto("/employers")
    page.keyboard.press("n")
    page.keyboard.press("?")
    heading(page, "Employers")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.keyboard.press("Control+k")
    expect(page.get_by_role("combobox", name="Find or do something")).to_be_focused()
