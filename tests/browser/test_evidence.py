"""An officer sends a link with one press; a business sends two files by it from a phone."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from app import create_app
from crm.core import config
from crm.core.db import db, session, set_may_write
from tests import papers
from tests.browser.budget import Budget
from tests.browser.conftest import SIZES, Site, no_violations, picture
from tests.browser.test_pages import by_keyboard
from tests.browser.test_public_door import mailed
from tests.crm.evidence import asking
from tests.makers import Make


def placement_at(site: Site, number: str) -> str:
    """A placement with an employer that has a contact; returns its reference."""
    app = create_app(config.load(site.env) | {"TESTING": True})
    with app.app_context():
        set_may_write(True)
        make = Make()
        employer = make.employer(name=f"Cherwell Bakery {number}")
        make.contact(
            employer, name="Sam Carter", email=f"sam@bakery{number}.example", can_hire=True
        )
        ref = str(make.placement(employer).ref)
        session.remove()
        db.engine.dispose()
    return ref


def link_for(site: Site) -> str:
    """A request that is mailed already; returns the address of its link."""
    app = create_app(config.load(site.env) | {"TESTING": True})
    with app.app_context():
        set_may_write(True)
        path = asking.asked(Make()).path
        session.remove()
        db.engine.dispose()
    return site.url + path


@pytest.fixture
def two_files(tmp_path: Path) -> list[Path]:
    slip, photo = tmp_path / "slip.pdf", tmp_path / "job.jpg"
    slip.write_bytes(papers.pdf())
    photo.write_bytes(papers.photo((900, 1200)))
    return [slip, photo]


def test_an_officer_asks_with_one_press(site: Site, sign_in: Callable[[str], Page]) -> None:
    page = sign_in("officer")
    page.goto(f"/placements/{placement_at(site, 'one')}")
    walk = Budget(page)

    with walk.step("C1 step 8, ask for parity evidence", 1, 0):
        walk.press(page.get_by_role("button", name="Send secure link"))
        expect(page.get_by_text("A link is mailed to Sam Carter")).to_be_visible()

    no_violations(page)
    picture(page, "evidence-placement")
    page.get_by_role("link", name="R-0").first.click()
    no_violations(page)
    picture(page, "evidence-request")


@pytest.mark.parametrize("size", SIZES)
def test_an_officer_chooses_who_gets_the_link(
    size: str, site: Site, sign_in: Callable[[str], Page]
) -> None:
    page = sign_in("officer")
    page.goto(f"/placements/{placement_at(site, size)}")
    page.get_by_role("link", name="Choose who gets it").click()
    expect(page.get_by_role("radio", name="Sam Carter")).to_be_checked()
    page.set_viewport_size(SIZES[size])  # type: ignore[arg-type]
    no_violations(page)
    picture(page, f"evidence-new-{size}")
    by_keyboard(page)
    page.get_by_role("button", name="Send secure link").click()
    expect(page.get_by_text("A link is mailed to Sam Carter")).to_be_visible()


def test_a_link_that_does_not_work_says_what_to_do(site: Site, browser: Browser) -> None:
    page = browser.new_page(base_url=site.url, viewport=SIZES["phone"])  # type: ignore[arg-type]
    page.goto("/me/files.not-one-of-ours")
    expect(page.get_by_role("heading", name="This link does not work")).to_be_visible()
    no_violations(page)
    picture(page, "door-closed-phone")
    page.close()


def test_a_business_sends_two_files_from_a_phone(
    site: Site, browser: Browser, two_files: list[Path], sign_in: Callable[[str], Page]
) -> None:
    officer = sign_in("officer")
    officer.goto(f"/placements/{placement_at(site, 'two')}")
    officer.get_by_role("button", name="Send secure link").click()
    expect(officer.get_by_text("A link is mailed")).to_be_visible()
    address = mailed(site, "sam@bakerytwo.example")

    context = browser.new_context(
        base_url=site.url, viewport=SIZES["phone"], has_touch=True, is_mobile=True
    )
    page = context.new_page()
    page.goto(address)
    no_violations(page)
    picture(page, "door-1-asked-phone")
    walk = Budget(page)
    with walk.step("C2 step 6, send wage evidence", 3, 0):
        page.get_by_label("Choose files or take photos").set_input_files(two_files)
        walk.presses += 1  # the files are dropped, and looked into at once
        expect(page.get_by_role("heading", name="Look at your 2 files")).to_be_visible()
        walk.press(page.locator("label[for$='-1-4']").first)
        expect(page.locator("input[name=strip]:checked")).to_have_count(1)
        page.locator(".pw-hide__page img").first.scroll_into_view_if_needed()
        no_violations(page)
        picture(page, "door-2-hide-phone")
        walk.press(page.get_by_role("button", name="Send these 2 files"))
        expect(page.get_by_role("heading", name="We have your 2 files")).to_be_visible()
    assert (walk.presses, walk.entries) == (0, 0)
    no_violations(page)
    picture(page, "door-3-sent-phone")
    page.go_back()
    expect(page.get_by_role("heading", name="We have your 2 files")).to_be_visible()
    context.close()

    officer.goto("/")
    expect(officer.get_by_text("Wage evidence came: look at it").first).to_be_visible()
    officer.goto("/evidence?state=came")
    no_violations(officer)
    picture(officer, "evidence-list")


def test_boxes_are_drawn_and_taken_away(site: Site, page: Page, two_files: list[Path]) -> None:
    page.goto(link_for(site))
    page.get_by_label("Choose files or take photos").set_input_files(two_files[1])
    expect(page.get_by_role("heading", name="Look at your file")).to_be_visible()
    area = page.locator("[data-boxes]").first
    area.scroll_into_view_if_needed()
    box = area.bounding_box()
    assert box

    def draw(top: float) -> None:
        page.mouse.move(box["x"] + 60, box["y"] + top)
        page.mouse.down()
        page.mouse.move(box["x"] + 260, box["y"] + top + 60, steps=4)
        page.mouse.up()

    draw(40)
    draw(160)
    expect(page.locator("[data-boxes] span")).to_have_count(2)
    page.get_by_role("button", name="Take away the box").first.click()
    expect(page.locator("[data-boxes] span")).to_have_count(1)
    no_violations(page)
    picture(page, "door-2-drawn")
    page.get_by_role("button", name="Hide and look again").click()
    expect(page.get_by_text("One part is hidden for good.")).to_be_visible()
    expect(page.get_by_text("One part is hidden already.")).to_be_visible()
    picture(page, "door-2-burnt")


@pytest.mark.parametrize("size", SIZES)
def test_it_works_without_scripts_and_by_keyboard(
    size: str, site: Site, browser: Browser, two_files: list[Path]
) -> None:
    context: BrowserContext = browser.new_context(
        base_url=site.url,
        viewport=SIZES[size],
        java_script_enabled=False,  # type: ignore[arg-type]
    )
    page = context.new_page()
    page.goto(link_for(site))
    page.get_by_label("Choose files or take photos").set_input_files(two_files)
    page.get_by_role("button", name="Continue").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Look at your 2 files")).to_be_visible()
    page.get_by_label("Hide strip 2 of 12, page 1, file 1").focus()
    page.keyboard.press("Space")
    picture(page, f"door-2-plain-{size}")
    page.get_by_role("button", name="Send these 2 files").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="We have your 2 files")).to_be_visible()
    picture(page, f"door-3-plain-{size}")
    context.close()


def test_a_bad_file_is_told_beside_the_field(
    site: Site, page: Page, two_files: list[Path], tmp_path: Path
) -> None:
    bad = tmp_path / "slip.pdf.exe"
    bad.write_bytes(b"MZ" + bytes(200))
    page.set_viewport_size(SIZES["phone"])  # type: ignore[arg-type]
    page.goto(link_for(site))
    page.get_by_label("Choose files or take photos").set_input_files([bad, two_files[0]])
    expect(page.locator("[data-error-summary]")).to_be_focused()
    expect(page.get_by_text("One file is ready and not sent yet")).to_be_visible()
    no_violations(page)
    picture(page, "door-1-error-phone")


def test_every_control_is_reached_by_the_keyboard(
    site: Site, page: Page, two_files: list[Path]
) -> None:
    address = link_for(site)
    page.goto(address)
    by_keyboard(page)
    page.get_by_label("Choose files or take photos").set_input_files(two_files)
    expect(page.get_by_role("heading", name="Look at your 2 files")).to_be_visible()
    by_keyboard(page)
    page.get_by_role("button", name="Send these 2 files").click()
    expect(page.get_by_role("heading", name="We have your 2 files")).to_be_visible()
    by_keyboard(page)
