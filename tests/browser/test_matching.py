"""Click budgets 6 and 7 (features.md, C1): find matches, place from a match."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.budget import Budget
from tests.browser.conftest import SIZES, no_violations, picture

Signed = Callable[[str], Page]
CAFES = {"desktop": ("Windrush Café", "OX11 7AB"), "phone": ("Osney Tea Rooms", "OX11 7LD")}
BAKERIES = {"desktop": ("Isis Bakery", "OX11 8QQ"), "phone": ("Cowley Kitchens", "OX11 9RW")}


def vacancy(page: Page, name: str, postcode: str) -> None:
    """Have an open vacancy of an employer in Didcot; not counted."""
    page.goto("/employers/new")
    page.get_by_label("Employer name").fill(name)
    page.get_by_label("Postcode").fill(postcode)
    page.get_by_role("button", name="Add employer").click()
    page.get_by_role("link", name="Add vacancy").first.click()
    page.get_by_label("Job title").fill("Kitchen assistant")
    page.get_by_label("Pay", exact=True).fill("12.71")
    page.get_by_label("Tasks", exact=True).fill("Washing up\nMop the floor")
    page.get_by_role("button", name="Add vacancy").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kitchen assistant")


def profile(page: Page, ref: str, tasks: str, home: str) -> None:
    """Have somebody who is looking for work; not counted."""
    page.goto("/participants/new")
    page.get_by_label("Participant reference").fill(ref)
    page.get_by_label("Pathway").select_option("SEQF")
    page.get_by_label("Home, first part of the postcode").fill(home)
    page.get_by_label("Can travel at most").fill("5")
    for name in tasks.split(","):
        page.get_by_role("group", name="Tasks they can do").get_by_label(name).check()
    page.get_by_role("group", name="Gets there by").get_by_label("Car or lift").check()
    page.get_by_role("button", name="Add profile").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(ref)


@pytest.mark.parametrize("size", SIZES)
def test_find_matches_and_place_one(sign_in: Signed, size: str) -> None:
    page = sign_in("officer")
    number = list(SIZES).index(size) + 1
    near, far = f"CTW-{number}N3AR", f"CTW-{number}F4R"
    profile(page, far, "Cleaning", "OX28 6")
    no_violations(page)
    picture(page, f"match-profile-{size}")
    profile(page, near, "Cleaning,Washing up", "OX11")
    vacancy(page, *CAFES[size])
    page.set_viewport_size(SIZES[size])  # type: ignore[arg-type]
    walk = Budget(page)

    with walk.step("C1 step 6, find matches", 1, 0):
        walk.press(page.get_by_role("link", name="Matches", exact=True).last)
        rows = page.locator("li.pw-match")
        row = rows.filter(has_text=near)
        expect(row).to_contain_text(re.compile(r"Fits \d+ of 10"))
    expect(rows.filter(has_text=far)).to_contain_text("farther than 5")
    order = [text for text in rows.all_inner_texts() if near in text or far in text]
    assert near in order[0]
    row.get_by_text("What fits").click()
    row.get_by_text("Not for this person").click()
    no_violations(page)
    picture(page, f"match-people-{size}")
    page.set_viewport_size(SIZES[size])  # type: ignore[arg-type]

    with walk.step("C1 step 7, record the placement", 2, 2):
        walk.press(row.get_by_role("link", name="Place"))
        expect(page.get_by_label("Participant reference")).to_have_value(near)
        expect(page.get_by_label("Job title")).to_have_value("Kitchen assistant")
        walk.enter(page.get_by_label("First day"), "in 2 weeks")
        walk.enter(page.get_by_label("Hours a week"), "12")
        no_violations(page)
        picture(page, f"match-place-{size}")
        walk.press(page.get_by_role("button", name="Start placement"))
        expect(page.get_by_text(re.compile(r"Placement P-\d+ added"))).to_be_visible()

    page.goto("/participants?state=placed")
    page.get_by_role("link", name=near).click()
    expect(page.get_by_text("No vacancies are offered.")).to_be_visible()
    page.get_by_role("link", name="Matches", exact=True).last.click()
    no_violations(page)
    picture(page, f"match-placed-{size}")


@pytest.mark.parametrize("size", SIZES)
def test_set_a_match_aside_and_take_it_back(sign_in: Signed, size: str) -> None:
    page = sign_in("officer")
    ref = f"CTW-{list(SIZES).index(size) + 1}S1DE"
    vacancy(page, *BAKERIES[size])
    here = page.url
    profile(page, ref, "Cleaning", "OX11 7")
    page.set_viewport_size(SIZES[size])  # type: ignore[arg-type]
    page.goto(f"{here}/matches")
    row = page.locator("li.pw-match", has_text=ref)

    row.get_by_text("Not for this person").click()
    row.get_by_label("Why").select_option("They tried there before")
    row.get_by_role("button", name="Set aside").click()

    expect(page.get_by_text(re.compile("Set aside: V-"))).to_be_visible()
    expect(row).to_have_count(0)
    page.get_by_text(re.compile(r"^Set aside: \d+$")).click()
    expect(page.locator("main")).to_contain_text("they tried there before")
    no_violations(page)
    picture(page, f"match-aside-{size}")
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(page.locator("li.pw-match", has_text=ref)).to_be_visible()
