"""The employer record in a real browser: the timeline found, filtered, pinned and folded."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import SIZES, no_violations, picture


def add(page: Page, name: str) -> None:
    """Add an employer, whatever it looks like."""
    page.goto("/employers/new")
    page.get_by_label("Employer name").fill(name)
    page.get_by_role("button", name="Add employer").click()
    expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()


@pytest.mark.parametrize("size", SIZES)
def test_the_timeline_by_words_kinds_and_pins(sign_in: Callable[[str], Page], size: str) -> None:
    page = sign_in("officer")
    page.set_viewport_size(SIZES[size])  # type: ignore[arg-type]
    add(page, {"desktop": "Quarry Products", "phone": "Yeomans Dairy"}[size])
    for name in ("Ann Lee", "Bea Moss", "Cat Orr", "Dee Pim"):
        page.locator('a[href$="/contacts/new"]').click()
        page.get_by_label("Full name").fill(name)
        page.get_by_role("button", name="Add contact").click()
        expect(page.get_by_text(name).first).to_be_visible()
    page.get_by_role("link", name="Log contact").first.click()
    page.get_by_label("One line").fill("Bus 136 gets there at 05:48")
    page.get_by_role("button", name="Save and plan").click()
    expect(page.get_by_text("Bus 136 gets there at 05:48")).to_be_visible()

    timeline = page.locator("#timeline")
    expect(timeline.get_by_text(re.compile(r"^\d small changes"))).to_be_visible()
    no_violations(page)
    picture(page, f"timeline-{size}")
    timeline.get_by_text(re.compile(r"^\d small changes")).click()
    no_violations(page)
    picture(page, f"timeline-open-{size}")
    timeline.get_by_role("button", name=re.compile("^Pin ?: Call")).click()
    expect(page.get_by_role("heading", name="Pinned")).to_be_visible()
    no_violations(page)
    picture(page, f"timeline-pinned-{size}")
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Undone").first).to_be_visible()
    page.goto(page.url.partition("#")[0])
    expect(page.get_by_role("heading", name="Pinned")).to_have_count(0)

    timeline.get_by_label("Find in the timeline").fill("bus 136")
    page.keyboard.press("Enter")
    expect(timeline.get_by_role("link", name=re.compile("^All 1$"))).to_be_visible()
    timeline.get_by_label("Find in the timeline").fill("nothing like it")
    page.keyboard.press("Enter")
    expect(timeline.get_by_text("Nothing here has")).to_be_visible()
    no_violations(page)
    timeline.get_by_role("link", name="Show everything").click()
    timeline.get_by_role("link", name=re.compile("^Changes")).click()
    no_violations(page)
    picture(page, f"timeline-changes-{size}")


@pytest.mark.parametrize("size", SIZES)
def test_a_group_found_while_typing_and_a_tier_with_its_review(
    sign_in: Callable[[str], Page], size: str
) -> None:
    page = sign_in("officer")
    page.set_viewport_size(SIZES[size])  # type: ignore[arg-type]
    head, one = {
        "desktop": ("Zephyr Holdings", "Marlow Cold Stores"),
        "phone": ("Vantage Partners", "Iffley Roofing"),
    }[size]
    add(page, head)
    add(page, one)

    page.get_by_role("link", name=re.compile("^Set ?: group")).click()
    no_violations(page)
    page.get_by_label("Name or reference of the head").press_sequentially(head[:5])
    page.get_by_role("button", name=f"Choose {head}").wait_for()
    no_violations(page)
    picture(page, f"group-find-{size}")
    page.get_by_role("button", name=f"Choose {head}").click()
    expect(page.get_by_text(f"{one} belongs to {head}.")).to_be_visible()
    expect(page.get_by_text(re.compile("2 employers, 0 open vacancies, 0 in work"))).to_be_visible()
    page.get_by_role("link", name=re.compile("^Show ?: group")).click()
    no_violations(page)
    picture(page, f"group-{size}")
    page.go_back()

    page.get_by_role("link", name=re.compile("^Set ?: tier")).click()
    no_violations(page)
    page.get_by_label("Tier", exact=True).select_option(label="Tier A")
    page.get_by_role("button", name="Save tier").click()
    expect(page.get_by_text("Say why it has this tier.").first).to_be_visible()
    no_violations(page)
    page.get_by_label("Why").fill("Hires every month")
    picture(page, f"tier-{size}")
    page.get_by_role("button", name="Save tier").click()
    expect(page.get_by_text("Tier A: Hires every month.").first).to_be_visible()
    no_violations(page)
    picture(page, f"record-tier-{size}")


@pytest.mark.parametrize("size", SIZES)
def test_somebody_leaves_and_goes_to_another_employer(
    sign_in: Callable[[str], Page], size: str
) -> None:
    page = sign_in("officer")
    page.set_viewport_size(SIZES[size])  # type: ignore[arg-type]
    here, there = {
        "desktop": ("Bletchingdon Quilts", "Nuneham Timber"),
        "phone": ("Wolvercote Printers", "Kidlington Foods"),
    }[size]
    add(page, there)
    add(page, here)
    page.locator('a[href$="/contacts/new"]').click()
    page.get_by_label("Full name").fill("Jo Pell")
    page.get_by_label("Role", exact=True).fill("HR manager")
    page.get_by_role("button", name="Add contact").click()
    page.get_by_role("link", name=re.compile("^Has left")).click()
    no_violations(page)
    page.get_by_label("When did they leave this role?").fill("1/6/2026")
    page.get_by_label("Name of somebody new").fill("Ken Abara")
    page.get_by_label("Where do they work now?").fill(there)
    picture(page, f"left-{size}")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text(re.compile("^Left on .*Jo Pell, HR manager, now at"))).to_be_visible()
    no_violations(page)
    picture(page, f"left-record-{size}")
    page.locator("#contacts").get_by_role("link", name=there).click()
    expect(page.get_by_text(re.compile("before at"))).to_be_visible()
    no_violations(page)
