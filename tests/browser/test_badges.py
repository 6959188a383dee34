"""A badge in the browser: issued from the demo, looked at, checked as a file, revoked."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import SIZES, Site, no_violations, picture, running
from tests.verifiers import ask_outside

LEVEL = "silver"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The invented county, running."""
    with running(tmp_path_factory.mktemp("badges"), lambda made: made.flask("demo")) as made:
        yield made


@pytest.fixture(params=["with scripts", "without"])
def page(demo: Site, browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    scripts = request.param == "with scripts"
    context = browser.new_context(base_url=demo.url, java_script_enabled=scripts)
    context.set_default_timeout(15_000)
    page = context.new_page()
    page.look = looked_at if scripts else lambda *_: None  # axe is a script itself
    yield page
    context.close()


def looked_at(page: Page, name: str) -> None:
    """Look at a page at both widths, with axe."""
    for width, size in SIZES.items():
        page.set_viewport_size(size)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= size["width"], f"{name} is {wide} wide at {size['width']}"
        no_violations(page)
        picture(page, f"badge-{name}-{width}")


def test_a_badge_is_seen_checked_and_revoked(demo: Site, page: Page, tmp_path: Path):
    out = tmp_path / "out"
    said = demo.flask("badges", "issue", "E-00001", "--level", LEVEL, "--demo", "--out", str(out))
    address = said.splitlines()[0].removeprefix(demo.url)

    page.goto(address)
    expect(page.get_by_role("heading", name="Valid today")).to_be_visible()
    page.look(page, "valid")
    assert ask_outside(demo.url + address).holds

    page.get_by_role("link", name="Certificate").click()
    expect(page.get_by_role("link", name="Download as PDF")).to_be_visible()
    page.look(page, "certificate")
    page.go_back()
    page.get_by_role("link", name="Check another badge").click()
    page.look(page, "verify")
    page.get_by_label("The badge’s file").set_input_files(out / "badge.png")
    page.get_by_role("button", name="Check this badge").click()
    expect(page.get_by_role("heading", name="Valid today")).to_be_visible()
    page.look(page, "checked")

    demo.flask("badges", "revoke", address, "--why", "superseded", "--words", "A newer one holds.")
    page.goto(address)
    expect(page.get_by_role("heading", name="Withdrawn")).to_be_visible()
    page.look(page, "revoked")
    expect(page.get_by_text("Show it on your website")).to_have_count(0)
    said = ask_outside(demo.url + address)
    assert (said.genuine, said.revoked, said.holds) == (True, True, False)

    page.goto("/badges/verify")
    page.get_by_label("Or paste the badge’s text").fill((out / "badge.json").read_text())
    page.get_by_role("button", name="Check this badge").click()
    expect(page.get_by_role("heading", name="Withdrawn")).to_be_visible()
    expect(page.get_by_text("A newer one holds.")).to_be_visible()


def test_what_is_wrong_with_a_file_is_said(demo: Site, page: Page, tmp_path: Path):
    out = tmp_path / "out"
    demo.flask("badges", "issue", "E-00002", "--level", LEVEL, "--demo", "--out", str(out))
    tampered = (out / "badge.json").read_text().replace("Silver", "Gold")

    page.goto("/badges/verify")
    page.get_by_role("button", name="Check this badge").click()
    expect(page.get_by_text("Choose the badge’s file, or paste its text.").first).to_be_visible()
    page.look(page, "error")
    page.get_by_label("Or paste the badge’s text").fill(tampered)
    page.get_by_role("button", name="Check this badge").click()
    expect(page.get_by_role("heading", name="Changed since we issued it")).to_be_visible()
    expect(page.get_by_text("The signature does not fit")).to_be_visible()
    page.look(page, "tampered")
    page.get_by_role("link", name="Badges of").or_(page.get_by_text("Check another")).first.click()
    page.look(page, "after")
    page.goto("/badges/achievements/1/gold")
    page.look(page, "level")
    page.goto("/badges/issuer")
    page.look(page, "issuer")


def test_the_register_is_searched_and_leads_to_a_badge_that_is_copied_with_one_press(
    demo: Site, page: Page
):
    scripts = page.look is looked_at
    page.goto("/interest")
    page.get_by_role("main").get_by_role("link", name="Accredited employers").click()
    expect(page.get_by_text("Only those who agreed to be listed are shown.")).to_be_visible()
    expect(page.get_by_role("row")).to_have_count(13)
    page.look(page, "register")

    name = page.get_by_role("rowheader").nth(3).get_by_role("link").inner_text()
    page.get_by_label("Name").fill(name)
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_text("1 employer found.")).to_be_visible()
    page.get_by_label("Name").fill("nobody is called this")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_text("No employer on the register matches.")).to_be_visible()
    page.look(page, "register-none")
    page.get_by_role("link", name="Show every accredited employer").click()
    page.get_by_role("link", name="what each column means").click()
    page.look(page, "register-schema")
    page.go_back()
    page.get_by_role("link", name=name).click()

    expect(page.get_by_role("heading", name=f"{name} holds this badge")).to_be_visible()
    copy = page.get_by_role("button", name="Copy")
    if scripts:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        copy.click()
        expect(page.get_by_text("Copied.")).to_be_visible()
        assert "/picture.svg" in page.evaluate("navigator.clipboard.readText()")
        return
    expect(copy).to_be_hidden()
    with page.expect_download() as taken:
        page.get_by_role("link", name="Download it as a file").click()
    assert "/picture.svg" in taken.value.path().read_text()
