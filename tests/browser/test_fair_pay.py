"""An officer takes an opening to a placement to a fair pay check, in a real browser."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import SIZES, no_violations, picture


@pytest.mark.parametrize("size", SIZES)
def test_from_a_vacancy_to_a_fair_pay_check(sign_in: Callable[[str], Page], size: str) -> None:
    page = sign_in("officer")
    page.set_viewport_size(SIZES[size])  # type: ignore[arg-type]

    def look(name: str) -> None:
        no_violations(page)
        picture(page, f"{name}-{size}")

    page.goto("/employers/new")
    page.get_by_label("Employer name").fill(f"Isis Print Works {size}")
    page.get_by_role("button", name="Add employer").click()
    page.get_by_role("link", name="Add vacancy").first.click()

    page.get_by_label("Job title").fill("Print finisher")
    page.get_by_label("Pay", exact=True).fill("20,000")
    page.get_by_label("Paid for").select_option("annual")
    page.get_by_label("Hours a week").fill("37.5")
    page.get_by_role("button", name="Work out the pay").click()
    expect(page.get_by_text("£10.26 an hour")).to_be_visible()
    look("vacancy-worked-out")
    page.get_by_label("Pay", exact=True).fill("26,000")
    page.get_by_role("button", name="Add vacancy").click()
    expect(page.get_by_text("Meets the minimum wage.")).to_be_visible()
    look("vacancy")

    page.get_by_role("link", name="Start a placement").click()
    page.get_by_label("Participant reference").fill("Amy Birch")
    page.get_by_label("Kind of placement").select_option("job")
    page.get_by_label("Pathway").select_option("IPS")
    page.get_by_label("First day").fill("today")
    page.get_by_role("button", name="Start placement").click()
    expect(page.get_by_text("This looks like a name").first).to_be_visible()
    look("placement-refused")
    page.get_by_label("Participant reference").fill("CTW-7F3K9")
    page.get_by_role("button", name="Start placement").click()
    expect(page.get_by_text("CTW-7F3K9")).to_be_visible()
    look("placement")

    page.get_by_role("link", name="Check fair pay", exact=True).first.click()
    look("fair-pay-form")
    page.get_by_label("First day of the pay period").fill("1/10/2026")
    page.get_by_label("Last day of the pay period").fill("31/10/2026")
    page.get_by_label("Age on the first day").fill("34")
    page.get_by_label("Compare with").select_option("published pay scale or grade")
    page.get_by_label("Pay for the same job").fill("13.33")
    page.get_by_label("Basic hours on the slip").fill("500")
    page.get_by_role("button", name="Send to reviewer").click()
    expect(page.get_by_label("500 hours in 31 days is more than 16 a day")).to_be_visible()
    look("fair-pay-asked")
    page.get_by_label("Basic hours on the slip").fill("")
    page.get_by_role("button", name="Send to reviewer").click()
    expect(page.get_by_text("Paid the same:", exact=True)).to_be_visible()
    look("fair-pay-result")

    for address in ("/vacancies?state=any", "/placements", "/parity", "/rates"):
        page.goto(address)
        look(address.strip("/").split("?")[0])


def test_a_manager_sees_rates_and_adds_one(sign_in: Callable[[str], Page]) -> None:
    page = sign_in("manager")

    page.goto("/rates")
    no_violations(page)
    page.get_by_role("link", name="Add a rate").click()
    page.get_by_role("button", name="Add rate").click()
    expect(page.get_by_text("What you typed is kept.")).to_be_visible()
    no_violations(page)
