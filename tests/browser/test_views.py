"""Views of the list of employers in a browser, with and without script, wide and narrow."""

from playwright.sync_api import Browser, Page

from tests.browser.conftest import PASSWORD, SIZES, Site, no_violations, picture


def enter(page: Page, role: str) -> None:
    page.goto("/sign-in")
    page.get_by_label("Email address").fill(f"{role}@council.example.org")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/")


def add(page: Page, name: str) -> None:
    page.goto("/employers/new")
    page.get_by_label("Employer name").fill(name)
    page.get_by_role("button", name="Add employer").click()
    page.wait_for_url("**/employers/E-*")


def save_a_view(page: Page, name: str) -> None:
    page.goto("/employers?stage=prospect&next=none")
    page.get_by_role("link", name="Save this view").click()
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_role("button", name="Save the view").click()
    page.wait_for_url("**/employers?**view=*")


def test_an_officer_saves_a_view_and_finds_it_as_a_tab(sign_in):
    page = sign_in("officer")
    for name in ("Quernmoor Foods", "Sallowfen Garden Centre"):
        add(page, name)
    save_a_view(page, "Prospects with nothing planned")

    tabs = page.get_by_role("navigation", name="Views of employers")
    assert tabs.get_by_role("link", name="Prospects with nothing planned").is_visible()
    for width, size in SIZES.items():
        page.set_viewport_size(size)
        no_violations(page)
        picture(page, f"views-list-{width}")
    page.set_viewport_size(SIZES["desktop"])
    page.get_by_text("Columns", exact=True).click()
    page.get_by_label("In work").uncheck()
    picture(page, "views-columns")
    no_violations(page)
    page.get_by_role("button", name="Show these columns").click()
    assert page.get_by_role("columnheader", name="In work").count() == 0
    assert page.get_by_text("Changed from “Prospects with nothing planned”.").is_visible()
    page.get_by_role("button", name="Save the changes").click()
    tabs.get_by_role("link", name="More views").click()
    for width, size in SIZES.items():
        page.set_viewport_size(size)
        no_violations(page)
        picture(page, f"views-index-{width}")


def test_a_condition_is_dropped_with_the_keyboard(sign_in):
    page = sign_in("officer")
    page.goto("/employers?stage=prospect&tier=A")
    page.get_by_role("link", name="Remove: Tier is A").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/employers?stage=prospect")


def test_views_work_without_script(browser: Browser, site: Site):
    context = browser.new_context(base_url=site.url, java_script_enabled=False)
    page = context.new_page()
    enter(page, "manager")
    save_a_view(page, "Plain page")
    page.goto("/views?list=employers")
    row = page.get_by_role("row").filter(has_text="Plain page")
    row.get_by_role("button", name="Delete").click()
    page.get_by_role("button", name="Undo").click()
    page.goto("/views?list=employers")
    assert page.get_by_role("link", name="Plain page", exact=True).is_visible()
    context.close()
