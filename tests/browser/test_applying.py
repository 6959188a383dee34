"""A business applies for a level from a phone, with and without JavaScript, within its budgets."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from accreditation.applications import queries
from accreditation.applications.models import State
from app import create_app
from crm.core import clock, config
from crm.core.db import db, session, set_may_write
from crm.employers.models import Employer
from tests.accreditation.applying import world
from tests.browser.budget import Budget
from tests.browser.conftest import SIZES, Site, no_violations, picture
from tests.browser.test_pages import by_keyboard
from tests.makers import Make


@contextmanager
def inside(site: Site) -> Iterator[Make]:
    app = create_app(config.load(site.env) | {"TESTING": True})
    with app.app_context():
        set_may_write(True)
        yield Make()
        session.remove()
        db.engine.dispose()


def address(site: Site) -> str:
    """The address of the link of a small employer that is asked to apply."""
    with inside(site) as make:
        row = world.asked(make)
        employer = session.get_one(Employer, row.employer_id)
        make.placement(employer)
        return site.url + world.path(row)


def renewal(site: Site) -> str:
    """The address of a renewal of which one answer has run out."""
    with inside(site) as make:
        row = world.asked(make)
        employer_id, day = row.employer_id, clock.today() - timedelta(days=100)
        one = {"state": "answered", "step": 1, "words": "", "until": "", "on": day.isoformat()}
        over = {**one, "until": (clock.today() - timedelta(days=3)).isoformat()}
        row.answers = {"FP2": over, "SW3": one, "LE1": one}
        row.state, row.submitted_at, row.declared_on = State.DECIDED, clock.now(), day
        row.signatory_name, row.signatory_role = "Ines Marlow", "Owner"
        session.commit()
        employer = session.get_one(Employer, employer_id)
        again = world.asked(make, employer=employer, renewal_of="B-00001")
        return site.url + world.path(again)


def look(page: Page, name: str, size: str, *, script: bool = True) -> None:
    """Check the page and keep a picture; without scripts axe cannot look."""
    if script:
        no_violations(page)
        picture(page, f"applying-{name}-{size}")


def walked(page: Page, *, script: bool) -> None:
    if script:
        size = page.viewport_size
        by_keyboard(page)
        assert size
        page.set_viewport_size(size)


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
@pytest.mark.parametrize("size", SIZES)
def test_a_business_applies(site: Site, browser: Browser, size: str, *, script: bool) -> None:
    link = address(site)
    context = browser.new_context(
        viewport=SIZES[size],  # type: ignore[arg-type]
        java_script_enabled=script,
    )
    page = context.new_page()
    page.goto(link)
    expect(page.get_by_role("heading", name="Apply for a level")).to_be_visible()
    look(page, "1-tasks", size, script=script)
    walked(page, script=script)

    page.get_by_role("link", name="Fair pay").click()
    walked(page, script=script)
    points = page.locator("#worked-out p").first
    before = points.inner_text()
    page.get_by_role("radio", name="Accredited as a living wage employer").check()
    if script:
        expect(page.get_by_role("button", name="Update the level")).to_be_hidden()
        expect(points).not_to_have_text(before)
        look(page, "2-answer", size)
    else:
        page.get_by_role("button", name="Update the level").click()
        expect(points).not_to_have_text(before)
        expect(page.get_by_role("radio", name="Accredited as a living wage")).to_be_checked()
    page.get_by_role("button", name="Save and continue").click()
    the_rest(page, size, script=script)

    walk = Budget(page)
    with walk.step("C2 step 7, see level and why", 1, 0):
        walk.follow(link)
        for words in ("Where it stands", "Each criterion", "Newest evidence", "next step"):
            expect(page.get_by_text(words).first).to_be_visible()
    look(page, "6-status", size, script=script)
    walked(page, script=script)
    page.get_by_role("link", name="Withdraw this application").click()
    look(page, "7-withdraw", size, script=script)
    page.get_by_role("button", name="Withdraw it").click()
    expect(page.get_by_text("Withdrawn").first).to_be_visible()
    context.close()


def the_rest(page: Page, size: str, *, script: bool) -> None:
    """The other pages, a mistake put right, and the signature."""
    expect(page.get_by_role("heading", name="Support at work", level=1)).to_be_visible()
    page.get_by_role("radio", name="This does not apply to us").check()
    page.get_by_role("button", name="Save and continue").click()
    expect(page.get_by_text("say why it does not apply").first).to_be_visible()
    look(page, "3-error", size, script=script)
    page.get_by_label("Anything we should know").fill("We are two owners")
    page.get_by_role("button", name="Save and continue").click()

    page.get_by_role("radio", name="Level 2, Employer").check()
    page.get_by_role("button", name="Save and continue").click()
    expect(page.get_by_role("heading", name="Check your answers")).to_be_visible()
    look(page, "4-check", size, script=script)
    walked(page, script=script)
    page.get_by_label("Full name").fill("Ines Marlow")
    page.get_by_label("Role").fill("Owner")
    page.get_by_label("List us in the public register").check()
    page.get_by_role("button", name="Agree and send").click()
    expect(page.get_by_role("heading", name="We have your application")).to_be_visible()
    look(page, "5-sent", size, script=script)


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_a_renewal_asks_only_what_has_run_out(
    site: Site, browser: Browser, *, script: bool
) -> None:
    link = renewal(site)
    context = browser.new_context(
        viewport=SIZES["phone"],  # type: ignore[arg-type]
        java_script_enabled=script,
    )
    page = context.new_page()
    walk = Budget(page)
    with walk.step("C2 step 8, renew", 3, 1):
        walk.follow(link)
        walk.choose(page.get_by_role("radio", name="Accredited as a living wage employer"))
        look(page, "8-renewal", "phone", script=script)
        page.get_by_label("When does it end?").fill("")
        walk.press(page.get_by_role("button", name="Save and continue"))
        look(page, "8-renewal-check", "phone", script=script)
        walk.press(page.get_by_role("button", name="Agree and send"))
        expect(page.get_by_role("heading", name="We have your application")).to_be_visible()
    context.close()


def test_a_link_that_does_not_work_says_what_to_do(site: Site, browser: Browser) -> None:
    page = browser.new_page(viewport=SIZES["phone"])  # type: ignore[arg-type]
    page.goto(f"{site.url}/me/level.not-one-of-ours")
    expect(page.get_by_role("heading", name="There is no application")).to_be_visible()
    look(page, "9-closed", "phone")
    page.close()


@pytest.mark.parametrize("size", SIZES)
def test_an_officer_asks_and_looks_at_what_came(site: Site, sign_in, size: str) -> None:  # type: ignore[no-untyped-def]
    with inside(site) as make:
        employer = make.employer(name=f"Thistle Forge {size}", disability_confident=0)
        make.contact(employer, name="Ravi Copley", email=f"ravi@forge-{size}.example")
        ref = employer.ref
    page = sign_in("officer")
    page.goto(f"/employers/{ref}")
    page.set_viewport_size(SIZES[size])
    page.get_by_role("link", name="Ask to apply").first.click()
    look(page, "10-ask", size)
    expect(page.get_by_label("Send the link to")).not_to_have_value("")
    page.get_by_role("button", name="Ask to apply").click()
    expect(page.get_by_text("A link is mailed to Ravi Copley")).to_be_visible()
    with inside(site):
        row = queries.of_employer(int(ref[2:]))[0]
        answered = {"state": "answered", "step": 3, "words": "", "until": "", "on": "2026-01-01"}
        row.answers = {"LE1": answered}
        row.state, row.submitted_at, row.declared_on = State.SUBMITTED, clock.now(), clock.today()
        row.signatory_name, row.signatory_role = "Ravi Copley", "Owner"
        session.commit()
    page.reload()
    expect(page.get_by_text("Our record says: “Not a member”")).to_be_visible()
    look(page, "11-case", size)
    by_keyboard(page)
    page.goto("/accreditation/applications")
    look(page, "12-list", size)
