"""An officer finds the same person kept twice at an employer and makes one contact of the two."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import SIZES, no_violations, picture
from tests.browser.test_budgets import employer

pytestmark = pytest.mark.browser


def looked_at(page: Page, name: str) -> None:
    for width, size in SIZES.items():
        page.set_viewport_size(size)
        no_violations(page)
        picture(page, f"twins-{name}-{width}")


def test_one_person_kept_twice_becomes_one_contact_and_two_again(sign_in):
    page = sign_in("officer")
    employer(page, "Twinhill Laundry")  # with Maria Foyle
    record = page.url.partition("?")[0].partition("#")[0]
    page.goto(f"{record}/contacts/new")
    page.get_by_label("Full name").fill("Foyle, Maria")
    page.get_by_role("button", name="Add contact").click()

    page.get_by_role("link", name="Edit Maria Foyle").click()
    page.get_by_role("link", name="Merge with another contact").click()
    expect(page.get_by_text("Same name")).to_be_visible()
    looked_at(page, "index")
    page.get_by_role("link", name="Foyle, Maria").click()
    looked_at(page, "show")
    page.get_by_role("button", name="Merge these 2 contacts").click()

    expect(page.get_by_text("Merged Foyle, Maria into Maria Foyle.").first).to_be_visible()
    people = page.locator("#contacts")
    expect(people).to_contain_text("Maria Foyle")
    expect(people).not_to_contain_text("Foyle, Maria")
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(page.locator("#contacts")).to_contain_text("Foyle, Maria")
