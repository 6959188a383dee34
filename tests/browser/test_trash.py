"""The trash and the history of a record in a real browser."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import SIZES, no_violations, picture


@pytest.mark.parametrize("size", SIZES)
def test_a_record_is_thrown_away_brought_back_and_put_right(sign_in, size):
    page = sign_in("manager")
    page.set_viewport_size(SIZES[size])
    page.goto("/employers/new")
    page.get_by_label("Employer name").fill(f"Thistledown Kennels {size}")
    page.get_by_role("button", name="Add employer").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Thistledown")
    shown = page.url.split("?")[0]
    page.goto(f"{shown}/edit")
    page.get_by_label("Phone").fill("01865 496011")
    page.get_by_role("button", name="Save employer").click()
    expect(page.get_by_text("Saved Thistledown")).to_be_visible()
    page.goto(f"{shown}/edit")
    no_violations(page)
    picture(page, f"trash-edit-{size}")

    page.get_by_role("button", name="Move to trash").click()
    expect(page.get_by_text(f"Moved Thistledown Kennels {size} to the trash")).to_be_visible()
    page.goto("/trash")
    no_violations(page)
    picture(page, f"trash-{size}")
    page.get_by_role("link", name="Erase now").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("for good?")
    no_violations(page)
    picture(page, f"trash-erase-{size}")
    page.get_by_role("link", name="Keep it in the trash").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Trash")
    page.get_by_role("button", name=f"Restore Thistledown Kennels {size}").click()
    expect(page.get_by_text(f"Brought back Thistledown Kennels {size}")).to_be_visible()

    page.goto(f"{shown}/edit")
    page.get_by_role("link", name="History of").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("History of employer")
    no_violations(page)
    picture(page, f"trash-history-{size}")
    page.get_by_role("button", name="Restore phone").click()
    expect(page.get_by_text("Restored phone of").first).to_be_visible()
    page.goto("/trash/days")
    no_violations(page)
    picture(page, f"trash-days-{size}")
    page.goto(f"{shown}/edit")
    page.get_by_role("button", name="Move to trash").click()
    expect(page.get_by_text("to the trash").first).to_be_visible()
