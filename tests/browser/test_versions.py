"""A manager drafts a version of the scheme, mends it, reads what it changes and publishes it.

And asks what would be if a gate were asked for earlier, within the manager's budget 7.
"""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from app import create_app
from crm.core import config
from crm.core.db import db, session, set_may_write
from crm.employers.models import SizeBand
from tests.browser.budget import Budget
from tests.browser.conftest import SIZES, Site, no_violations, picture
from tests.makers import Make

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
    admin.get_by_role("button", name="Save", exact=True).click()
    expect(admin.get_by_text("to mend before it can be published")).to_be_visible()
    looked_at(admin, "faulty")
    admin.get_by_role("link", name="Silver, Practising").click()
    admin.get_by_label("Percent of the points that apply").fill("50")
    admin.get_by_role("button", name="Save", exact=True).click()
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
    expect(admin.get_by_role("heading", name="Version pilot-2 beside")).to_be_visible()
    further = admin.get_by_role("link", name="Show how far it is")
    expect(further).to_have_count(0, timeout=60_000)  # the page looks again by itself
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


@pytest.fixture
def firms(site: Site) -> None:
    """Six firms with openings for disabled people, and nothing that the service has verified."""
    app = create_app(config.load(site.env) | {"TESTING": True})
    with app.app_context():
        set_may_write(True)
        make = Make()
        for name in ("Alder", "Birch", "Cedar", "Damson", "Elder", "Fern"):
            employer = make.employer(name=f"{name} Joinery and Sons", size_band=SizeBand.MICRO)
            for title in ("Joiner", "Driver", "Clerk"):
                make.vacancy(employer, title=title, adjustments="Quiet room")
        session.remove()
        db.engine.dispose()


def test_what_if_a_gate_were_asked_for_earlier(sign_in: Callable[[str], Page], firms: None) -> None:
    page = sign_in("manager")
    walk = Budget(page)
    page.goto("/accreditation/scheme")
    with walk.step("C3 step 7, what if we add a gate", 4, 1):
        walk.press(page.get_by_role("link", name="Copy version 1"))
        walk.press(page.get_by_role("button", name="Begin the draft"))
        walk.press(page.get_by_role("link", name="A result the service has verified"))
        page.get_by_label("Needed from").select_option("bronze")
        walk.entries += 1
        looked_at(page, "one-press")
        walk.press(page.get_by_role("button", name="Save and see who would move"))
        expect(page.get_by_role("heading", name="Who moves")).to_be_visible(timeout=60_000)
    expect(page.get_by_role("link", name="Alder Joinery and Sons")).to_be_visible()
    expect(page.get_by_text("No interview, trial or job is on").first).to_be_visible()
    looked_at(page, "moves")
