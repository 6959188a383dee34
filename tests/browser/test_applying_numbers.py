"""Questions of an application that take numbers, at both widths, with and without scripts."""

import pytest
from playwright.sync_api import Browser, expect

from tests.accreditation.applying import world
from tests.accreditation.scheme.cases import numbered
from tests.browser.conftest import SIZES, Site
from tests.browser.test_applying import inside, look, walked


@pytest.fixture(scope="module")
def counting(site: Site) -> Site:
    """The site with a version in force that asks for numbers."""
    with inside(site):
        world.version_two(**numbered())
    return site


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
@pytest.mark.parametrize("size", SIZES)
def test_a_business_gives_numbers(
    counting: Site, browser: Browser, size: str, *, script: bool
) -> None:
    with inside(counting) as make:
        link = counting.url + world.path(world.asked(make))
    context = browser.new_context(
        viewport=SIZES[size],  # type: ignore[arg-type]
        java_script_enabled=script,
    )
    page = context.new_page()
    page.goto(f"{link}/answer/pay")
    walked(page, script=script)
    page.get_by_label("Number of trained colleagues").fill("12")
    if script:
        expect(page.get_by_role("radio", name="We can give the number")).to_be_checked()
        expect(page.locator("#worked-out")).to_contain_text("4 points of what you declare")
    look(page, "numbers-1-count", size, script=script)
    page.get_by_role("button", name="Save and continue").click()

    expect(page.get_by_role("heading", name="Support at work", level=1)).to_be_visible()
    page.get_by_label("Number of new starters").fill("9")
    page.get_by_label("Number of these").fill("10")
    page.get_by_role("button", name="Save and continue").click()
    expect(page.get_by_text("this cannot be more than all of them").first).to_be_visible()
    look(page, "numbers-2-error", size, script=script)
    page.get_by_label("Number of these").fill("7")
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_role("radio", name="Level 2, Employer").check()
    page.get_by_role("button", name="Save and continue").click()
    expect(page.get_by_text("7 of 9, 77%")).to_be_visible()
    look(page, "numbers-3-check", size, script=script)
    context.close()
