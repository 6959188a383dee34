"""A business walks through the public door in a real browser, and an officer answers it."""

import re
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from app import create_app
from crm.consent import letters
from crm.core import config, links
from crm.core.db import db, session
from crm.core.links import OneTimeLink
from crm.core.outbox import Mail
from tests.browser.budget import Budget
from tests.browser.conftest import SIZES, Site, no_violations, picture


class Walk(Budget):
    """A counted walk that is looked at on each stop; what it uses is found by its words."""

    def __init__(self, page: Page, size: str) -> None:
        super().__init__(page)
        self.size = size
        page.set_viewport_size(SIZES[size])  # type: ignore[arg-type]

    def use(self, role: str, name: str) -> None:
        self.press(self.page.get_by_role(role, name=name, exact=True))  # type: ignore[arg-type]

    def say(self, label: str, value: str) -> None:
        self.enter(self.page.get_by_label(label, exact=True), value)

    def pick(self, label: str) -> None:
        self.choose(self.page.get_by_label(label, exact=True))

    def look(self, name: str) -> None:
        no_violations(self.page)
        picture(self.page, f"door-{name}-{self.size}")


def mailed(site: Site, address: str) -> str:
    """Return the address of the link in the newest mail to somebody."""
    app = create_app(config.load(site.env) | {"TESTING": True})
    with app.app_context():
        newest = sa.select(Mail.link_id).where(Mail.to_addr == address).order_by(Mail.id.desc())
        link = session.get(OneTimeLink, session.scalars(newest).first())
        assert link
        found = links.address(link)
        session.remove()
        db.engine.dispose()
    return found


def choices(site: Site, address: str) -> str:
    """Return the address of the link that stands under news to somebody."""
    app = create_app(config.load(site.env) | {"TESTING": True})
    with app.app_context():
        found = letters.address(address, "webinars", 1)
        session.remove()
        db.engine.dispose()
    return found


def register(walk: Walk, business: str, email: str) -> None:
    """Steps 1 and 2 of the business: five pages, one mistake put right on the way."""
    page = walk.page
    page.goto("/interest")
    walk.look("1-start")
    walk.use("button", "Start now")
    walk.look("2-business")
    walk.say("Business name", business)
    walk.use("button", "Continue")
    walk.look("3-you")
    walk.say("Your name", "Sam Carter")
    walk.say("Work email address", email)
    walk.say("Work phone number (optional)", "01865 792422")
    walk.use("button", "Continue")
    walk.look("4-place")
    walk.say("Postcode of your main site", "OX14")
    walk.pick("10 to 49")
    walk.use("button", "Continue")
    put_right(walk)
    walk.pick("A job")
    walk.look("6-offer")
    walk.use("button", "Continue")
    walk.pick("Email")
    walk.look("7-contact")
    walk.use("button", "Continue")
    walk.look("8-check")
    page.wait_for_timeout(3_100)  # nobody answers five pages within three seconds
    walk.use("button", "Send my details")
    expect(page.get_by_role("heading", name="We have your details")).to_be_visible()
    walk.look("9-received")


def put_right(walk: Walk) -> None:
    page = walk.page
    summary = page.locator("[data-error-summary]")
    expect(summary).to_be_focused()
    expect(page.get_by_label("10 to 49", exact=True)).to_be_checked()
    expect(page.get_by_label("Postcode of your main site", exact=True)).to_have_value("OX14")
    walk.look("5-place-error")
    with walk.step("C2 step 2, correct an error", 1, 1):
        walk.press(summary.get_by_role("link"))
        expect(page.get_by_label("Postcode of your main site", exact=True)).to_be_focused()
        walk.say("Postcode of your main site", "OX14 3HB")
        walk.use("button", "Continue")


@pytest.mark.parametrize("size", SIZES)
def test_a_business_registers_and_is_answered(
    size: str, site: Site, page: Page, sign_in: Callable[[str], Page]
) -> None:
    business, email = f"Isis Garden {size}", f"sam@isis-{size}.example"
    walk = Walk(page, size)
    with walk.step("C2 step 1, register interest", 7, 8):
        register(walk, business, email)

    page.context.clear_cookies()  # another device
    page.goto(mailed(site, email))
    walk.look("10-confirm")
    page.get_by_role("button", name="Confirm my email address").click()
    expect(page.get_by_text("Your email address is confirmed.")).to_be_visible()
    with walk.step("C2 step 3, know what happens next", 1, 0):
        walk.follow(mailed(site, email))
        for words in ("Received", "Officer", "5pm"):
            expect(page.get_by_text(words).first).to_be_visible()
    walk.look("11-status")

    sign_in("officer")
    answer(walk, business)


def answer(walk: Walk, business: str) -> None:
    """The officer finds it in the queue, accepts it, and takes that back."""
    page = walk.page
    page.goto("/interest/queue")
    expect(page.get_by_role("link", name=business)).to_be_visible()
    walk.look("20-queue")
    page.get_by_role("link", name=business).click()
    walk.look("21-enquiry")
    page.get_by_role("button", name="Send the question").click()
    expect(page.get_by_role("link", name="Enter your question")).to_be_visible()
    walk.look("22-enquiry-error")
    page.get_by_role("button", name="Accept and plan the call").click()
    expect(page.get_by_text("Accepted. The mail leaves in half a minute.")).to_be_visible()
    walk.look("23-accepted")
    page.get_by_role("button", name="Undo", exact=True).click()
    page.goto("/interest/queue")
    expect(page.get_by_role("link", name=business)).to_be_visible()
    page.goto("/interest/queue/held")
    walk.look("24-held")


@pytest.mark.parametrize("size", SIZES)
def test_a_person_sees_what_is_held_and_complains(
    size: str, site: Site, page: Page, sign_in: Callable[[str], Page]
) -> None:
    walk, email = Walk(page, size), f"jo@{size}.example"
    for name in ("privacy", "accessibility", "what-we-hold", "data-complaint"):
        page.goto(f"/{name}")
        walk.look(f"30-{name}")
    page.goto("/what-we-hold")
    page.get_by_label("Email address").fill(email)
    page.get_by_role("button", name="Email me the link").click()
    walk.look("31-held-sent")
    page.goto(mailed(site, email))
    walk.look("32-mine")
    page.get_by_label("What is wrong, and what is right?").fill("I have left this job.")
    page.get_by_role("button", name="Send my correction").click()
    expect(page.get_by_text(re.compile("We have your correction"))).to_be_visible()

    page.goto("/data-complaint")
    page.get_by_role("button", name="Send my complaint").click()
    expect(page.get_by_role("link", name="Enter what happened")).to_be_visible()
    walk.look("33-complaint-error")
    page.get_by_label("Your name").fill("Jo Reed")
    page.get_by_label("Email address").fill(email)
    page.get_by_label("What happened?").fill("A letter went to my home.")
    page.get_by_role("button", name="Send my complaint").click()
    walk.look("34-complained")

    sign_in("officer")
    page.goto("/data-requests")
    walk.look("35-requests")
    page.get_by_role("link", name=re.compile("Complaint DP-")).first.click()
    walk.look("36-request")


def test_a_manager_names_officers_for_districts(sign_in: Callable[[str], Page]) -> None:
    page = sign_in("manager")
    page.goto("/interest/queue/districts")
    page.get_by_label("Cherwell").select_option(label="Officer One")
    page.get_by_role("button", name="Save districts").click()
    expect(page.get_by_text("Saved who looks after which district.")).to_be_visible()
    no_violations(page)
    picture(page, "door-40-districts")


def test_a_registration_is_saved_and_carried_on(site: Site, page: Page) -> None:
    walk = Walk(page, "phone")
    page.goto("/interest/business")
    walk.say("Business name", "Later Bakery")
    walk.use("button", "Continue")
    walk.say("Work email address", "later@bakery.example")
    walk.use("button", "Save and come back later")
    walk.look("50-save")
    expect(page.get_by_label("Email address")).to_have_value("later@bakery.example")
    walk.use("button", "Email me the link")
    walk.look("51-saved")
    page.context.clear_cookies()
    page.goto(mailed(site, "later@bakery.example"))
    walk.look("52-resume")
    walk.use("button", "Carry on")
    expect(page.get_by_role("heading", name="You")).to_be_visible()


@pytest.mark.parametrize("size", SIZES)
def test_a_reader_stops_messages(size: str, site: Site, page: Page) -> None:
    walk = Walk(page, size)
    link = choices(site, f"reader@{size}.example")
    with walk.step("C2 step 11, stop messages", 1, 0):
        walk.follow(link)
        expect(page.get_by_text(f"For r…@{size}.example.")).to_be_visible()
        walk.look("60-choices")
        walk.use("button", "Stop emails about webinar invitations")
        expect(page.get_by_role("status")).to_contain_text("You get no more emails about webinar")
    walk.look("61-stopped")
    page.goto(link)
    for name in ("Webinar invitations", "News for employers"):  # an unknown form is a person
        expect(page.get_by_role("checkbox", name=name)).not_to_be_checked()
