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

    _review_and_evidence(page, look)
    _end(page, look)


def _review_and_evidence(page: Page, look: Callable[[str], None]) -> None:
    page.get_by_role("link", name="Log a review").first.click()
    look("review-new")
    page.get_by_label("Some trouble").check(force=True)
    page.get_by_label("Hours worked last week").fill("12")
    page.get_by_role("button", name="Save review").click()
    expect(page.get_by_text("12 hours were worked of 18 agreed").first).to_be_visible()
    page.get_by_role("link", name="Note evidence").first.click()
    page.get_by_label("What was seen").select_option("E3")
    look("evidence-note")
    page.get_by_role("button", name="Note evidence").click()
    look("placement-at-risk")
    page.get_by_role("link", name="All work of this person").click()
    look("clock")
    page.goto("/placements?state=risk")
    look("placements-at-risk")
    page.get_by_role("link", name="P-", exact=False).first.click()


def _end(page: Page, look: Callable[[str], None]) -> None:
    page.get_by_role("link", name="End", exact=True).click()
    page.get_by_label("Last day").fill("today")
    page.get_by_label("Reason").select_option("the tasks did not suit")
    look("placement-end")
    page.get_by_role("button", name="End placement").click()
    page.get_by_role("link", name="Record it").click()
    page.get_by_label("Perhaps").check()
    page.get_by_label("What would have helped?").fill("A week of shadowing first")
    look("exit-new")
    page.get_by_role("button", name="Save conversation").click()
    expect(page.get_by_text("A week of shadowing first", exact=False)).to_be_visible()
    look("placement-ended")
