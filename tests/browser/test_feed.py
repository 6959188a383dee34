"""A calendar's address is made, shown once and ended, at a desk and on a phone."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import SIZES, no_violations, picture


@pytest.mark.parametrize("size", SIZES)
def test_an_address_is_made_read_and_ended(sign_in, size):
    page: Page = sign_in("officer")
    page.set_viewport_size(SIZES[size])
    page.goto("/account")
    no_violations(page)
    page.get_by_role("link", name="Calendar feed").press("Enter")
    no_violations(page)
    picture(page, f"feed-none-{size}")
    page.get_by_role("button", name="Make an address").press("Enter")
    made = page.get_by_label("Secret address").input_value()
    no_violations(page)
    picture(page, f"feed-made-{size}")

    answer = page.request.get(made)
    assert answer.headers["content-type"].startswith("text/calendar")
    assert answer.text().startswith("BEGIN:VCALENDAR")

    page.get_by_role("button", name="End the address").press("Enter")
    expect(page.get_by_text("Calendars that read it get nothing more.")).to_be_visible()
    assert page.request.get(made).status == 404
    no_violations(page)
