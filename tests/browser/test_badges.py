"""A badge in the browser: issued from the demo, looked at, checked as a file, revoked."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import SIZES, Site, no_violations, picture, running

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
    expect(page.get_by_role("heading", name="Not valid")).to_be_visible()
    expect(page.get_by_text("The signature does not fit")).to_be_visible()
    page.look(page, "tampered")
    page.get_by_role("link", name="Badges of").or_(page.get_by_text("Check another")).first.click()
    page.look(page, "after")
    page.goto("/badges/achievements/1/gold")
    page.look(page, "level")
    page.goto("/badges/issuer")
    page.look(page, "issuer")
