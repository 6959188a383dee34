"""Changing many employers in a browser: ticks, two stages of all, count in the button, undo."""

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import SIZES, Site, no_violations, picture
from tests.browser.test_views import add, enter

FIRMS = ("Ridgeway Care", "Thames Boats", "Vale Joinery")


@pytest.mark.parametrize("size", SIZES)
def test_an_officer_plans_with_many_and_takes_it_back(sign_in, size):
    page = sign_in("officer")
    for name in FIRMS:
        add(page, f"{name} many{size}")
    page.set_viewport_size(SIZES[size])
    page.goto(f"/employers?q=many{size}")
    bar = page.locator("[data-bulk]")
    expect(bar).to_be_hidden()

    page.get_by_label(f"Choose Ridgeway Care many{size}").check()
    page.get_by_label(f"Choose Vale Joinery many{size}").check()
    expect(bar.get_by_role("button", name="Plan a follow-up for 2")).to_be_visible()
    picture(page, f"bulk-ticked-{size}")
    no_violations(page)
    page.get_by_label("All 3 that match").check(force=True)
    expect(bar.get_by_role("button", name="Hand over 3")).to_be_visible()
    picture(page, f"bulk-all-{size}")
    bar.get_by_role("button", name="Clear").click()
    expect(bar).to_be_hidden()

    page.get_by_label("Choose all on this page").check()
    bar.get_by_role("button", name="Plan a follow-up for 3").click()
    page.get_by_label("What to do").fill("Ask about December")
    page.get_by_label("Date", exact=True).fill("in 2 weeks")
    picture(page, f"bulk-new-{size}")
    no_violations(page)
    page.get_by_role("button", name="Plan for 3").click()
    expect(page.get_by_text("Planned with 3 employers.").first).to_be_visible()
    picture(page, f"bulk-done-{size}")
    no_violations(page)
    page.goto(f"/employers?q=many{size}")
    expect(page.get_by_text("Ask about December")).to_have_count(3)
    expect(page.locator("[data-bulk]")).to_be_hidden()
    page.goto("/bulk")
    no_violations(page)
    page.get_by_role("link", name="Plan a follow-up").first.click()
    page.get_by_role("button", name="Undo all of it").click()
    page.goto(f"/employers?q=many{size}")
    expect(page.get_by_text("Ask about December")).to_have_count(0)


def test_many_are_changed_without_script(browser: Browser, site: Site):
    context = browser.new_context(base_url=site.url, java_script_enabled=False)
    page = context.new_page()
    enter(page, "officer")
    add(page, "Quillbarrow Firm")
    page.goto("/employers?q=quillbarrow")
    page.get_by_label("All 1 on this page").check(force=True)
    page.get_by_role("button", name="Start a sequence").click()
    page.get_by_label("Sequence").select_option(label="New employer")
    page.get_by_role("button", name="Start with 1").click()
    expect(page.get_by_text("Started with 1 employer.").first).to_be_visible()
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(page.get_by_text("Undone").first).to_be_visible()
    context.close()
