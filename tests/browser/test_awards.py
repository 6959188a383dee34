"""A manager suspends, a business disagrees on a phone, another manager answers; renewing."""

import re
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.budget import Budget
from tests.browser.conftest import PASSWORD, ROOT, SIZES, Site, no_violations, picture


def look(page: Page, name: str, size: str) -> None:
    no_violations(page)
    picture(page, f"awards-{name}-{size}")


GRANT = """
import sys
from datetime import timedelta
from app import create_app
from accreditation.awards import actions, letters
from accreditation.scheme import queries as schemes
from crm.core import clock, links
from crm.core.db import session
from crm.core.search import normalise
from crm.employers.models import Contact, Employer, SizeBand
with create_app().app_context():
    name, today = sys.argv[1], clock.today()
    employer = Employer(name=name, name_key=normalise(name), created_at=clock.now(),
                        made_up=True, size_band=SizeBand.SMALL)
    session.add(employer)
    session.flush()
    contact = Contact(employer_id=employer.id, name="Ann Wells", email="ann@firm.example")
    session.add(contact)
    session.flush()
    actions.grant(employer=employer, version=schemes.find("1"), level="silver",
                  valid_from=today - timedelta(days=680), valid_until=today + timedelta(days=50),
                  decision_ref="invented", public_ok=True, conditional=False, officer=None)
    link = letters.link_for(contact)
    session.commit()
    print(links.address(link))
"""


def award(site: Site, name: str) -> str:
    """Grant an invented award; return the path of the status page."""
    done = subprocess.run(
        [sys.executable, "-c", GRANT, name],
        cwd=ROOT, env=site.env, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return "/me/" + done.stdout.strip().rpartition("/me/")[2]


Opened = Callable[[str], Page]


@pytest.fixture
def opened(browser: Browser, site: Site) -> Iterator[Opened]:
    """Open a browser of its own for one role, or for nobody."""
    contexts = []

    def enter(role: str) -> Page:
        context = browser.new_context(base_url=site.url)
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        if role:
            page.goto("/sign-in")
            page.get_by_label("Email address").fill(f"{role}@council.example.org")
            page.get_by_label("Password", exact=True).fill(PASSWORD)
            page.get_by_role("button", name="Sign in").click()
            page.wait_for_url("**/")
        return page

    yield enter
    for context in contexts:
        context.close()


@pytest.mark.parametrize("size", SIZES)
def test_a_suspension_and_a_review(site: Site, opened: Opened, size: str) -> None:
    name = f"Windrush Foods {size}"
    path = award(site, name)
    manager = opened("manager")
    manager.set_viewport_size(SIZES[size])  # type: ignore[arg-type]
    manager.goto("/accreditation/awards")
    expect(manager.get_by_role("link", name=name)).to_be_visible()
    look(manager, "1-board", size)
    manager.get_by_role("link", name=name).click()
    look(manager, "2-award", size)
    manager.get_by_role("link", name="Suspend").click()
    manager.get_by_label("Reason").select_option(label="We are looking at new evidence.")
    manager.get_by_label("Why, for the file").fill("A colleague rang about a pay slip.")
    look(manager, "3-suspend", size)
    manager.get_by_role("button", name="Suspend this award").click()
    expect(manager.get_by_text("is suspended").first).to_be_visible()

    business = opened("")
    business.set_viewport_size(SIZES[size])  # type: ignore[arg-type]
    business.goto(path)
    expect(business.get_by_role("heading", level=1)).to_contain_text("under review")
    look(business, "4-status", size)
    walk = Budget(business)
    with walk.step("C2 step 10, disagree", 2, 1):
        walk.press(business.get_by_role("link", name="Ask for a review"))
        walk.enter(business.get_by_label("What do you think is wrong?"), "It was another slip.")
        walk.press(business.get_by_role("button", name="Ask for a review"))
        expect(business.get_by_text("You will hear from us by")).to_be_visible()
    look(business, "5-asked", size)

    manager.goto("/accreditation/appeals")
    look(manager, "6-reviews", size)
    manager.get_by_role("link", name=name).click()
    expect(manager.get_by_text("Somebody else has to look at it")).to_be_visible()
    look(manager, "7-not-yours", size)

    other = opened("admin")
    other.set_viewport_size(SIZES[size])  # type: ignore[arg-type]
    other.goto("/accreditation/appeals")
    other.get_by_role("link", name=name).click()
    other.get_by_role("button", name="Take it").click()
    other.get_by_role("link", name="Answer").click()
    other.get_by_label("What did you find?").select_option(label="They are right: set it aside")
    other.get_by_label("What the business reads").fill("We read the right slip now.")
    look(other, "8-answer", size)
    other.get_by_role("button", name=re.compile("^Answer")).click()
    expect(other.get_by_text("is answered").first).to_be_visible()

    business.goto(path)
    expect(business.get_by_role("heading", level=1)).to_have_text("You hold Silver, Practising")
    look(business, "9-back", size)
    business.get_by_role("button", name="Renew").click()
    expect(business).to_have_url(re.compile("/me/level"))


@pytest.mark.parametrize("size", SIZES)
def test_a_manager_sets_the_periods(sign_in: Opened, size: str) -> None:
    page = sign_in("manager")
    page.set_viewport_size(SIZES[size])
    page.goto("/accreditation/awards/terms/new")
    expect(page.get_by_label("Bronze, Committed")).to_be_checked()
    page.get_by_label("Silver, Practising").check()
    page.get_by_label("A badge says “under review”").check()
    look(page, "new-terms", size)
    page.get_by_label("From").fill({"desktop": "in 3 weeks"}.get(size, "in 2 weeks"))
    page.get_by_label("Who says so").fill("Cabinet, 1 December")
    page.get_by_role("button", name="Set periods").click()
    expect(page.get_by_text("Bronze, Committed; Silver, Practising").first).to_be_visible()
    look(page, "terms", size)
