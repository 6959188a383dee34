"""Tomorrow in a browser: a step dragged to another day, the suggested spread, with and without."""

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import SIZES, Site, no_violations, picture
from tests.browser.test_views import add, enter


def plan(page: Page, name: str) -> None:
    add(page, name)
    page.goto(page.url.partition("?")[0] + "/follow-ups/new")
    page.get_by_label("What to do").or_(page.get_by_label("Next step")).first.fill("Ask again")
    page.get_by_label("Date", exact=True).or_(page.get_by_label("Day", exact=True)).first.fill(
        "tomorrow"
    )
    page.get_by_role("button", name="Plan").first.click()
    page.wait_for_url("**/employers/E-*")


def test_a_full_tomorrow_is_dragged_and_spread(sign_in):
    page = sign_in("admin")  # whose days no other test fills
    for name in ("Kestrel Farm", "Otter Mill", "Heath Garage", "Lark Nursery"):
        plan(page, name)
    page.goto("/")
    page.get_by_role("link", name="Tomorrow", exact=True).click()
    for width, size in SIZES.items():
        page.set_viewport_size(size)
        no_violations(page)
        picture(page, f"tomorrow-{width}")
    page.set_viewport_size(SIZES["desktop"])

    page.get_by_role("listitem").filter(has_text="Otter Mill").first.drag_to(
        page.locator("[data-day]").last
    )
    expect(page.get_by_text("Moved “Ask again” to")).to_be_visible()
    page.get_by_role("button", name="Spread over the week").click()
    expect(page.get_by_text("steps to the days after")).to_be_visible()
    picture(page, "tomorrow-after")
    page.get_by_role("button", name="Undo").click()
    page.goto("/followups/tomorrow")
    expect(page.get_by_role("button", name="Spread over the week")).to_be_visible()


def test_a_step_is_moved_without_script(browser: Browser, site: Site):
    context = browser.new_context(base_url=site.url, java_script_enabled=False)
    page = context.new_page()
    enter(page, "manager")
    plan(page, "Rowan Timber")
    page.goto("/followups/tomorrow")
    page.get_by_role("button", name="Move Rowan Timber").click()
    expect(page.get_by_text("Moved “Ask again” to")).to_be_visible()
    context.close()
