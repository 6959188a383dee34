"""An officer keeps a placement up to date, in a real browser."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import SIZES, no_violations, picture


@pytest.mark.parametrize("size", SIZES)
def test_hours_and_pay_change(sign_in: Callable[[str], Page], size: str) -> None:
    page = sign_in("officer")
    page.set_viewport_size(SIZES[size])  # type: ignore[arg-type]

    def look(name: str) -> None:
        no_violations(page)
        picture(page, f"{name}-{size}")

    page.goto("/employers/new")
    page.get_by_label("Employer name").fill(f"Evenlode Glass {size}")
    page.get_by_role("button", name="Add employer").click()
    page.goto(f"{page.url.split('?')[0]}/placements/new")
    page.get_by_label("Participant reference").fill("CTW-4K2P8")
    page.get_by_label("Job title").fill("Glazing assistant")
    page.get_by_label("Kind of placement").select_option("job")
    page.get_by_label("Pathway").select_option("SEQF")
    page.get_by_label("First day").fill("1/9/2026")
    page.get_by_label("Pay", exact=True).fill("12.71")
    page.get_by_label("Hours a week").fill("16")
    page.get_by_label("Contract").select_option("permanent")
    page.get_by_role("button", name="Start placement").click()

    page.get_by_role("link", name="Change hours or pay").first.click()
    page.get_by_label("From").fill("2/11/2026")
    page.get_by_label("Why").fill("More shifts agreed for the winter")
    page.get_by_label("Hours a week").fill("60")
    page.get_by_role("button", name="Save change").click()
    expect(page.get_by_text("60 hours a week is more than 48.").first).to_be_visible()
    look("terms-asked")
    page.get_by_label("Hours a week").fill("20")
    page.get_by_role("button", name="Save change").click()
    expect(page.get_by_text("Changed: hours")).to_be_visible()
    look("terms-changed")

    page.get_by_role("link", name="Put right").first.click()
    look("terms-mend")
    page.get_by_label("Why").fill("Read from another slip")
    page.get_by_label("Hours a week").fill("18")
    page.get_by_role("button", name="Save line").click()
    page.get_by_text("Everything that was written").click()
    look("terms-mended")
