"""A mailing in a real browser: choose the kind, write it, read the preview, send it."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from crm.demo.cast import PASSWORD
from tests.browser.budget import Budget
from tests.browser.conftest import SIZES, Site, no_violations, picture, running


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The invented county, running."""
    with running(tmp_path_factory.mktemp("demo"), lambda made: made.flask("demo")) as made:
        yield made


@pytest.fixture
def admin(demo: Site, browser: Browser) -> Iterator[Page]:
    context = browser.new_context(base_url=demo.url)
    context.set_default_timeout(20_000)
    page = context.new_page()
    page.goto("/sign-in")
    page.get_by_label("Email address").fill("admin@demo.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/")
    yield page
    context.close()


def look(page: Page, name: str) -> None:
    for width, size in SIZES.items():
        page.set_viewport_size(size)
        no_violations(page)
        picture(page, f"{name}-{width}")
    page.set_viewport_size(SIZES["desktop"])


def test_news_goes_from_the_list_of_employers_to_its_readers(admin: Page):
    page = admin
    page.goto("/employers?stage=contacted")
    page.get_by_role("link", name="Write to these").click()
    page.get_by_role("link", name="Write news or an invitation").click()
    expect(page.get_by_label("Or in the list at this address")).to_have_value("stage=contacted")
    page.get_by_label("Topic").select_option("webinars")
    page.get_by_label("Subject").fill("A webinar for {{employer}}")
    page.get_by_label("Text", exact=True).fill("Hello,\n\nyou are welcome on 3 December. {{7*7}}")
    look(page, "mail-write")
    page.get_by_role("button", name="Save and preview").click()
    expect(page.get_by_text("As they get it")).to_be_visible()
    look(page, "mail-preview")
    assert "/mail-choices/" not in page.content(), "only its reader may follow the link"
    page.get_by_role("button", name=re.compile(r"^Send to [0-9]+")).click()
    expect(page.get_by_text("Sending began")).to_be_visible()
    look(page, "mail-sending")


@pytest.mark.parametrize("size", SIZES)
def test_an_invitation_from_a_template_within_its_budget(admin: Page, size: str):
    page, walk = admin, Budget(admin)
    page.set_viewport_size(SIZES[size])  # type: ignore[arg-type]
    page.goto("/employers?stage=started")
    with walk.step("C1 step 10, invite to the webinar", 6, 2):
        walk.press(page.get_by_role("link", name="Write to these"))
        walk.press(page.get_by_role("link", name="Begin from a template"))
        no_violations(page)
        picture(page, f"mail-templates-{size}")
        row = page.get_by_role("row", name=re.compile("Invitation to a webinar"))
        walk.press(row.get_by_role("button", name="Use it"))
        expect(page.get_by_text("Read it as three people get it")).to_be_visible()
        expect(page.get_by_text("a free webinar for employers")).to_have_count(4)
        no_violations(page)
        picture(page, f"mail-from-template-{size}")
        walk.press(page.get_by_role("button", name=re.compile(r"^Send to [0-9]+")))
        expect(page.get_by_text("Sending began")).to_be_visible()
    page.goto("/mailings/templates")
    page.get_by_role("link", name="Invitation to a webinar").click()
    expect(page.get_by_role("heading", name="Used by")).to_be_visible()
    expect(page.get_by_role("link", name="{{employer}}: a free webinar").first).to_be_visible()
    no_violations(page)
    picture(page, f"mail-template-used-{size}")
