"""A manager drafts a version of the scheme, mends it, reads what it changes and publishes it."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import SIZES, no_violations, picture

pytestmark = pytest.mark.browser


def looked_at(page: Page, name: str) -> None:
    for width, size in SIZES.items():
        page.set_viewport_size(size)
        no_violations(page)
        picture(page, f"versions-{name}-{width}")


def test_a_draft_is_begun_mended_read_and_published(sign_in):
    admin = sign_in("manager")
    admin.goto("/accreditation/scheme/1")
    admin.get_by_role("link", name="All versions").click()
    looked_at(admin, "index")
    admin.get_by_role("link", name="Copy version 1").click()
    admin.get_by_label("Name of the new version").fill("pilot-2")
    admin.get_by_label("What it is for").fill("More weight on jobs that last")
    looked_at(admin, "new")
    admin.get_by_role("button", name="Begin the draft").click()

    admin.get_by_role("link", name="Silver, Practising").click()
    admin.get_by_label("Percent of the points that apply").fill("75")
    looked_at(admin, "level")
    admin.get_by_role("button", name="Save").click()
    expect(admin.get_by_text("to mend before it can be published")).to_be_visible()
    looked_at(admin, "faulty")
    admin.get_by_role("link", name="Silver, Practising").click()
    admin.get_by_label("Percent of the points that apply").fill("50")
    admin.get_by_role("button", name="Save").click()
    expect(admin.get_by_text("No gap and no overlap")).to_be_visible()

    admin.get_by_role("link", name="OO1").first.click()
    looked_at(admin, "criterion")
    admin.go_back()
    admin.get_by_role("link", name="G1").first.click()
    looked_at(admin, "gate")
    admin.go_back()
    looked_at(admin, "edit")

    admin.get_by_role("link", name="Who would move").click()
    admin.get_by_role("button", name="Work it out beside version 1").click()
    further = admin.get_by_role("link", name="Show how far it is")
    for _ in range(60):  # the worker looks every 5 seconds
        if not further.count():
            break
        admin.wait_for_timeout(1_000)
        further.click()
    expect(admin.get_by_role("heading", name="Version pilot-2 beside")).to_be_visible()
    expect(further).to_have_count(0)
    looked_at(admin, "what-if")
    admin.goto("/accreditation/scheme/pilot-2/edit")
    admin.get_by_role("link", name="Publish…").click()
    expect(admin.get_by_text("45 becomes 50")).to_be_visible()
    admin.get_by_label("First day it counts").fill("in 52 weeks")
    admin.get_by_label("Who agreed it, and where").fill("Scrutiny committee")
    looked_at(admin, "publish")
    admin.get_by_role("button", name="Publish version pilot-2").click()
    expect(admin.get_by_text("Counts from")).to_be_visible()
    looked_at(admin, "published")
