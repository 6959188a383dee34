"""From the open check to the level: a link, two files from a phone, a check, a second person."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from app import create_app
from crm.core import config
from crm.core.db import db, session, set_may_write
from crm.parity import actions
from crm.parity.paydays import Frequency
from crm.placements import queries as placements
from tests import papers
from tests.browser.budget import Budget
from tests.browser.conftest import SIZES, Site, no_violations, picture
from tests.browser.test_public_door import mailed
from tests.makers import Make

NAME = "Evenlode Print Works"


@pytest.fixture
def placement_ref(site: Site) -> str:
    """A placement since March, paid on the last of the month: its first check is open."""
    app = create_app(config.load(site.env) | {"TESTING": True})
    with app.app_context():
        set_may_write(True)
        make = Make()
        employer = make.employer(name=NAME)
        make.contact(employer, name="Sam Carter", email="sam@evenlode.example", can_hire=True)
        ref = str(make.placement(employer, started_on=date(2026, 3, 2), job_title="Print finisher",
                                 pay_amount=Decimal("12.71")).ref)  # fmt: skip
        found = placements.placement_or_404(ref)
        actions.set_pay_days(found, Frequency.MONTHLY, date(2026, 4, 30))
        session.commit()
        session.remove()
        db.engine.dispose()
    return ref


@pytest.fixture
def two_files(tmp_path: Path) -> list[Path]:
    slip, job = tmp_path / "slip.pdf", tmp_path / "job.jpg"
    slip.write_bytes(papers.pdf())
    job.write_bytes(papers.photo((900, 1200)))
    return [slip, job]


def test_from_a_phone_to_the_level(
    site: Site, browser: Browser, sign_in: Callable[[str], Page], placement_ref: str,
    two_files: list[Path],
) -> None:  # fmt: skip
    officer = sign_in("officer")
    ask(officer, placement_ref)
    send_from_a_phone(site, browser, two_files)
    check(officer, placement_ref)
    confirm(sign_in("manager"), placement_ref)
    see_it_everywhere(officer, placement_ref)


def row_of(page: Page, ref: str) -> Locator:
    return page.locator("tr", has=page.get_by_role("link", name=ref, exact=True))


def ask(page: Page, ref: str) -> None:
    page.goto("/parity")
    walk = Budget(page)
    with walk.step("C1 step 8, ask from the board", 1, 0):
        walk.press(page.get_by_role("button", name=f"Send secure link about {ref}"))
        expect(page.get_by_text("A link was mailed.")).to_be_visible()
    no_violations(page)
    picture(page, "fair-pay-1-asked")


def send_from_a_phone(site: Site, browser: Browser, files: list[Path]) -> None:
    context = browser.new_context(
        base_url=site.url, viewport=SIZES["phone"], has_touch=True, is_mobile=True
    )
    page = context.new_page()
    page.goto(mailed(site, "sam@evenlode.example"))
    page.get_by_label("Choose files or take photos").set_input_files(files)
    expect(page.get_by_role("heading", name="Look at your 2 files")).to_be_visible()
    page.get_by_role("button", name="Send these 2 files").click()
    expect(page.get_by_role("heading", name="We have your 2 files")).to_be_visible()
    no_violations(page)
    picture(page, "fair-pay-2-sent-phone")
    context.close()


def check(page: Page, ref: str) -> None:
    page.goto("/parity")
    expect(page.get_by_text("2 files came").first).to_be_visible()
    picture(page, "fair-pay-3-came")
    walk = Budget(page)
    with walk.step("C1 step 9, do the parity check", 3, 4):
        walk.press(page.get_by_role("link", name=f"Check fair pay of {ref}"))
        expect(page.locator(".pw-leaf img").first).to_be_visible()
        expect(page.get_by_label("Basic hours on the slip")).to_have_value("64")
        no_violations(page)
        walk.enter(page.get_by_label("Age on the first day"), "34")
        page.get_by_label("Compare with").select_option("job description or advert")
        walk.entries += 1
        walk.enter(page.get_by_label("Pay for the same job"), "12.71")
        picture(page, "fair-pay-4-beside")
        walk.press(page.get_by_role("button", name="Send to reviewer"))
        expect(page.get_by_text("Sent to the reviewer: Paid the same.")).to_be_visible()
    assert page.get_by_role("button", name="Confirm check").count() == 0
    no_violations(page)
    picture(page, "fair-pay-5-sent")


def confirm(page: Page, ref: str) -> None:
    page.goto("/")
    waiting = page.locator("#elsewhere")
    expect(waiting.get_by_text("to confirm")).to_be_visible()
    no_violations(page)
    picture(page, "fair-pay-6-today-of-the-reviewer")
    waiting.get_by_role("link", name="Fair pay").click()
    no_violations(page)
    picture(page, "fair-pay-7-board")
    row_of(page, ref).get_by_role("link", name="Look at it").click()
    expect(page.locator(".pw-leaf img").first).to_be_visible()
    no_violations(page)
    picture(page, "fair-pay-8-reviewer")
    page.get_by_role("button", name="Confirm check").click()
    expect(page.get_by_text("Fair pay check confirmed.")).to_be_visible()


def see_it_everywhere(page: Page, ref: str) -> None:
    page.goto("/parity")
    expect(page.get_by_role("link", name=ref, exact=True)).to_have_count(0)
    page.goto("/parity/results")
    page.get_by_role("link", name=NAME).click()
    expect(page.get_by_text("Wage evidence came: look at it, due")).to_have_count(0)
    panel = page.locator("#fair-pay")
    expect(panel.get_by_text("Paid the same")).to_be_visible()
    level = page.locator(".pw-panel", has=page.get_by_role("heading", name="Accreditation"))
    expect(level.get_by_text("proposed", exact=False).first).to_be_visible()
    no_violations(page)
    picture(page, "fair-pay-9-employer")
    page.set_viewport_size(SIZES["phone"])
    page.goto("/parity")
    no_violations(page)
    picture(page, "fair-pay-board-phone")
