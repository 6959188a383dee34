"""The officer's click budgets (features.md, C1) walked in a browser, at a desk and on a phone."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.budget import Budget
from tests.browser.conftest import SIZES, no_violations, picture

Signed = Callable[[str], Page]


def look(page: Page, name: str, size: str) -> None:
    no_violations(page)
    picture(page, f"budget-{name}-{size}")


def on(page: Page, size: str) -> Budget:
    page.set_viewport_size(SIZES[size])  # type: ignore[arg-type]
    return Budget(page)


def employer(page: Page, name: str) -> None:
    """Have an employer with a call due today; not counted."""
    page.goto("/employers/new")
    page.get_by_label("Employer name").fill(name)
    page.get_by_label("Person you spoke to").fill("Maria Foyle")
    page.get_by_label("Next step", exact=True).fill("call Maria")
    page.get_by_label("Date of the next step").fill("today")
    page.get_by_role("button", name="Add employer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


@pytest.mark.parametrize("size", SIZES)
def test_see_what_is_due_log_a_call_and_take_it_back(sign_in: Signed, size: str) -> None:
    page = sign_in("officer")
    name = f"Budget Bakery {size}"
    employer(page, name)
    walk = on(page, size)
    page.goto("/")

    row = page.locator("li.pw-due", has_text=name)
    with walk.step("C1 step 1, see what is due", 0, 0):
        expect(row).to_be_visible()
        expect(row.locator(".pw-why")).not_to_be_empty()
    look(page, "1-today", size)

    with walk.step("C1 step 2, log a call and set the next", 3, 1):
        walk.press(row.get_by_role("link", name=re.compile("^Log ")))
        walk.press(page.get_by_role("radio", name="Spoke"))
        walk.enter(page.get_by_label("One line"), "Wants two people for the early shift")
        walk.key("Control+Enter")
        expect(page.get_by_text(f"Logged. Next with {name}").first).to_be_visible()
    look(page, "2-logged", size)

    with walk.step("C1 step 13, fix my mistake", 1, 0):
        walk.press(page.get_by_role("button", name="Undo", exact=True))
        expect(page.get_by_text("Undone").first).to_be_visible()
    look(page, "13-undone", size)
    page.goto("/")
    expect(page.locator("li.pw-due", has_text=name)).to_be_visible()


@pytest.mark.parametrize("size", SIZES)
def test_add_somebody_met_at_an_event_and_avoid_a_duplicate(sign_in: Signed, size: str) -> None:
    page = sign_in("officer")
    walk = on(page, size)
    name = f"Thistle Forge {size}"
    page.goto("/")

    with walk.step("C1 step 3, add employer and contact met at an event", 2, 5):
        walk.press(page.get_by_role("link", name="Quick add").locator("visible=true"))
        walk.enter(page.get_by_label("Employer name"), name)
        walk.enter(page.get_by_label("Person you spoke to"), "Ravi Copley")
        walk.enter(page.get_by_label("Email address"), f"ravi@forge-{size}.example")
        walk.enter(page.get_by_label("Next step", exact=True), "call about the open day")
        walk.enter(page.get_by_label("Date of the next step"), "tomorrow")
        look(page, "3-quick-add", size)
        walk.press(page.get_by_role("button", name="Add employer"))
        expect(page.get_by_role("heading", level=1)).to_have_text(name)
    expect(page.get_by_text("Ravi Copley").first).to_be_visible()
    expect(page.get_by_text("Call about the open day").first).to_be_visible()
    look(page, "3-added", size)

    page.goto("/employers/new")
    page.get_by_label("Employer name").press_sequentially(f"Thistle Forge {size} Ltd")
    known = page.locator("#likely").get_by_role("link", name=re.compile(f"^Use {name}"))
    with walk.step("C1 step 4, avoid a duplicate", 1, 0):
        expect(known).to_be_visible()
        expect(page.locator("#likely .pw-why")).not_to_be_empty()
        look(page, "4-looks-like", size)
        walk.press(known)
        expect(page.get_by_role("heading", level=1)).to_have_text(name)


def test_log_a_visit_on_a_phone(sign_in: Signed) -> None:
    """Photos come with the files of the next issue; the note is kept where there is no signal."""
    page = sign_in("officer")
    name = "Budget Brewery"
    employer(page, name)
    walk = on(page, "phone")
    page.goto("/")
    look(page, "12-today", "phone")

    with walk.step("C1 step 12, log a visit on a phone", 3, 1):
        walk.press(page.get_by_role("link", name="Log a visit"))
        look(page, "12-pick", "phone")
        walk.press(page.get_by_role("link", name=re.compile(f"^Log .*{name}$")))
        expect(page.get_by_role("radio", name="Visit").first).to_be_checked()
        walk.enter(page.get_by_label("One line"), "Saw the packing hall")
        look(page, "12-visit", "phone")
        walk.press(page.get_by_role("button", name="Save and plan"))
        expect(page.get_by_text("Saw the packing hall").first).to_be_visible()


def test_a_note_without_signal_is_kept_and_saved_once(sign_in: Signed) -> None:
    page = sign_in("officer")
    name = "Budget Boatyard"
    employer(page, name)
    on(page, "phone")
    page.get_by_role("link", name="Log contact").first.click()
    page.get_by_role("radio", name="Visit").first.check(force=True)
    page.get_by_label("One line").fill("No signal in the yard")
    page.context.set_offline(True)
    page.get_by_role("button", name="Save and plan").click()
    expect(page.get_by_text("No signal.", exact=True)).to_be_visible()
    look(page, "12-no-signal", "phone")

    page.context.set_offline(False)
    page.goto("/")
    page.get_by_role("link", name=name, exact=True).first.click()
    page.get_by_role("link", name="Log contact").first.click()
    expect(page.get_by_text("Not saved yet.")).to_be_visible()
    expect(page.get_by_label("One line")).to_have_value("No signal in the yard")
    expect(page.get_by_role("radio", name="Visit").first).to_be_checked()
    look(page, "12-draft-back", "phone")
    page.get_by_role("button", name="Save and plan").click()
    expect(page.get_by_text("No signal in the yard")).to_have_count(1)
    expect(page.get_by_role("heading", level=1)).to_have_text(name)

    page.get_by_role("link", name="Log contact").first.click()
    expect(page.get_by_label("One line")).to_have_value("")
    expect(page.get_by_text("Not saved yet.")).to_have_count(0)
    assert page.evaluate("localStorage.getItem('drafts')") is None


def test_what_was_typed_does_not_outlive_the_sign_in(sign_in: Signed) -> None:
    page = sign_in("officer")
    employer(page, "Budget Bookshop")
    page.get_by_role("link", name="Log contact").first.click()
    page.wait_for_load_state("networkidle")
    page.get_by_label("One line").fill("Half a sentence")
    assert "Half a sentence" in page.evaluate("localStorage.getItem('drafts')")

    page.get_by_text("Officer One").first.click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-in*")

    assert page.evaluate("localStorage.getItem('drafts')") is None
