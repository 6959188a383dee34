"""An opening from the first word on the phone, in a real browser at both widths."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.budget import Budget
from tests.browser.conftest import SIZES, Site, no_violations, picture
from tests.browser.test_public_door import mailed

Signed = Callable[[str], Page]
LIST = "code,title\n9222,Street cleaners\n9223,Cleaners and domestics\n9263,Kitchen assistants\n"


def look(page: Page, name: str, size: str) -> None:
    no_violations(page)
    picture(page, f"vacancies-{name}-{size}")


def employer(page: Page, name: str) -> None:
    """Have an employer with one contact; not counted."""
    page.goto("/employers/new")
    page.get_by_label("Employer name").fill(name)
    page.get_by_label("Postcode").fill("OX14 3HB")
    page.get_by_label("Person you spoke to").fill("Maria Foyle")
    page.get_by_role("button", name="Add employer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


@pytest.fixture(scope="module", autouse=True)
def unit_groups(site: Site, tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.mktemp("soc") / "soc.csv"
    file.write_text(LIST)
    site.flask("reference", "load", "soc", str(file))


@pytest.mark.parametrize("size", SIZES)
def test_take_a_vacancy_by_phone(sign_in: Signed, size: str) -> None:
    page = sign_in("officer")
    page.set_viewport_size(SIZES[size])  # type: ignore[arg-type]
    employer(page, f"Isis Laundry {size}")
    walk = Budget(page)

    with walk.step("C1 step 5, take a vacancy by phone", 2, 5):
        walk.key("v")
        expect(page.get_by_label("Contact", exact=True)).to_contain_text("Maria Foyle")
        walk.enter(page.get_by_label("Job title"), "Laundry assistant")
        walk.enter(page.get_by_label("Pay", exact=True), "12.00")
        expect(page.locator("#worked-out")).to_contain_text("This is below the minimum wage")
        walk.enter(page.get_by_label("Hours a week", exact=True), "16")
        walk.enter(page.get_by_label("Tasks"), "Fold towels\nLoad the dryer")
        walk.enter(page.get_by_label("Closing date"), "in 3 weeks")
        look(page, "form", size)
        walk.press(page.get_by_role("button", name="Add vacancy"))
        expect(page.get_by_text(re.compile("Vacancy V-[0-9]+ added"))).to_be_visible()
    look(page, "shown", size)


@pytest.mark.parametrize("size", SIZES)
def test_an_occupation_is_found_while_it_is_typed(sign_in: Signed, size: str) -> None:
    page = sign_in("officer")
    page.set_viewport_size(SIZES[size])  # type: ignore[arg-type]
    employer(page, f"Cherwell Contract Cleaning {size}")
    page.keyboard.press("v")
    field = page.get_by_role("combobox", name="Occupation")

    field.press_sequentially("clean")
    expect(page.locator(".pw-option")).to_have_count(2)
    field.press("ArrowDown")
    look(page, "occupation", size)
    field.press("ArrowDown")
    field.press("Enter")
    expect(field).to_have_value(re.compile("9222 Street cleaners|9223 Cleaners and domestics"))
    field.fill("9263")
    page.get_by_role("option", name="Kitchen").click()
    expect(field).to_have_value("9263 Kitchen assistants")
    page.get_by_label("Job title").fill("Kitchen porter")
    page.get_by_role("button", name="Add vacancy").click()
    expect(page.get_by_text("Kitchen assistants (SOC 9263)")).to_be_visible()

    page.goto("/reference/occupations?q=clean")
    look(page, "occupations", size)


@pytest.mark.parametrize("size", SIZES)
def test_a_job_is_carved_out_and_posted_again(sign_in: Signed, size: str) -> None:
    page = sign_in("officer")
    page.set_viewport_size(SIZES[size])  # type: ignore[arg-type]
    employer(page, f"Hinksey House Care {size}")
    page.keyboard.press("v")
    page.get_by_label("Job title").fill("Kitchen assistant")
    page.get_by_label("Pay", exact=True).fill("13.10")
    page.get_by_label("Tasks").fill(
        "Prepare food for forty people under the eye of the cook, allergens kept apart\n"
        "Wash up\nLay tables\nTake orders at the hatch"
    )
    page.get_by_role("button", name="Add vacancy").click()

    page.get_by_role("link", name="Carve a job out of this").click()
    page.get_by_label("Wash up").check()
    page.get_by_label("Lay tables").check()
    page.get_by_label("Title of the new job").fill("Dining room assistant")
    page.get_by_label("Hours a week").fill("12")
    look(page, "carve", size)
    page.get_by_role("button", name="Add carved job").click()
    expect(page.get_by_role("heading", name="Carved out of another post")).to_be_visible()
    look(page, "carved", size)
    page.get_by_role("link", name="Carved out of another post").click()
    look(page, "carving", size)
    page.get_by_role("button", name="Save").click()

    page.get_by_role("button", name="Post again").click()
    expect(page.get_by_text("Check its dates.")).to_be_visible()
    page.goto("/vacancies?group=9&q=assistant")
    look(page, "list-none", size)
    page.goto("/vacancies")
    look(page, "list", size)


@pytest.mark.parametrize("size", SIZES)
def test_everybody_sees_what_the_employer_agreed_to_show(sign_in: Signed, size: str) -> None:
    page = sign_in("officer")
    page.set_viewport_size(SIZES[size])  # type: ignore[arg-type]
    employer(page, f"Wytham Garden Centre and Farm Shop of the Three Brothers {size}")
    page.keyboard.press("v")
    page.get_by_label("Job title").fill("Plant area assistant, spring and summer season")
    page.get_by_label("Pay", exact=True).fill("13.10")
    page.get_by_label("Hours a week").fill("16")
    page.get_by_label("Mon", exact=True).check()
    page.get_by_label("Starts at").fill("9:30")
    page.get_by_label("Tasks").fill("Water the plants\nBring trolleys back")
    page.get_by_label("Adjustments the employer can make").fill("Quiet break room")
    page.get_by_label("Getting there").fill("First bus 06:50")
    page.get_by_label("Closing date").fill("in 3 weeks")
    page.get_by_role("button", name="Add vacancy").click()

    page.get_by_role("link", name="Show it to the public").click()
    look(page, "publish", size)
    page.get_by_role("button", name="Show to the public").click()
    page.get_by_role("link", name="Open the public page").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Plant area assistant")
    look(page, "public", size)
    public = page.url
    page.go_back()
    page.get_by_role("link", name="Close", exact=True).click()
    page.get_by_label("It was filled").check()
    page.get_by_role("button", name="Close vacancy").click()
    look(page, "filled", size)
    page.goto(public)
    expect(page.get_by_role("heading", level=1)).to_have_text("This job is no longer open")
    look(page, "gone", size)


@pytest.mark.parametrize("size", SIZES)
def test_a_business_offers_a_vacancy_from_a_link(sign_in: Signed, size: str, site: Site) -> None:
    page = sign_in("officer")
    page.set_viewport_size(SIZES[size])  # type: ignore[arg-type]
    name = f"Evenlode Joinery {size}"
    page.goto("/employers/new")
    page.get_by_label("Employer name").fill(name)
    page.get_by_label("Person you spoke to").fill("Ravi Copley")
    page.get_by_label("Email address").fill(f"ravi@joinery-{size}.example")
    page.get_by_role("button", name="Add employer").click()
    page.get_by_role("link", name="Ask by a link").click()
    page.get_by_label("Send the link to").select_option(index=1)
    page.get_by_role("button", name="Send the link").click()
    expect(page.get_by_text("A link is mailed to Ravi Copley.")).to_be_visible()
    look(page, "asked", size)
    page.context.clear_cookies()
    walk = Budget(page)

    with walk.step("C2 step 5, offer a vacancy", 3, 6):
        walk.follow(mailed(site, f"ravi@joinery-{size}.example"))
        walk.enter(page.get_by_label("What is the job?"), "Workshop assistant")
        walk.enter(page.get_by_label("Pay", exact=True), "12.00")
        walk.enter(page.get_by_label("Paid hours a week"), "20")
        expect(page.locator("#worked-out")).to_contain_text("below the minimum wage")
        walk.enter(page.get_by_label("Days and times"), "Monday to Thursday, 9 to 2")
        walk.enter(page.get_by_label("What will the person do?"), "Sand doors\nSweep up")
        walk.enter(page.get_by_label("When could it start?"), "in 4 weeks")
        look(page, "offer", size)
        walk.press(page.get_by_role("button", name="Send"))
        expect(page.get_by_role("heading", level=1)).to_have_text("Thank you, we have got it")
    look(page, "offered", size)
