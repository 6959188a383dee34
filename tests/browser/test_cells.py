"""A fact changed where it stands: by its pen, in a list by a press and by E, on a phone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import SIZES, no_violations, picture


def add(page: Page, name: str) -> None:
    page.goto("/employers/new")
    page.get_by_label("Employer name").fill(name)
    page.get_by_label("Person you spoke to").fill("Maria Hollis")
    page.get_by_role("button", name="Add employer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


@pytest.mark.parametrize("size", SIZES)
def test_on_the_record(sign_in: Callable[[str], Page], size: str) -> None:
    page = sign_in("officer")
    page.set_viewport_size(SIZES[size])  # type: ignore[arg-type]
    name = f"Cells Dairy {size}"
    add(page, name)
    page.reload()
    pen = page.get_by_role("link", name=f"Change size of {name}")
    pen.click()
    field = page.get_by_label("Number of employees")
    expect(field).to_be_focused()
    no_violations(page)
    picture(page, f"cell-open-{size}")
    field.select_option(label="Medium: 50 to 249")
    page.keyboard.press("Enter")
    expect(page.locator(".pw-facts")).to_contain_text("Medium: 50 to 249")
    expect(pen).to_be_focused()
    told = page.get_by_role("status").filter(has_text="Saved. Number of employees")
    expect(told).to_have_count(1)
    no_violations(page)
    picture(page, f"cell-saved-{size}")
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    expect(page.locator(".pw-facts")).to_contain_text("Not known")

    pen = page.get_by_role("link", name="Change phone number of Maria Hollis")
    pen.click()
    field = page.get_by_label("Phone number")
    field.fill("call me")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Enter a phone number, like")).to_be_visible()
    no_violations(page)
    picture(page, f"cell-error-{size}")
    page.keyboard.press("Escape")
    expect(field).to_have_count(0)
    expect(pen).to_be_focused()
    pen.click()
    page.get_by_label("Phone number").fill("01865 792422")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("link", name="01865 792422")).to_be_visible()


def test_in_the_list_by_a_press_and_by_e(sign_in: Callable[[str], Page]) -> None:
    page = sign_in("manager")
    add(page, "Cells Forge")
    page.goto("/employers?q=cells+forge")
    page.get_by_role("cell", name="Manager One").click()
    field = page.get_by_label("Owner", exact=True).last
    expect(field).to_be_focused()
    no_violations(page)
    picture(page, "cell-list")
    page.keyboard.press("Escape")
    expect(page.get_by_role("cell", name="Manager One")).to_be_visible()

    page.locator("body[data-keys=ready]").wait_for()
    page.keyboard.press("j")
    page.keyboard.press("e")
    expect(field).to_be_focused()
    field.select_option(label="Officer One")
    page.keyboard.press("Enter")
    expect(page.get_by_role("cell", name="Officer One")).to_be_visible()
    expect(page.get_by_role("link", name="Cells Forge", exact=True)).to_be_focused()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("cell", name="Manager One")).to_be_visible()


@pytest.mark.parametrize("size", SIZES)
def test_a_step_is_put_off_in_its_row(sign_in: Callable[[str], Page], size: str) -> None:
    page = sign_in("trainee")
    page.set_viewport_size(SIZES[size])  # type: ignore[arg-type]
    page.goto("/employers/new")
    page.get_by_label("Employer name").fill(f"Cells Garage {size}")
    page.get_by_label("Next step", exact=True).fill("call about open day")
    page.get_by_label("Date of the next step").fill("today")
    page.get_by_role("button", name="Add employer").click()
    page.goto("/")
    link = page.get_by_role("link", name=f"Snooze Cells Garage {size}")
    link.click()
    reason = page.get_by_label("Why", exact=True)
    expect(page.get_by_role("heading", name="Snooze: call about open day")).to_be_visible()
    no_violations(page)
    picture(page, f"cell-snooze-{size}")
    page.keyboard.press("Escape")
    expect(page.get_by_role("heading", name="Snooze: call about open day")).to_have_count(0)
    expect(link).to_be_focused()
    link.click()
    reason.fill("They are on holiday")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Moved to").first).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("Today")


def test_a_clash_leads_to_the_whole_form(sign_in: Callable[[str], Page]) -> None:
    page = sign_in("officer")
    add(page, "Cells Mill")
    page.get_by_role("link", name="Change phone number of Maria Hollis").click()
    field = page.get_by_label("Phone number")
    expect(field).to_be_focused()
    other = page.context.new_page()
    other.goto(page.url)
    other.get_by_role("link", name="Change phone number of Maria Hollis").click()
    other.get_by_label("Phone number").fill("01865 111111")
    other.keyboard.press("Enter")
    expect(other.get_by_role("link", name="01865 111111")).to_be_visible()

    page.bring_to_front()
    field.fill("01865 222222")
    page.keyboard.press("Enter")
    expect(page.get_by_text("changed this while you were editing")).to_be_visible()
    no_violations(page)
    picture(page, "cell-clash")
    page.get_by_role("button", name="Compare both on the whole form").click()
    expect(page.get_by_role("columnheader", name="Theirs", exact=True)).to_be_visible()
    expect(page.get_by_role("cell", name="01865 111111")).to_be_visible()
