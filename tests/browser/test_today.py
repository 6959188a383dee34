"""An officer's day in a real browser: log a contact by keyboard, see the next step, move it."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import SIZES, no_violations, picture


@pytest.mark.parametrize("size", SIZES)
def test_a_contact_its_next_step_and_today(sign_in: Callable[[str], Page], size: str) -> None:
    page = sign_in("officer")
    page.set_viewport_size(SIZES[size])  # type: ignore[arg-type]
    name = f"Otmoor Logistics {size}"

    def look(title: str) -> None:
        no_violations(page)
        picture(page, f"{title}-{size}")

    page.goto("/employers/new")
    page.get_by_label("Employer name").fill(name)
    page.get_by_label("Next step", exact=True).fill("call about open day")
    page.get_by_label("Date of the next step").fill("today")
    page.get_by_role("button", name="Add employer").click()

    page.goto("/")
    look("today")
    row = page.locator("li.pw-due", has_text=name)
    row.get_by_role("link", name=re.compile("^Log ")).click()
    look("today-log")
    page.get_by_label("One line").fill("Two packing jobs in January")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text(f"Logged. Next with {name}").first).to_be_visible()
    look("logged")

    page.goto("/followups")
    look("followups")
    page.locator("li.pw-due", has_text=name).get_by_role("link", name=re.compile("^Snooze")).click()
    page.get_by_role("button", name="Snooze").click()
    expect(page.get_by_text("Say in a few words why it moves").first).to_be_visible()
    look("snooze-refused")
    page.get_by_label("Why").fill("stock-taking week")
    page.get_by_role("radio", name=re.compile("^1 week")).check()
    page.get_by_role("button", name="Snooze").click()
    expect(page.get_by_text("Moved to").first).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Undone").first).to_be_visible()

    page.goto("/log-contact?q=Otmoor")
    look("pick")
    page.get_by_role("link", name=re.compile(f"^Log .*{name}$")).click()
    look("log-again")


@pytest.mark.parametrize("size", SIZES)
def test_planning_and_correcting(sign_in: Callable[[str], Page], size: str) -> None:
    page = sign_in("officer")
    page.set_viewport_size(SIZES[size])  # type: ignore[arg-type]
    page.goto("/employers/new")
    page.get_by_label("Employer name").fill(f"Windrush Foods {size}")
    page.get_by_role("button", name="Add employer").click()

    page.get_by_role("link", name="Plan one").click()
    no_violations(page)
    page.get_by_label("What to do").fill("review the shifts")
    page.get_by_label("Day", exact=True).fill("in 2 weeks")
    page.get_by_label("Repeat every").fill("4")
    page.get_by_role("button", name="Plan follow-up").click()
    expect(page.get_by_text("Review the shifts").first).to_be_visible()
    no_violations(page)

    page.get_by_role("link", name="Log contact").first.click()
    page.get_by_label("One line").fill("Spoke about Saturdays")
    page.get_by_role("button", name="Save and plan").click()
    page.locator("#timeline").get_by_role("link", name=re.compile("^Call")).first.click()
    no_violations(page)
    page.get_by_role("link", name="Correct this").click()
    no_violations(page)
    page.get_by_label("One line").fill("Spoke about Sundays")
    page.get_by_role("button", name="Save what happened").click()
    expect(page.get_by_text("Spoke about Sundays").first).to_be_visible()


@pytest.mark.parametrize("size", SIZES)
def test_the_cap_is_seen_before_one_more(sign_in: Callable[[str], Page], size: str) -> None:
    page = sign_in("officer")
    page.set_viewport_size(SIZES[size])  # type: ignore[arg-type]
    page.goto("/employers/new")
    page.get_by_label("Employer name").fill(f"Cap Test {size}")
    page.get_by_role("button", name="Add employer").click()
    record = page.url
    for n in range(3):
        page.goto(f"{record}/activities/new")
        page.get_by_label("One line").fill(f"Rang {n}")
        page.get_by_role("button", name="Save and plan").click()
        expect(page.get_by_text("Logged").first).to_be_visible()
    page.goto(f"{record}/activities/new")
    expect(page.get_by_text("3 contacts in 10 days already.")).to_be_visible()
    no_violations(page)
    picture(page, f"cap-log-{size}")
    page.goto(f"{record}/follow-ups/new")
    page.get_by_label("What to do").fill("call Maria")
    page.get_by_label("Day", exact=True).fill("tomorrow")
    page.get_by_role("button", name="Plan follow-up").click()
    expect(page.get_by_text("Say why one more").first).to_be_visible()
    no_violations(page)
    picture(page, f"cap-plan-{size}")
    page.get_by_label("Why one more contact").fill("They asked me to")
    page.get_by_role("button", name="Plan follow-up").click()
    expect(page.get_by_text("One more in spite of the cap").first).to_be_visible()
    no_violations(page)
