"""A case from the queue to its decision: taken, judged, asked about, answered, sent on."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from playwright.sync_api import Browser, Page, expect

from accreditation.assessments.models import Assessment
from app import create_app
from crm.core import clock, config, links
from crm.core.db import db, session, set_may_write
from crm.core.links import OneTimeLink
from crm.employers.models import SizeBand
from tests.accreditation.assessments.world import application, says
from tests.browser.budget import Budget
from tests.browser.conftest import SIZES, Site, no_violations, picture
from tests.makers import Make

NAME = "Hinksey Hotel and Conference Centre"
QUEUE = "/accreditation/reviews"


@pytest.fixture
def sent(site: Site) -> None:
    """An application that waits, of an employer with openings, a visit and declarations."""
    app = create_app(config.load(site.env) | {"TESTING": True})
    with app.app_context():
        set_may_write(True)
        make = Make()
        with clock.at(clock.now() - timedelta(days=9)):
            employer = make.employer(name=NAME, size_band=SizeBand.SMALL)
            make.contact(employer, name="Abigail Rowe", email="rowe@hinksey.example")
            make.vacancy(employer, adjustments="Quiet room", pay_amount=Decimal("13.00"))
            make.vacancy(employer, title="Porter", adjustments="Later start")
            make.placement(employer, started_on=clock.today() - timedelta(days=220))
            application(make, employer, level_wanted="silver")
            says(make, employer.id, "living_wage", 1, "Accredited since March.")
            says(make, employer.id, "supervisor", 1, "Mrs Rowe shows everybody round.")
        session.remove()
        db.engine.dispose()


def looked_at(page: Page, name: str) -> None:
    for width, size in SIZES.items():
        page.set_viewport_size(size)
        no_violations(page)
        picture(page, f"reviews-{name}-{width}")
    page.set_viewport_size(SIZES["desktop"])


def test_from_the_queue_to_a_decision(
    site: Site, browser: Browser, sign_in: Callable[[str], Page], sent: None
) -> None:
    page = sign_in("manager")
    walk = Budget(page)
    with walk.step("C3 step 1, queue", 0, 0):
        page.goto(QUEUE)
        expect(page.get_by_role("columnheader", name="Be careful")).to_be_visible()
    looked_at(page, "queue")
    page.get_by_role("button", name=f"Take it application of {NAME}").click()
    page.goto(QUEUE)
    with walk.step("C3 step 2, open with evidence", 1, 0):
        walk.press(page.get_by_role("link", name=NAME))
        expect(page.get_by_role("heading", name="Pays a living wage")).to_be_visible()
    with walk.step("C3 step 3, why this score", 0, 0):
        expect(page.get_by_role("heading", name="Why it is not higher")).to_be_visible()
    looked_at(page, "case")
    page.reload()
    page.wait_for_load_state("networkidle")
    page.keyboard.press("j")
    expect(page.get_by_role("heading", name="Reviews in work take place")).to_be_visible()
    page.wait_for_load_state("networkidle")
    page.keyboard.press("k")
    expect(page.get_by_role("heading", name="Pays a living wage")).to_be_visible()
    with walk.step("C3 step 4, ask for one more thing", 2, 1):
        walk.press(page.get_by_role("link", name="Named supervisor and induction"))
        walk.enter(page.get_by_label("Ask for one more thing"), "The induction plan of a starter.")
        walk.press(page.get_by_role("button", name="Ask by a link, pause the clock"))
        expect(page.get_by_text("The clock is paused since")).to_be_visible()
    looked_at(page, "asked")
    page.get_by_role("button", name="Go on without it").click()
    for title, verdict in (
        ("Named supervisor and induction", "I saw proof: A supervisor is named, 2 points"),
        ("Pays a living wage", "I saw proof: Accredited as a living wage employer"),
    ):
        page.get_by_role("link", name=title).click()
        page.get_by_label(verdict).check()
        page.get_by_label("What you saw, or why").fill("Seen on the visit of 3 September.")
        page.get_by_role("button", name="Save verdict").click()
    page.get_by_role("button", name="Send the draft").click()
    expect(page.get_by_text("The draft is mailed")).to_be_visible()
    looked_at(page, "draft-sent")
    answer(site, browser)
    page.reload()
    expect(page.get_by_text("We have 12 staff, not 60.")).to_be_visible()
    page.get_by_label("What did you find, in a few words?").fill("Good practice, one job so far.")
    page.get_by_role("button", name="Send for a").click()
    second(page, sign_in)


def answer(site: Site, browser: Browser) -> None:
    """The employer reads its draft on a phone and corrects a fact."""
    app = create_app(config.load(site.env) | {"TESTING": True})
    with app.app_context():
        row = session.query(Assessment).order_by(Assessment.id.desc()).first()
        address = links.address(session.get_one(OneTimeLink, row.link_id))
        session.remove()
        db.engine.dispose()
    context = browser.new_context(base_url=site.url, viewport=SIZES["phone"])
    phone = context.new_page()
    phone.goto(address)
    looked_at(phone, "draft")
    phone.set_viewport_size(SIZES["phone"])
    phone.get_by_label("What is wrong?").fill("We have 12 staff, not 60.")
    phone.get_by_role("button", name="Send my correction").click()
    expect(phone.get_by_text("Thank you. We have your answer")).to_be_visible()
    looked_at(phone, "answered")
    context.close()


def second(page: Page, sign_in: Callable[[str], Page]) -> None:
    """A colleague gives the second opinion where one is needed; then it is sealed."""
    if page.get_by_text("It waits for a second opinion").count():
        page = sign_in("officer")
        page.goto(QUEUE)
        page.get_by_role("link", name=NAME).click()
        looked_at(page, "second")
        page.get_by_label("I agree").check()
        page.get_by_label("What did you find?").fill("I read all of it and agree.")
        page.get_by_role("button", name="Give this opinion").click()
    page.goto(QUEUE)
    page.get_by_role("link", name=NAME).click()
    expect(page.get_by_role("heading", name="Sealed result")).to_be_visible()
    looked_at(page, "sealed")
    page.get_by_role("link", name="Declared interests").click()
    looked_at(page, "interests")
