"""Leave is entered, the cover sees what falls due, and the morning mail is stopped."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import SIZES, no_violations, picture


@pytest.mark.parametrize("size", SIZES)
def test_leave_with_a_cover(sign_in, size):
    page: Page = sign_in("manager")
    page.set_viewport_size(SIZES[size])
    page.goto("/away")
    no_violations(page)
    picture(page, f"away-none-{size}")
    page.get_by_role("link", name="Enter leave").first.press("Enter")
    page.get_by_role("button", name="Save leave").press("Enter")
    expect(page.get_by_role("link", name="Enter the first day away.")).to_be_visible()
    no_violations(page)
    page.get_by_label("Who", exact=True).select_option(label="Officer One")
    page.get_by_label("First day away").fill("today")
    page.get_by_label("Last day away").fill("in 3 days")
    page.get_by_label("Who covers").select_option(label="Manager One")
    picture(page, f"away-new-{size}")
    page.get_by_role("button", name="Save leave").press("Enter")
    expect(page.get_by_text("Officer One is away").first).to_be_visible()
    no_violations(page)
    picture(page, f"away-list-{size}")
    page.get_by_role("button", name="Undo").press("Enter")
    page.goto("/away")
    expect(page.get_by_role("heading", name="Nobody is away")).to_be_visible()

    page.goto("/account")
    page.get_by_role("button", name="Stop the morning mail").press("Enter")
    expect(page.get_by_text("You get no mail about what is due. Today").first).to_be_visible()
    no_violations(page)
    picture(page, f"account-reminders-{size}")
    page.get_by_role("button", name="Send me the morning mail").press("Enter")


@pytest.mark.parametrize("size", SIZES)
def test_a_day_off_for_everybody(sign_in, size):
    page: Page = sign_in("manager")
    page.set_viewport_size(SIZES[size])
    page.goto("/away")
    page.get_by_role("link", name="Days off for everybody").press("Enter")
    page.get_by_role("button", name="Add day off").press("Enter")
    expect(page.get_by_role("link", name="Enter the day.")).to_be_visible()
    no_violations(page)
    page.get_by_label("Day", exact=True).fill("5 May 2027")
    page.get_by_label("What it is").fill("A royal occasion")
    page.get_by_label("Source").fill("Announced in Parliament")
    page.get_by_role("button", name="Add day off").press("Enter")
    expect(page.get_by_text("A royal occasion is a day off.").first).to_be_visible()
    no_violations(page)
    picture(page, f"days-off-{size}")
    page.get_by_role("button", name="Undo").press("Enter")
