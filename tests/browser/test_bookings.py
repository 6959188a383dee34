"""Booking a webinar in a real browser: on a phone, with and without scripts, by an invitation."""

import re
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.budget import Budget
from tests.browser.conftest import ROOT, SIZES, Site, no_violations, picture

SETUP = """
from datetime import timedelta
from app import create_app
from crm.core import clock, links
from crm.core.db import session
from crm.core.links import OneTimeLink
from crm.core.outbox import Mail
from crm.employers.models import Contact, Employer
from webinars.bookings import actions
from webinars.bookings.models import Booking
from webinars.programme.models import Webinar
from webinars.programme.rules import State
def webinar(**more):
    starts = clock.now() + timedelta(days=21)
    row = Webinar(**({"title": "Small changes, good people", "words": "What small employers do.",
        "starts_at": starts, "ends_at": starts + timedelta(hours=1), "capacity": 2,
        "join_url": "https://join.example/room-7", "state": State.PUBLISHED} | more))
    session.add(row)
    session.commit()
    return row
def last_link(to="%"):
    mine = Mail.link_id.is_not(None), Mail.to_addr.like(to)
    mail = session.query(Mail).filter(*mine).order_by(Mail.id.desc()).first()
    return links.address(session.get(OneTimeLink, mail.link_id))
with create_app().app_context():
"""
#: Three seconds are what a person needs at least; a robot does not wait for them.
AS_A_PERSON = 3200
SIGN_UP = re.compile("Sign up|Join the waiting list")
SAY_YES = re.compile("^Yes, ")


@pytest.fixture
def tell(site: Site) -> Callable[[str], str]:
    """Run lines inside the application of the site and return what they print."""

    def run(lines: str) -> str:
        body = "\n".join(f"    {line}" for line in lines.strip().splitlines())
        done = subprocess.run(
            [sys.executable, "-c", SETUP + body],
            cwd=ROOT, env=site.env, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    return run


@pytest.fixture
def plain(browser: Browser, site: Site) -> Iterator[Page]:
    """A phone whose browser runs no scripts."""
    context = browser.new_context(
        base_url=site.url, viewport=SIZES["phone"], java_script_enabled=False
    )
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


def fill(page: Page, email: str) -> None:
    page.get_by_label("Your name").fill("Ffion-Elizabeth Featherstonehaugh-Cholmondeley")
    page.get_by_label("Work email address").fill(email)
    page.get_by_label("Where you work").fill("Isis Garden Centre")
    page.get_by_label("What do you need to take part? (optional)").fill("Captions")
    page.wait_for_timeout(AS_A_PERSON)
    page.get_by_role("button", name=SIGN_UP).click()


def looked_at(page: Page, name: str) -> None:
    """axe and a picture at both widths; the phone last."""
    for width in ("desktop", "phone"):
        page.set_viewport_size(SIZES[width])
        no_violations(page)
        picture(page, f"{name}-{width}")


def test_a_phone_without_scripts_books_changes_and_cancels(plain: Page, tell):
    ref = tell("print(webinar(capacity=1).ref)")
    plain.goto(f"/webinars/{ref}/book")

    plain.get_by_role("button", name=SIGN_UP).click()
    assert plain.get_by_role("link", name="Enter your name").is_visible()
    fill(plain, "ffion@isis.example")
    assert plain.get_by_role("heading", name="One more step: check your email").is_visible()
    plain.goto(tell("print(last_link())"))
    plain.get_by_role("button", name=SAY_YES).click()
    assert plain.get_by_text("You have a seat.").is_visible()
    plain.get_by_role("link", name="What you need to take part").click()
    plain.get_by_label("What do you need to take part? (optional)").fill("Slides before")
    plain.get_by_role("button", name="Save").click()
    plain.get_by_role("link", name="Cancel this booking").click()
    plain.get_by_role("button", name="Cancel my booking").click()
    assert plain.get_by_text("This booking is cancelled.").is_visible()


def test_every_public_page_at_both_widths(page: Page, tell):
    ref = tell(
        "print(webinar(capacity=1, title='What a job coach does, and what small firms ' * 2).ref)"
    )
    page.goto(f"/webinars/{ref}/book")
    looked_at(page, "bookings-book")
    page.get_by_role("button", name=SIGN_UP).click()
    looked_at(page, "bookings-book-errors")
    fill(page, "first@isis.example")
    looked_at(page, "bookings-sent")
    proof = tell("print(last_link())")
    page.goto(proof)
    looked_at(page, "bookings-prove")
    page.get_by_role("button", name=SAY_YES).click()
    looked_at(page, "seats-show-seat")
    for link, name in (
        ("What you need to take part", "seats-needs"),
        ("Pass it on to a colleague", "seats-pass-on"),
        ("Cancel this booking", "seats-cancel"),
    ):
        page.get_by_role("link", name=link).click()
        looked_at(page, name)
        page.get_by_role("link", name="Back").click()
    page.goto("/me/proof.nonsense")
    looked_at(page, "bookings-over")
    page.goto(f"/webinars/{ref}/book")
    fill(page, "second@isis.example")
    page.goto(tell("print(last_link('second@isis.example'))"))  # the first one's seat is mailed now
    page.get_by_role("button", name=SAY_YES).click()
    assert page.get_by_text("You are number 1 on the waiting list.").is_visible()
    looked_at(page, "seats-show-waiting")


def test_business_4_by_the_invitation(page: Page, tell):
    """Budget of features.md, C2 step 4: 2 presses and no entry; the same link cancels."""
    page.set_viewport_size(SIZES["phone"])
    link = tell(
        """
from crm.core.search import normalise
firm = Employer(name="Isis Garden Centre", name_key=normalise("Isis"), created_at=clock.now())
session.add(firm)
session.flush()
sam = Contact(employer_id=firm.id, name="Sam Carter", email="sam@isis.example", role="Manager")
session.add(sam)
session.flush()
link = actions.invite_link(webinar(), sam)
session.commit()
print(links.address(link))
"""
    )
    budget = Budget(page)

    with budget.step("business 4", 2, 0):
        budget.follow(link)
        budget.press(page.get_by_role("button", name="Book my place"))
        assert page.get_by_role("heading", name="You have a seat").is_visible()
        assert (budget.presses, budget.entries) == (2, 0)
    looked_at(page, "bookings-invited-booked")
    page.get_by_role("link", name="Cancel this booking").click()
    looked_at(page, "bookings-drop")
    page.get_by_role("button", name="Cancel the booking").click()
    assert page.get_by_text("The booking is cancelled.").is_visible()
    page.set_viewport_size(SIZES["phone"])
    looked_at(page, "bookings-invited")


def test_the_staff_look_after_the_people(context: BrowserContext, sign_in, tell):
    ref = tell(
        """
of = webinar(capacity=2)
from webinars.bookings import moves, queries
from webinars.bookings.models import Came
for n in range(4):
    moves.book(queries.lock(of.id), came=Came.FORM, name=f"Person {n} of a firm with a long name",
               email=f"p{n}@a-rather-long-domain-name-{n}.example", employer_words=f"Firm {n}",
               access_needs="Captions" if n == 1 else "")
session.commit()
print(of.ref)
"""
    )
    page = sign_in("officer")
    page.goto(f"/webinars/manage/{ref}/people")
    looked_at(page, "registrants-index")
    page.get_by_role("link", name="Waiting list 2").click()
    looked_at(page, "registrants-waiting")
    page.get_by_role("link", name="Person 2 of a firm").click()
    assert page.get_by_text(
        "3 people may come to 2 seats: 1 more than you planned for."
    ).is_visible()
    looked_at(page, "registrants-show")
    page.get_by_label("Why?").first.fill("She interprets for a colleague")
    page.get_by_role("button", name="Give one seat more").click()
    assert page.get_by_text("has a seat.").first.is_visible()
    page.get_by_role("button", name="Undo").click()
    page.goto(f"/webinars/manage/{ref}/people/new")
    looked_at(page, "registrants-new")
    page.get_by_label("Name", exact=True).fill("Ann Lee")
    page.get_by_label("Email address").fill("ann@lee.example")
    page.get_by_label("Where they work").fill("Lee Ltd")
    page.get_by_role("button", name="Book for them").click()
    assert page.get_by_text("Ann Lee is on the waiting list.").is_visible()
