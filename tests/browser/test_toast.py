"""The message with Undo: 20 seconds, waiting while somebody is at it, reached by keyboard."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import SIZES, no_violations, picture


def changed(page: Page, name: str) -> None:
    """Add an employer, so that the page has a message with Undo."""
    page.goto("/employers/new")
    page.get_by_label("Employer name").fill(name)
    page.get_by_role("button", name="Add employer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


@pytest.mark.parametrize("size", SIZES)
def test_the_toast_stays_20_seconds_but_waits_for_whoever_is_at_it(
    sign_in: Callable[[str], Page], size: str
) -> None:
    page = sign_in("officer")
    page.set_viewport_size(SIZES[size])  # type: ignore[arg-type]
    page.clock.install()
    name = f"Toast Bakery {size}"
    changed(page, name)
    toast = page.locator("[data-toast]")
    expect(toast).to_be_in_viewport()
    page.clock.run_for(200)
    said = page.get_by_role("status").filter(has_text=f"Added {name}. You can undo this.")
    expect(said).to_have_count(1)
    no_violations(page)
    picture(page, f"toast-{size}")

    undo = toast.get_by_role("button", name="Undo")
    undo.focus()
    page.clock.run_for(60_000)
    expect(undo).to_be_focused()
    toast.hover()
    undo.blur()
    page.clock.run_for(60_000)
    expect(toast).to_be_visible()
    page.get_by_role("heading", level=1).hover()
    page.clock.run_for(21_000)
    expect(toast).to_have_count(0)

    page.goto("/history")
    expect(page.get_by_role("button", name=f"Undo Added {name}")).to_be_visible()


def test_undo_is_two_steps_from_the_skip_link_and_escape_puts_it_away(
    sign_in: Callable[[str], Page],
) -> None:
    page = sign_in("officer")
    changed(page, "Toast Dairy")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator("[data-toast] button")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("[data-toast]")).to_have_count(0)

    changed(page, "Toast Mill")
    page.locator("[data-toast] button").press("Enter")
    expect(page.get_by_text("Undone: Added Toast Mill").first).to_be_visible()
    page.get_by_role("button", name="Redo").click()
    expect(page.get_by_text("Done again: Added Toast Mill").first).to_be_visible()


def test_without_scripts_the_message_stays_on_the_page(site, browser) -> None:
    context = browser.new_context(base_url=site.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/sign-in")
    page.get_by_label("Email address").fill("officer@council.example.org")
    page.get_by_label("Password", exact=True).fill("a long enough passphrase for tests")
    page.get_by_role("button", name="Sign in").click()
    page.goto("/employers/new")
    page.get_by_label("Employer name").fill("Quiet Forge")
    page.get_by_role("button", name="Add employer").click()
    expect(page.locator("[data-toast]")).to_have_css("position", "static")
    picture(page, "toast-without-scripts")
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Undone: Added Quiet Forge")).to_be_visible()
    context.close()
