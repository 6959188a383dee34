"""Stages in a real browser: moving on, not now, and the board by menu, by keys and by drag."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import SIZES, no_violations, picture


@pytest.mark.parametrize("size", SIZES)
def test_an_employer_moves_on_and_is_put_off(sign_in: Callable[[str], Page], size: str) -> None:
    page = sign_in("officer")
    page.set_viewport_size(SIZES[size])  # type: ignore[arg-type]

    def look(title: str) -> None:
        no_violations(page)
        picture(page, f"{title}-{size}")

    page.goto("/employers/new")
    page.get_by_label("Employer name").fill(f"Evenlode Bakery {size}")
    page.get_by_role("button", name="Add employer").click()
    look("stage-record")

    for stage in ("Contacted", "Information meeting held"):
        page.get_by_role("link", name=re.compile("^Move.*stage of")).click()
        page.get_by_label("Move to").select_option(label=stage)
        page.get_by_role("button", name="Move", exact=True).click()
    expect(
        page.get_by_text("Before it moves on: spoke to somebody who can hire").first
    ).to_be_visible()
    look("stage-refused")
    page.get_by_label("Spoke to somebody who can hire").check()
    page.get_by_role("button", name="Move", exact=True).click()
    expect(page.get_by_text("moved to Information meeting held.")).to_be_visible()
    look("stage-moved")

    page.get_by_role("link", name=re.compile("^Move.*stage of")).click()
    look("stage-page")
    page.get_by_label("Move to").select_option(label="Lost or paused")
    page.get_by_label("Why not now").select_option(label="Wrong time of year")
    page.get_by_label("Look at it again on").fill("in 12 weeks")
    page.get_by_role("button", name="Move", exact=True).click()
    expect(page.get_by_text("Look again whether it is time").first).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Undone").first).to_be_visible()
    page.goto("/pipeline/settings")
    look("stage-settings")


def drag(page: Page, card: Locator, stage: str) -> None:
    """Pull a card as a hand does: the pull has begun before the page scrolls to the other stage."""
    card.hover()
    page.mouse.down()
    card.hover(position={"x": 30, "y": 30})
    expect(page.locator(".pw-card.is-dragged")).to_have_count(1)
    page.locator(f'[data-stage="{stage}"] h2').hover()
    page.mouse.up()


@pytest.mark.parametrize("size", SIZES)
def test_the_board_by_menu_by_keys_and_by_drag(sign_in: Callable[[str], Page], size: str) -> None:
    page = sign_in("admin")  # whose board no other test fills
    page.set_viewport_size(SIZES[size])  # type: ignore[arg-type]
    names = [f"{firm} {size}" for firm in ("Glyme Mill", "Ray Valley Cheese", "Thame Tiles")]
    for name in names:
        page.goto("/employers/new")
        page.get_by_label("Employer name").fill(name)
        page.get_by_role("button", name="Add employer").click()
    page.goto("/pipeline")
    no_violations(page)
    picture(page, f"board-{size}")

    card = page.locator(".pw-card", has_text=names[0])
    card.get_by_text("Move to").click()
    no_violations(page)
    card.get_by_role("combobox").select_option(label="Contacted")
    card.get_by_role("button", name="Move").click()
    expect(page.get_by_text(f"{names[0]} moved to Contacted.")).to_be_visible()
    expect(page.locator('[data-stage="contacted"] .pw-card', has_text=names[0])).to_be_visible()

    page.get_by_role("link", name=names[1]).focus()
    page.keyboard.press("Shift+ArrowRight")
    expect(page.get_by_text(f"{names[1]} moved to Contacted.")).to_be_visible()
    expect(page.get_by_role("link", name=names[1])).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(page.locator('[data-stage="prospect"] .pw-card__name:focus')).to_be_visible()

    if size == "desktop":
        drag(page, page.locator(".pw-card", has_text=names[2]), "contacted")
        expect(page.get_by_text(f"{names[2]} moved to Contacted.")).to_be_visible()
    no_violations(page)
    picture(page, f"board-moved-{size}")
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Undone").first).to_be_visible()


@pytest.mark.parametrize("size", SIZES)
def test_handing_over_shows_the_counts_first(sign_in: Callable[[str], Page], size: str) -> None:
    page = sign_in("manager")
    page.set_viewport_size(SIZES[size])  # type: ignore[arg-type]
    page.goto("/employers/new")
    page.get_by_label("Employer name").fill(f"Leach Nurseries {size}")
    page.get_by_role("button", name="Add employer").click()

    page.goto("/people")
    page.get_by_role("link", name="Hand over").click()
    no_violations(page)
    page.get_by_label("Whose employers").select_option(label="Manager One")
    page.get_by_label("Officer One").check()
    page.get_by_role("button", name="Show who takes what").click()
    no_violations(page)
    picture(page, f"hand-over-{size}")
    page.get_by_role("button", name=re.compile("^Hand over [0-9]+ employer")).click()
    expect(page.get_by_text(re.compile("^Handed over"))).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Undone").first).to_be_visible()


@pytest.mark.parametrize("size", SIZES)
def test_from_record_to_record_of_the_list(sign_in: Callable[[str], Page], size: str) -> None:
    page = sign_in("officer")
    page.set_viewport_size(SIZES[size])  # type: ignore[arg-type]
    words = {"desktop": "Ashdown Motorworks Nursery", "phone": "Barbers Upholstery Winemakers"}[
        size
    ]
    names = [f"{word} of Trail {size}" for word in words.split()]
    for name in names:
        page.goto("/employers/new")
        page.get_by_label("Employer name").fill(name)
        page.get_by_role("button", name="Add employer").click()
        expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()

    page.goto(f"/employers?q=trail+{size}")
    page.get_by_role("link", name=names[0]).click()
    expect(page.get_by_text("1 of 3", exact=True)).to_be_visible()
    expect(page.locator("a[rel=prev]")).to_have_count(0)
    for place, name in ((2, names[1]), (3, names[2])):
        page.locator("a[rel=next]").click()
        expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()
        expect(page.get_by_text(f"{place} of 3", exact=True)).to_be_visible()
        no_violations(page)
    picture(page, f"trail-{size}")
    expect(page.locator("a[rel=next]")).to_have_count(0)
    page.get_by_role("link", name="Previous employer").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=names[1], level=1)).to_be_visible()
    page.get_by_role("link", name="Employers in the list").click()
    expect(page).to_have_url(re.compile(f"/employers\\?q=trail.{size}$"))
