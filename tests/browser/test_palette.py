"""The palette by keyboard, by its button and on a phone; clean for axe while it is open."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import SIZES, no_violations, picture

LINES = "#palette-found [role=option]"


def add(page: Page, name: str) -> None:
    page.goto("/employers/new")
    page.get_by_label("Employer name").fill(name)
    page.get_by_role("button", name="Add employer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def test_a_call_is_logged_without_leaving_the_keyboard(sign_in: Callable[[str], Page]) -> None:
    page = sign_in("officer")
    for name in ("Ladygrove Waste Management", "Ladygrove Sand and Gravel"):
        add(page, name)
    page.goto("/employers")
    page.locator("#search-wide").focus()
    page.keyboard.press("Control+k")
    line = page.get_by_role("combobox", name="Find or do something")
    expect(line).to_be_focused()
    expect(page.get_by_role("option", name="Add an employer")).to_be_visible()

    line.press_sequentially("log call ladygrove", delay=20)
    options = page.locator(LINES)
    expect(options.first).to_have_text(re.compile("Log a call with Ladygrove Sand and Gravel"))
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(line).to_have_attribute("aria-activedescendant", "palette-1")
    expect(page.get_by_role("status").filter(has_text=re.compile(r"^\d results$"))).to_have_count(1)
    no_violations(page)
    picture(page, "palette-desktop")
    page.keyboard.press("ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")

    page.keyboard.press("Escape")
    expect(page.locator("#search-wide")).to_be_focused()
    page.keyboard.press("Control+k")
    line.fill("log call ladygrove waste")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Log a contact")
    expect(page.get_by_label("Call", exact=True).first).to_be_checked()


@pytest.mark.parametrize("size", SIZES)
def test_by_its_button_also_on_a_phone(sign_in: Callable[[str], Page], size: str) -> None:
    page = sign_in("officer")
    page.set_viewport_size(SIZES[size])  # type: ignore[arg-type]
    if size == "phone":
        page.get_by_text("Menu", exact=True).click()
        picture(page, "palette-menu-phone")
    page.get_by_role("button", name=re.compile("find or do something", re.IGNORECASE)).click()
    line = page.get_by_role("combobox", name="Find or do something")
    expect(page.locator(LINES).first).to_be_visible()
    no_violations(page)
    picture(page, f"palette-open-{size}")
    line.fill("nothing is called this")
    expect(page.locator(LINES)).to_have_count(1)
    expect(page.locator(LINES)).to_have_text(re.compile("Add “nothing is called this”"))
    page.get_by_role("button", name="Close").click()
    expect(line).to_have_count(0)

    page.keyboard.press("Control+k")
    line.fill("fair")
    page.get_by_role("option", name="Fair pay").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Fair pay")


def test_nothing_found_is_said_to_those_who_may_not_add(sign_in: Callable[[str], Page]) -> None:
    page = sign_in("auditor")
    page.keyboard.press("Control+k")
    page.get_by_role("combobox", name="Find or do something").fill("nothing is called this")
    expect(page.get_by_role("status").filter(has_text="No results")).to_have_count(1)
    no_violations(page)
